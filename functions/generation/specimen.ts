import type { Brief, LessonDraft, Outline, Review } from "./draft.ts";

/*
 * What a model usually answers, as long as its prompts ask for and saying nothing: made to be measured before there is
 * anything. Words are of five letters and a space, as English ones are on average.
 */

const words = (count: number): string => "word, ".repeat(count).trim();

/** The plan of a course. */
export const specimenOutline = ({ topic, lessonCount }: Brief, hasMaterial: boolean): Outline => ({
  ...{ title: topic, summary: words(30), description: words(80) },
  ...{ tags: Array(5).fill(words(1)), objectives: Array(4).fill(words(9)) },
  lessons: Array.from({ length: lessonCount }, () => ({
    ...{ title: words(6), summary: words(25), objectives: Array(2).fill(words(9)) },
    terms: Array(5).fill(words(2)),
    passages: hasMaterial ? Array(5).fill("p100") : [],
  })),
});

/** A lesson: texts in the middle of what `lessonPrompt` asks for, four questions, six cards. */
export const specimenLesson = (hasMaterial: boolean): LessonDraft => ({
  summary: words(30),
  texts: Array.from({ length: 4 }, () => ({
    markdown: words(165),
    citations: hasMaterial ? Array(2).fill({ passage: "p100", quote: words(20) }) : [],
  })),
  example: words(100),
  questions: Array.from({ length: 4 }, () => ({
    ...{ kind: "single" as const, prompt: words(15), explanation: words(25), objective: words(9) },
    options: Array.from({ length: 4 }, () => ({ text: words(6), correct: false })),
    bloom: "understand" as const,
  })),
  flashcards: Array(6).fill({ front: words(6), back: words(15) }),
});

/** A lesson that is as long as an answer of so many characters can be. */
export const specimenOfLength = (characters: number): LessonDraft => ({
  ...{ summary: "", questions: [], flashcards: [] },
  texts: [{ markdown: "x".repeat(characters), citations: [] }],
});

/** What is said of the whole course. */
export const specimenReview = (): Review => ({
  ...{ summary: words(30), description: words(80), tags: Array(5).fill(words(1)) },
  issues: Array(2).fill({ lesson: 1, problem: words(25) }),
});
