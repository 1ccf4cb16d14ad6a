import { anyOf, type Lexicon, words } from "./list.ts";

export const english: Lexicon = {
  language: "en",
  stopWords: words(`
    a about above after again against all also although among an and another any are aren't as at be became because
    become becomes been before being below between both but by can called cannot could describe described describes did
    do does doesn't doing done don't down during each either enough every example few first following for from further
    given gives had has have having he her here him his how however i if in instead into is isn't it its itself just
    kind known least less like likely made main make makes many may me means might more most much must my name named
    neither no nor not of off often on once one only or other our out over own part per place rather refer refers see seen sees
    same she should since so some such take takes term than that the their them then there therefore these they thing
    things this those three through thus to too toward true two type under until up upon us use used uses using usually
    very was we well were what when where whether which while who whom whose why will with within without word would
    you your best correct statement statements option answer question blank complete completes sentence fill`),
  absolutes: anyOf([
    ...["always", "never", "all", "every", "everyone", "everything", "none", "nobody", "nothing", "only"],
    ...["must", "completely", "entirely", "totally", "absolutely", "impossible", "invariably", "solely"],
    ...["exclusively", "without exception", "under no circumstances", "at all times", "in every case"],
  ]),
  notAbsolute:
    /\b(?:[1-6a-e]|i{1,3}) only|^only \(?(?:[1-6a-e]|i{1,3})\)?$|(?:almost|nearly|hardly) (?:all|always|every|never|none|nothing|everyone|everything)|all (?:year|day|night)(?: round| long)?\b|all the way|all-or-(?:none|nothing)|only child(?:ren)?|read-only|never-ending|absolutely convergent|all-purpose|at all\b|after all|above all|all over|not only|if and only if|only if|not all|not every|absolute (?:zero|value)|must-have|nothing but|(?:returns?|does|costs?|contains?|holds?|means?) nothing|once and for all|all told|in all\b|all saints|all right/gu,
  vague: anyOf([
    ...["often", "usually", "sometimes", "frequently", "generally", "rarely", "seldom", "occasionally"],
    ...["typically", "commonly", "normally", "mostly", "many", "few", "several", "some", "a lot", "lots of"],
    ...["may be", "might be", "could be", "perhaps", "possibly", "probably", "more or less", "quite a few"],
    ...["fairly", "somewhat", "from time to time", "now and then", "in most cases", "to some extent"],
  ]),
  noneOfTheAbove:
    /^(?:none|neither|not any|not one)(?: (?:one )?of|(?= (?:the )?(?:above|others?|listed)))(?: (?:the|them|(?:these|those)(?: \p{L}+)?))?(?: (?:above|other|others|options?|answers?|choices?|statements?|\p{L}+(?= (?:above|listed|given|mentioned|shown|here|below))|listed|given|mentioned|shown|here|below))*(?: (?:is|are) (?:correct|right|true))?[.!]?$|^no(?:ne)? (?:(?:of the )?(?:answers?|options?|statements?) )?(?:is|are) (?:correct|right|true)[.!]?$|^no correct answer[.!]?$|^none of (?:the|these|those) \p{L}+[.!]?$|^(?:someone|somebody|something|somewhere) else[.!]?$|^there is no (?:right|correct) (?:answer|option|choice)(?: (?:here|above|listed|given))?[.!]?$|^(?:nobody|no one|nothing)(?: that is)?(?: of the)? (?:above|listed|mentioned|named|given)(?: (?:here|above|below))?[.!]?$/u,
  allOfTheAbove:
    /^(?:all|both|each|any|every one)(?: (?:one )?of)?(?: (?:the|them|(?:these|those)(?: \p{L}+)?))?(?: (?:above|other|others|options?|answers?|choices?|statements?|two|three|four|\p{L}+(?= (?:above|listed|given|mentioned|shown|here|below))|listed|given|mentioned|shown|here|below))*(?: (?:is|are) (?:correct|right|true)| (?:do|does|can|could|may|are|apply|count))?[.!]?$|^(?:every|each|any) (?:answer|option|choice|statement)s?(?: (?:above|listed|given|here))?(?: (?:is|are) (?:correct|right|true))?[.!]?$|^they(?:'re| are) (?:all|both) (?:correct|right|true)[.!]?$|^(?:all|each|every one|any) of the (?:listed|given|mentioned|named|above) \p{L}+[.!]?$|^everything(?: that is)?(?: of the)? (?:above|listed|mentioned|named|given)(?: (?:here|above))?[.!]?$/u,
  negativeStem:
    /(?:\b(?:which|what)|(?:^|[.?!:,;] )(?:who|where|when))\b(?:(?!\b(?:that|who|whose|if|when|because|where|although|named?|called)\b)[^.?!]){0,120}?\b(?:is|are|was|were|does|do|did|has|have|had|would|should|could|can|will|may|must)(?: (?:you|we|one|they|he|she|it|this))?(?: not\b|n't\b)|\b(?:cannot|can't|isn't|aren't|wasn't|weren't|doesn't|don't|didn't|won't|wouldn't|shouldn't|couldn't)\b(?=[^.!]{0,80}\?)(?<=\b(?:which|what|who)\b(?:(?!\b(?:that|who|whose)\b)[^.?!]){0,120})|\bexcept(?:ion)?\b[^.!?]{0,25}[?:.]?$|\ball (?:of )?(?:the |these )?[^.?!]{0,80}\bexcept\b|\b(?:least likely|not true|not correct|never)\b[^.!]{0,60}\?$|\b(?:is|are|be) (?:false|incorrect|untrue|inaccurate|wrong)\b|(?<!\ban? )\b(?:false|incorrect|untrue|inaccurate|wrong) (?:statement|answer|option|claim|one|match|description|pair\w*)s?\b(?! of)|\b(?:which|what) of (?:the following|these)[^.?!]{0,30} is an? (?:incorrect|inaccurate|wrong|invalid)\b|\b(?:which|what)\b(?:(?!\b(?:that|who|whose|if|when|because|where|named?|called)\b)[^.?!]){0,100}\bnot (?:used|needed|part|considered|included|allowed|caused|found|made|known|correct|true|required)\b[^.!]{0,40}\?|^(?:identify|find|name|choose|select|pick|mark|tick) [^.?!]{1,80}\b(?:not|never|cannot|\p{L}+n't)\b|\bnot an? (?:example|characteristic|feature|part|component|property|type|cause|symptom)\b/u,
  combination:
    /^(?:both |only )?(?:options? |statements? |answers? )?(?:\(?[a-e]\)?|\(?[1-6]\)?|\(?i{1,3}|iv|vi?\)?)(?:(?:,| and| or|, and| &| \+) ?(?:options? |statements? |answers? )?(?:\(?[a-e]\)?|\(?[1-6]\)?|\(?(?:i{1,3}|iv|vi?)\)?))+(?: only| together| (?:are |is )?(?:all |both )?(?:correct|right|true))?[.]?$|^(?:neither )(?:\(?[a-e]\)?|[1-6]) nor (?:\(?[a-e]\)?|[1-6])[.]?$|^(?:only |both )(?:the )?(?:first|second|third|fourth)(?: and (?:the )?(?:second|third|fourth))?(?: options?| statements?)?[.]?$/u,
  yes: words("true yes correct right t agree"),
  no: words("false no incorrect wrong f disagree"),
  unfocused:
    /^(?:(?:tell|say|decide|state|indicate|determine|choose|find|identify|select|mark) )?(?:which|what)(?: one)?(?: of (?:the )?(?:following|these|those|below|options?)(?: below)?)?(?: (?:statements?|options?|answers?|sentences?|choices?|claims?))*(?: (?:below|here|listed))?(?: (?:is|are|seems?|do you think is))?(?: (?:(?:the|most|a) )*(?:true|correct|right|accurate|best|valid))*(?: (?:answer|one|statement|option|choice))?\s*[?:.]?$|^(?:choose|select|pick|mark|identify)(?: the)?(?: (?:one|correct|right|true|best|most|accurate))*(?: (?:answer|option|statement|choice|one|response))?(?: (?:below|from the following))?\s*[?:.]?$/u,
  places: ["first", "second", "third", "fourth", "fifth"].map((place) => `${place} (?:option|answer|choice)`),
  rightIs:
    /\b(?:(?:correct|right|best) (?:answer|option|choice|response)(?: here)? (?:is|was|would be|should be|must be)|the answer (?:is|was|would be|should be|must be)|(?:^|(?<=[.;!?] ))(?:(?:the )?(?:correct|right)(?: answer| option| choice| response)?|answer|solution)(?=:))[: ]+(?:actually |therefore |of course )?(?:option |answer )?["“'‘(]?/u,
  isRight:
    /["”'’)]? (?:is|was|are|were) (?:therefore |thus |indeed |actually |clearly )?(?:the (?:answer|solution|one to (?:choose|pick|tick|select|mark))|what (?:should|must|has to|is to) be (?:chosen|picked|ticked|selected|marked)|(?:the )?(?:correct|right))\b(?! (?:angle|hand|side|wing|after|in that|about))/u,
  isWrong:
    /["”'’)]? (?:is|was|are|were) (?:therefore |thus |actually |clearly )?(?:the )?(?:incorrect|wrong|not correct|not right|false)\b/u,
};
