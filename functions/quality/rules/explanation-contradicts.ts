import type { Item } from "../coursework.ts";
import type { Lexicon } from "../lexicons/list.ts";
import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold, quoted } from "../words.ts";

/** Much longer ones are read by nobody, and no sentence of theirs is about one option. */
const LONGEST = 3000;

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
    const told = fold(explanation.slice(0, LONGEST)).replace(/[*_`]/g, "");
    const wrong = options.find((option, at) => !option.correct && isCalledRight(told, at, item, lexicon));
    if (wrong)
      return [{ detail: `The explanation calls ${quoted(wrong.text)} right, and another is marked.` }];
    const key = options.find(({ correct }) => correct);
    return key && says(told, bare(key.text), lexicon.isWrong) && !says(told, bare(key.text), lexicon.isRight)
      ? [{ detail: `The explanation calls ${quoted(key.text)} wrong, which is marked as right.` }]
      : [];
  },
};

const bare = (text: string): string =>
  fold(text)
    .replace(/[*_`]/g, "")
    .replace(/[\s.,;:!?]+$/u, "");

function isCalledRight(told: string, at: number, { options }: Item, lexicon: Lexicon): boolean {
  const option = bare(options[at]?.text ?? "");
  const key = bare(options.find(({ correct }) => correct)?.text ?? "");
  const letter = String.fromCharCode(97 + at);
  // An option that is a part of the right one is named with it.
  if (option !== "" && !key.includes(option) && calls(told, option, lexicon)) return true;
  const place = lexicon.places[at];
  if (place !== undefined && says(told, place, lexicon.isRight, true)) return true;
  return at < 8 && !/^[a-h]$/.test(option) && calls(told, letter, lexicon, true);
}

const ARTICLE = /^(?:an?|the|el|la|los|las|der|die|das|ein|eine) (?=.)/u;

function calls(told: string, name: string, { rightIs, isRight }: Lexicon, isLetter = false): boolean {
  for (const before of told.matchAll(new RegExp(rightIs.source, "gu"))) {
    const rest = told.slice(before.index + before[0].length);
    if (isLetter ? isLetterOf(rest, name) : begins(rest, name)) return true;
  }
  return says(
    told,
    isLetter ? `(?:option |answer |opción |antwort )?\\(?${name}\\)?` : escaped(name),
    isRight,
    true,
  );
}

/** Whether a text begins with a name, with or without its article. */
function begins(text: string, name: string): boolean {
  const [rest, wanted] = [text.replace(ARTICLE, ""), name.replace(ARTICLE, "")];
  return rest.startsWith(wanted) && /^(?![\p{L}\p{N}])/u.test(rest.slice(wanted.length));
}

/** "A right answer" begins with an article, not with the letter of an option. */
const isLetterOf = (text: string, letter: string): boolean =>
  text.startsWith(letter) && /^[).,;:"'”]|^$/u.test(text.slice(1, 2));

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** Whether a sentence says of something, named at its beginning, what a pattern matches right after. */
function says(told: string, name: string, predicate: RegExp, isPattern = false): boolean {
  if (name === "" || predicate.source === "(?!)") return false;
  const named = isPattern ? name : escaped(name);
  return new RegExp(
    `(?:^|[.,;:!?] |\\b(?:so|thus|therefore|hence|and|but|only|por tanto|así que|also|daher) )["“'‘«„]?(?:the |la |el |die |der |das )?${named}${predicate.source}`,
    "u",
  ).test(told);
}
