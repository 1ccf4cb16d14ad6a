import { type Lexicon, nothing } from "../lexicons/list.ts";
import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

/** Much longer ones are read by nobody, and no sentence of theirs is about one option. */
const LONGEST = 3000;

/** What an explanation says, found once for all options: texts that go up to, or on from, a verdict. */
interface Verdicts {
  readonly beforeRight: readonly string[];
  readonly beforeWrong: readonly string[];
  readonly afterRight: readonly string[];
}

export const explanationContradicts: ItemRule = {
  scope: "item",
  name: "explanation-contradicts",
  title: "The explanation does not fit the answer that is marked as right",
  severity: "error",
  advice: "Mark the answer that the explanation defends, or explain the one that is marked.",
  source: HALADYNA,
  languages: ["en", "es", "de"],
  reveals: true,
  find: (item, lexicon) => {
    const { explanation = "", options, kind } = item;
    if (kind === "multiple" || options.filter(({ correct }) => correct).length !== 1) return [];
    const verdicts = verdictsOf(fold(explanation.slice(0, LONGEST)).replace(/[*_`]/g, ""), lexicon);
    const key = bare(options.find(({ correct }) => correct)?.text ?? "");
    const wrong = options.find(
      (option, at) => !option.correct && isCalledRight(verdicts, bare(option.text), at, { key, lexicon }),
    );
    if (wrong)
      return [{ detail: `The explanation calls ${quoted(wrong.text)} right, and another is marked.` }];
    const marked = options.find(({ correct }) => correct);
    return marked && names(verdicts.beforeWrong, key) && !names(verdicts.beforeRight, key)
      ? [{ detail: `The explanation calls ${quoted(marked.text)} wrong, which is marked as right.` }]
      : [];
  },
};

const bare = (text: string): string =>
  fold(text)
    .replace(/[*_`]/g, "")
    .replace(/[\s.,;:!?]+$/u, "");

function verdictsOf(told: string, { rightIs, isRight, isWrong }: Lexicon): Verdicts {
  // A predicate begins with the quote or bracket that closes a name, or with a space.
  const before = (predicate: RegExp) =>
    all(told, predicate).map(({ 0: said, index }) => told.slice(0, index + (said.startsWith(" ") ? 0 : 1)));
  return {
    beforeRight: before(isRight),
    beforeWrong: before(isWrong),
    afterRight: all(told, rightIs).map(({ 0: said, index }) => told.slice(index + said.length)),
  };
}

const all = (told: string, pattern: RegExp): RegExpExecArray[] =>
  pattern === nothing ? [] : [...told.matchAll(new RegExp(pattern.source, "gu"))];

interface Marked {
  readonly key: string;
  readonly lexicon: Lexicon;
}

function isCalledRight(verdicts: Verdicts, option: string, at: number, { key, lexicon }: Marked): boolean {
  // An option that is a part of the right one is named with it.
  if (option !== "" && !key.includes(option)) {
    if (verdicts.afterRight.some((rest) => begins(rest, option))) return true;
    if (names(verdicts.beforeRight, option)) return true;
  }
  const place = lexicon.places[at];
  if (place !== undefined && namesPlace(verdicts.beforeRight, place)) return true;
  if (at >= 8 || /^[a-h]$/.test(option)) return false;
  const letter = String.fromCharCode(97 + at);
  return (
    verdicts.afterRight.some((rest) => isLetterOf(rest, letter)) ||
    namesPlace(verdicts.beforeRight, `(?:option |answer |opción |antwort )?\\(?${letter}\\)?`)
  );
}

const ARTICLE = /^(?:an?|the|el|la|los|las|der|die|das|ein|eine) (?=.)/u;

/** Whether a text begins with a name, with or without its article. */
function begins(text: string, name: string): boolean {
  const [rest, wanted] = [text.replace(ARTICLE, ""), name.replace(ARTICLE, "")];
  return rest.startsWith(wanted) && /^(?![\p{L}\p{N}])/u.test(rest.slice(wanted.length));
}

/** "A right answer" begins with an article, not with the letter of an option. */
const isLetterOf = (text: string, letter: string): boolean =>
  text.startsWith(letter) && /^[).,;:"'”]|^$/u.test(text.slice(1, 2));

/** Where a sentence, or a part of it, begins to be about something. */
const OPENING = `(?:^|[.,;:!?] |\\b(?:so|thus|therefore|hence|and|but|only|por tanto|así que|also|daher) )["“'‘«„]?(?:the |la |el |die |der |das )?`;
const OPENS = new RegExp(`${OPENING}$`, "u");
const CLOSING = `["”“'’)»]?`;

/** More than an opening, and the words for a place, take. */
const NEAR = 80;

/** The end of a text; what was cut off does not leave a beginning. */
const near = (text: string): string => (text.length > NEAR ? `…${text.slice(-NEAR)}` : text);

/** Whether a part of a sentence that ends in one of some texts is a name. */
const names = (befores: readonly string[], name: string): boolean =>
  name !== "" &&
  befores.some((before) =>
    [before, before.replace(new RegExp(`${CLOSING}$`, "u"), "")].some(
      (text) => text.endsWith(name) && OPENS.test(near(text.slice(0, -name.length))),
    ),
  );

const namesPlace = (befores: readonly string[], place: string): boolean => {
  const pattern = new RegExp(`${OPENING}(?:${place})${CLOSING}$`, "u");
  return befores.some((before) => pattern.test(near(before)));
};
