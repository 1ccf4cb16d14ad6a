import type { Coursework, LessonText } from "../coursework.ts";
import { type Danger, UNSAFE } from "../lexicons/unsafe.ts";
import type { CourseRule, LexiconLanguage, Remark } from "../rule.ts";
import { fold, quoted } from "../words.ts";

const SAID: Readonly<Record<Danger, string>> = {
  slur: "a slur against people",
  sexual: "explicit sexual content",
  "self-harm": "encouragement or instructions for self-harm",
  making: "instructions for making a weapon or a drug",
};
// The keys of an object of exactly this type.
const DANGERS = Object.keys(SAID) as Danger[];

const compiled = new Map<LexiconLanguage, readonly { danger: Danger; pattern: RegExp }[]>();

function patternsFor(language: LexiconLanguage) {
  const before = compiled.get(language);
  if (before) return before;
  const patterns = DANGERS.map((danger) => ({
    danger,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:${UNSAFE[language][danger].join("|")})(?![\\p{L}\\p{N}])`,
      "u",
    ),
  }));
  compiled.set(language, patterns);
  return patterns;
}

/**
 * What must not stand before learners of any age, by lists of words and phrases in the course's language.
 *
 * A list sees words and no meaning. It misses what is said in other words, in another language, with letters
 * replaced or spelt apart, hatred without a slur, and dangerous instructions that do not announce themselves; and it
 * finds a slur that a lesson on racism quotes. It is a net under other checks of what people and models write, never
 * the only one.
 */
export const unsafeContent: CourseRule = {
  scope: "course",
  name: "unsafe-content",
  title: "Something is not fit for learners",
  severity: "error",
  advice: "Leave it out; where the subject needs it, describe it without the words or the steps.",
  source:
    "Weidinger et al., Taxonomy of Risks posed by Language Models, FAccT 2022; short lists of this service",
  languages: ["en", "es", "de"],
  reveals: false,
  find: (course, { language }) => {
    if (!language) return [];
    const patterns = patternsFor(language);
    return textsOf(course).flatMap(({ text, pointer }): Remark[] => {
      const folded = fold(text);
      return patterns.flatMap(({ danger, pattern }) => {
        const found = pattern.exec(folded)?.[0];
        return found === undefined ? [] : [{ detail: `${quoted(found)} is ${SAID[danger]}.`, pointer }];
      });
    });
  },
};

const textsOf = ({ title, objectives, lessons }: Coursework) => [
  { text: [title, ...objectives].join("\n"), pointer: "" },
  ...lessons.flatMap(textsOfLesson),
];

const textsOfLesson = ({ title, summary, objectives, sections, items, cards, pointer }: LessonText) => [
  {
    text: [title, summary, ...objectives].join("\n"),
    pointer,
  },
  ...cards.map((card) => ({ text: `${card.front}\n${card.back}`, pointer: card.pointer })),
  ...sections.map((section) => ({ text: section.markdown, pointer: section.pointer })),
  ...items.map((item) => ({
    text: [
      item.stem,
      ...item.options.map((option) => option.text),
      ...item.accepted,
      item.explanation ?? "",
    ].join("\n"),
    pointer: item.pointer,
  })),
];
