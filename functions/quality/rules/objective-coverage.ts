import type { Coursework, LessonText } from "../coursework.ts";
import type { Lexicon } from "../lexicons/list.ts";
import { proseOf } from "../prose.ts";
import type { CourseRule, LessonRule, Measure, Remark } from "../rule.ts";
import { shareIn, subjectOf } from "../subject.ts";
import { fold, quoted } from "../words.ts";

const source =
  "Biggs, Enhancing teaching through constructive alignment, Higher Education 32, 1996; Moore et al., SAQUET, 2024";

/** A section speaks of an objective that has half of its words: objectives name the matter and what to do with it. */
const SPEAKS = 0.5;
/** One question may be guessed. */
const ENOUGH_ITEMS = 2;

interface Coverage {
  readonly objective: string;
  readonly isTaught: boolean;
  readonly questions: number;
}

const known = new WeakMap<LessonText, readonly Coverage[]>();

/** What of a lesson teaches and tests each of its objectives. */
function coverageOf(lesson: LessonText, lexicon: Lexicon): readonly Coverage[] {
  const before = known.get(lesson);
  if (before) return before;
  const read = lesson.sections.flatMap((section) => [...subjectOf(`${section.markdown}`, lexicon)]);
  const taught = new Set([...read, ...subjectOf(`${lesson.title} ${lesson.summary}`, lexicon)]);
  const asked = lesson.items.map((item) => ({
    objective: item.objective === undefined ? undefined : fold(item.objective),
    roots: subjectOf(
      [item.stem, ...item.options.map(({ text }) => text), item.explanation ?? ""].join(" "),
      lexicon,
    ),
  }));
  const coverage = lesson.objectives.map((objective) => {
    const roots = subjectOf(objective, lexicon);
    const name = fold(objective);
    return {
      objective,
      isTaught: lesson.sections.length === 0 || shareIn(roots, taught) >= SPEAKS,
      questions: asked.filter((item) =>
        item.objective === undefined
          ? roots.size > 0 && shareIn(roots, item.roots) >= SPEAKS
          : item.objective === name,
      ).length,
    };
  });
  known.set(lesson, coverage);
  return coverage;
}

export const objectiveNotCovered: LessonRule = {
  scope: "lesson",
  name: "objective-not-covered",
  title: "An objective is not taught or not tested",
  severity: "warning",
  advice: "Teach the objective in a section and ask about it, or take it off the list.",
  source,
  languages: ["en", "es", "de"],
  reveals: false,
  find: (lesson, _, lexicon) => {
    const coverage = coverageOf(lesson, lexicon);
    const untaught = coverage
      .filter(({ isTaught }) => !isTaught)
      .map(({ objective }) => ({ detail: `No section speaks of ${quoted(objective)}.` }));
    if (coverage.length > 0 && lesson.items.length === 0)
      return [...untaught, { detail: `${quoted(lesson.title)} has objectives and no question.` }];
    const untested = coverage
      .filter(({ questions }) => questions === 0)
      .map(({ objective }) => ({ detail: `No question tests ${quoted(objective)}.` }));
    return [...untaught, ...untested];
  },
};

export const objectiveThinlyTested: LessonRule = {
  scope: "lesson",
  name: "objective-thinly-tested",
  title: "An objective has a single question",
  severity: "note",
  advice: "Ask a second question on the objective: one right answer may be a guess.",
  source,
  languages: ["en", "es", "de"],
  reveals: false,
  find: (lesson, _, lexicon): Remark[] => {
    const coverage = coverageOf(lesson, lexicon);
    const thin = coverage.filter(({ questions }) => questions > 0 && questions < ENOUGH_ITEMS);
    const [first] = thin;
    if (!first) return [];
    return [
      {
        detail:
          thin.length === 1
            ? `Only one question tests ${quoted(first.objective)}.`
            : `Of the lesson’s ${coverage.length} objectives, ${thin.length} have one question each; the first is ${quoted(first.objective)}.`,
      },
    ];
  },
};

export const courseObjectiveNotCovered: CourseRule = {
  scope: "course",
  name: "course-objective-not-covered",
  title: "No lesson is about an objective of the course",
  severity: "warning",
  advice: "Add a lesson for the objective, or take it off the course's list.",
  source,
  languages: ["en", "es", "de"],
  reveals: false,
  find: ({ objectives, lessons }, lexicon) => {
    if (objectives.length === 0 || lessons.length === 0) return [];
    const taught = lessons.map(
      ({ title, summary, objectives: own, sections }) =>
        new Set([
          ...subjectOf([title, summary, ...own].join(" "), lexicon),
          ...sections.flatMap((section) => [...subjectOf(proseOf(section).words, lexicon)]),
        ]),
    );
    return objectives
      .filter((objective) => {
        const roots = subjectOf(objective, lexicon);
        return !taught.some((words) => shareIn(roots, words) >= SPEAKS);
      })
      .map((objective) => ({ detail: `No lesson speaks of ${quoted(objective)}.` }));
  },
};

export const objectiveCoverage: Measure = {
  name: "objective-coverage",
  title: "Objectives taught and tested",
  source,
  languages: ["en", "es", "de"],
  measure: ({ lessons }: Coursework, lexicon) => {
    const all = lessons.flatMap((lesson) => coverageOf(lesson, lexicon));
    if (all.length === 0) return undefined;
    const covered = all.filter(({ isTaught, questions }) => isTaught && questions > 0).length;
    const value = Math.round((100 * covered) / all.length);
    return {
      name: "objective-coverage",
      value,
      scale: { min: 0, max: 100, unit: "%" },
      verdict: value === 100 ? "good" : value >= 80 ? "fair" : "poor",
      sentence: `${covered} of ${all.length} objectives of the lessons are taught and tested (${value} %).`,
    };
  },
};
