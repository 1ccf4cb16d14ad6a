import { anyOf, edged, type Lexicon, words } from "./list.ts";

export const german: Lexicon = {
  language: "de",
  stopWords: words(`
    ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim bereits bis
    bezeichnet da dabei dadurch dafür damit dann das dass dem den denn der des dessen deren die dies diese diesem diesen
    dieser dieses doch dort durch ein eine einem einen einer eines einige er es etwa etwas für ganz gegen gehört gibt
    haben hat hatte hatten heißt hier hin ihm ihn ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder
    jedes jene kann kein keine keinem keinen keiner können man mehr meist mit muss nach nannte nennt man nicht nichts noch
    nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so soll sondern sowie statt über um und uns
    unter viel viele vom von vor war waren warum was wegen weil welche welchem welchen welcher welches wenn wer werden
    wie wieder wird wo wodurch womit worin wurde wurden zu zum zur zwei zwischen folgende folgenden folgender folgendes
    antwort antworten aussage aussagen richtig richtige frage begriff name beschreibt besten trifft zutreffend teil art`),
  absolutes: anyOf([
    ...["immer", "nie", "niemals", "alle", "alles", "jeder", "jede", "jedes", "jeden", "niemand", "nichts"],
    ...["nur", "ausschließlich", "ausnahmslos", "stets", "unmöglich", "völlig", "vollständig", "absolut"],
    ...["keinesfalls", "auf keinen fall", "in jedem fall", "unter keinen umständen", "gänzlich", "komplett"],
  ]),
  notAbsolute:
    /(?:fast|beinahe|nahezu) (?:alle[rsn]?|alles|immer|nie|niemals|jede[rsn]?|nichts)|nur (?:die )?(?:[a-e1-6]|i{1,3}|iv)(?![\p{L}\p{N}])|alles-oder-nichts|nicht alle|nicht jede[rsn]?|nicht immer|nicht nur|vor allem|immergrün\w*|für immer|absolute[rn]? (?:null|nullpunkt|betrag|mehrheit)|immer (?:mehr|weiter|wieder)|genau dann|nur dann|nach wie vor|über alles/gu,
  vague: anyOf([
    ...[
      "oft",
      "häufig",
      "meistens",
      "meist",
      "manchmal",
      "gelegentlich",
      "selten",
      "gewöhnlich",
      "üblicherweise",
    ],
    ...["normalerweise", "in der regel", "im allgemeinen", "viele", "wenige", "einige", "manche", "mehrere"],
    ...["ziemlich", "vielleicht", "wahrscheinlich", "möglicherweise", "mehr oder weniger", "ab und zu"],
    ...["hin und wieder", "eventuell", "könnte sein", "kann sein", "ein paar", "zum teil"],
  ]),
  noneOfTheAbove:
    /^keine?[rs]?(?: (?:der|von|dieser|davon|den|diesen))?(?: (?:obigen|oben|antworten?|aussagen?|möglichkeiten|optionen|(?:genannten|aufgeführten|angegebenen|anderen)(?: \p{L}+)?))*(?: (?:ist|sind) (?:richtig|korrekt|wahr))?[.!]?$|^keine?[rs]? (?:der|dieser|von diesen) \p{L}+[.!]?$|^nichts davon[.!]?$|^(?:jemand|etwas) andere[rs][.!]?$|^(?:niemand|nichts) (?:davon|der genannten|von (?:diesen|den genannten))[.!]?$|^es gibt keine (?:richtige|korrekte) antwort[.!]?$|^keine (?:antwort|aussage) (?:ist )?(?:richtig|korrekt|trifft zu)[.!]?$/u,
  allOfTheAbove:
    /^(?:alle|alles|beide|beides)(?: (?:der|die|diese|davon|zwei|drei|vier|fünf|oben|obigen|genannte|antworten|(?:genannten|aufgeführten|angegebenen)(?: \p{L}+)?|aussagen|möglichkeiten|optionen))*(?: (?:ist|sind) (?:richtig|korrekt|wahr)| treffen zu)?[.!]?$|^(?:jede|jeder|jedes)(?: (?:der|von den))? (?:genannten|obigen|aufgeführten)(?: \p{L}+)?[.!]?$|^sie sind (?:alle|beide) (?:richtig|korrekt|wahr)[.!]?$/u,
  negativeStem: edged(
    /\b(?:welche[rsnm]?|was|wer|wo)\b[^.?,;:]{0,140}\b(?:nicht|kein|keine|keinen|keiner|keinem)\b[^.]{0,60}\?|^(?:nenne|wähle|finde|markiere|bestimme)n?\b[^.?!]{1,80}\b(?:nicht|kein|keine|keinen|keiner)\b|\baußer\b|\b(?:am wenigsten|falsch|unzutreffend|inkorrekt|unwahr)\b[^.]{0,20}\?/u,
  ),
  combination:
    /^(?:(?:sowohl |beide,? )?(?:\(?[a-e]\)?|[1-6]|i{1,3}|iv|v)(?:(?:,| und| oder| als auch) ?(?:\(?[a-e]\)?|[1-6]|i{1,3}|iv|v))+|(?:nur )(?:[a-e]|[1-6])(?:(?:,| und) ?(?:[a-e]|[1-6]))+|weder (?:[a-e]|[1-6]) noch (?:[a-e]|[1-6])|nur (?:die )?(?:erste|zweite|dritte)(?: und (?:die )?(?:zweite|dritte))?(?: aussagen?)?)[.]?$/u,
  yes: words("wahr ja richtig stimmt korrekt w"),
  no: words("falsch nein unwahr f"),
  unfocused:
    /^(?:welche[rs]?|was)(?: (?:der|von|dieser|diesen|den|folgenden?|aussagen?|antwort(?:en)?|möglichkeit(?:en)?|behauptungen?|option(?:en)?|sätze))*(?: (?:ist|sind|stimmt|trifft zu|stimmen|treffen zu))?(?: (?:richtig|korrekt|wahr|zutreffend|am besten))*\s*[?:.]?$|^(?:wählen? sie|wähle|kreuzen? sie|kreuze|markieren? sie|markiere)(?: (?:die|das|den))?(?: (?:richtige|korrekte|passende|zutreffende))?(?: (?:antwort|aussage|möglichkeit|option))?(?: (?:aus|an))?\s*[?:.]?$/u,
  places: ["erste", "zweite", "dritte", "vierte", "fünfte"].map(
    (place) => `${place} (?:option|antwort|möglichkeit)`,
  ),
  rightIs: edged(
    /\b(?:richtig(?:e antwort)?|die (?:richtige |korrekte )?(?:antwort|lösung)) (?:ist|lautet|wäre)[: ]+|(?:^|(?<=[.;!?] ))(?:richtig|richtige antwort|antwort|lösung): (?:daher |also )?["“'„»(]?/u,
  ),
  isRight: edged(
    /["”'“«)]? (?:ist|war|sind) (?:also |daher |hier )?(?:die )?(?:richtig|korrekt|richtige antwort)\b/u,
  ),
  isWrong: edged(
    /["”'“«)]? (?:ist|war|sind) (?:also |daher |hier )?(?:falsch|nicht richtig|nicht korrekt|unzutreffend)\b/u,
  ),
};
