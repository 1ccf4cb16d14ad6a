import type { CitedPassage, Coursework, Item, LessonText, Section } from "#functions/quality/coursework";
import { judgeCoursework } from "#functions/quality/judge-coursework";
import type { Finding } from "#functions/quality/report";

/** Parts of a course to be judged, with all that a test does not care for. */

export const aSection = (markdown: string, over: Partial<Section> = {}): Section => ({
  id: `s-${markdown.length}-${markdown.slice(0, 20)}`,
  pointer: "/lessons/0/sections/0",
  kind: "text",
  markdown,
  citations: [],
  ...over,
});

export const cited = (markdown: string, ...citations: CitedPassage[]): Section =>
  aSection(markdown, { citations });

export const anItem = (stem: string, over: Partial<Item> = {}): Item => ({
  id: `q-${stem}`,
  pointer: "/lessons/0/items/0",
  kind: "single",
  stem,
  options: [
    { text: "Chlorophyll", correct: true },
    { text: "Haemoglobin", correct: false },
    { text: "Melanin", correct: false },
  ],
  accepted: [],
  explanation: "The lesson says so.",
  ...over,
});

export const aLesson = (over: Partial<LessonText> = {}): LessonText => ({
  id: "lesson",
  pointer: "/lessons/0",
  title: "Light",
  summary: "",
  objectives: [],
  sections: [],
  items: [],
  cards: [],
  ...over,
});

export const aCourse = (over: Partial<Coursework> = {}): Coursework => ({
  title: "Plants",
  language: "en",
  objectives: [],
  grounded: false,
  lessons: [],
  ...over,
});

/** A course of lessons with ids and pointers of their own. */
export const courseOf = (lessons: Partial<LessonText>[], over: Partial<Coursework> = {}): Coursework =>
  aCourse({
    lessons: lessons.map((lesson, at) =>
      aLesson({ id: `l${at}`, pointer: `/lessons/${at}`, title: `Lesson ${at + 1}`, ...lesson }),
    ),
    ...over,
  });

/** What one rule says of a course. */
export const findingsOf = (rule: string, course: Coursework): Finding[] =>
  judgeCoursework(course).findings.filter((finding) => finding.rule === rule);

/** One measure of a course. */
export const scoreOf = (name: string, course: Coursework) =>
  judgeCoursework(course).scores.find((score) => score.name === name);
