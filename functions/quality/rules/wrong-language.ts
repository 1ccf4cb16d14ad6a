import { detectAll, supportedLanguages, toISO2 } from "tinyld";
import type { LessonText } from "../coursework.ts";
import { proseOf } from "../prose.ts";
import type { LessonRule, Remark } from "../rule.ts";
import { wordsOf } from "../words.ts";

/** Below this, names and terms of a subject outweigh the words that tell a language. */
const FEWEST_WORDS = 30;
/** More than this tells nothing new. */
const SAMPLE = 600;
/** The other language must be clearly ahead: close ones (nb and da, gl and pt) score alike. */
const AHEAD = 2;

const names = new Intl.DisplayNames(["en"], { type: "language" });
const known: ReadonlySet<string> = new Set(supportedLanguages.map(toISO2));

/** Words that every text of a language has, and its neighbours have not: where they are many, nothing else is asked. */
const TELLING: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set("the of and to is that it as was are with by which from this".split(" ")),
  es: new Set("el los las del y en una con es son su más lo".split(" ")),
  de: new Set("der und den von zu das mit sich des auf für ist im dem nicht ein eine".split(" ")),
};
/** Prose has a fifth and more. */
const MANY = 0.15;

const tells = (words: readonly string[], asked: string): boolean =>
  words.filter((word) => TELLING[asked]?.has(word)).length >= MANY * words.length;

/** What is said in the course's own words: no quotations, which may be in any language. */
const ownWords = (text: string): string => text.replace(/[“«„"][^”»“"]{0,600}[”»“"]/g, " ");

function otherLanguage(text: string, asked: string): string | undefined {
  const own = ownWords(text).slice(0, SAMPLE);
  const words = wordsOf(own);
  if (words.length < FEWEST_WORDS || tells(words, asked)) return undefined;
  const [first, ...rest] = detectAll(own);
  if (!first || first.lang === asked) return undefined;
  const score = rest.find(({ lang }) => lang === asked)?.accuracy ?? 0;
  return first.accuracy > AHEAD * score ? first.lang : undefined;
}

/** What is read together: each section, then all questions. */
const textsOf = ({ sections, items, pointer }: LessonText) => [
  ...sections.map((section) => ({
    noun: "A section",
    // Quotations set apart, as a whole.
    text: /^\s{0,3}>/m.test(section.markdown)
      ? proseOf({ ...section, markdown: section.markdown.replace(/^\s{0,3}>.*$/gm, "") }).paragraphs.join(
          "\n",
        )
      : proseOf(section).paragraphs.join("\n"),
    pointer: section.pointer,
  })),
  { noun: "The questions", text: items.map(({ stem }) => stem).join("\n"), pointer },
];

export const wrongLanguage: LessonRule = {
  scope: "lesson",
  name: "wrong-language",
  title: "A text is in another language than asked",
  severity: "warning",
  advice: "Write the text in the language of the course.",
  source: "tinyld, language detection by n-grams (after Cavnar & Trenkle, SDAIR 1994)",
  languages: "any",
  reveals: false,
  find: (lesson, { language }): Remark[] => {
    const [asked = ""] = language.toLowerCase().split("-");
    if (!known.has(asked)) return [];
    return textsOf(lesson).flatMap(({ noun, text, pointer }) => {
      const other = otherLanguage(text, asked);
      return other === undefined
        ? []
        : [
            {
              detail: `${noun} of the lesson seems to be in ${names.of(other)}, not in ${names.of(asked)}.`,
              pointer,
            },
          ];
    });
  },
};
