import { randomUUID } from "node:crypto";
import type { AnswerKey, Block, Question } from "../../functions/learning/block.ts";
import { type Course, newCourse, shownCourse } from "../../functions/learning/course.ts";
import type { Exported } from "../../functions/learning/export/format.ts";
import type { Lesson } from "../../functions/learning/lesson.ts";

const AT = "2026-11-02T09:30:00.000Z";
const SOURCE = "6f8d2f9e-2c5a-4a5b-9d0e-0a1b2c3d4e5f";

/** The same bytes whenever a test asks: ids count up instead of being drawn. */
let last = 0;
const id = (): string => {
  last += 1;
  return `00000000-0000-4000-8000-${String(last).padStart(12, "0")}`;
};

export const aQuestionOf = (
  prompt: string,
  texts: readonly string[],
  more: Partial<Question> = {},
): Question => ({
  id: id(),
  prompt,
  kind: texts.length === 0 ? "cloze" : "single",
  options: texts.map((text) => ({ id: id(), text })),
  ...more,
});

interface Told {
  readonly title: string;
  readonly language?: string;
  readonly course?: Partial<Course>;
  readonly lessons: readonly { title: string; summary?: string; objectives?: string[]; blocks: Block[] }[];
}

/** A course to be exported, with a key for every question: the first option is right. */
export function anExported({
  title,
  language = "en",
  course = {},
  lessons,
}: Told): Exported & { keys: Map<string, AnswerKey> } {
  const courseId = id();
  const made = lessons.map(
    (lesson, index): Lesson => ({
      ...{ id: id(), courseId, order: index + 1, status: "ready", version: 1, createdAt: AT, updatedAt: AT },
      ...{ summary: "", objectives: [], estimatedMinutes: 7 },
      ...lesson,
    }),
  );
  const stored = newCourse({
    ...{ id: courseId, ownerId: randomUUID(), topic: title, summary: "", description: "", language },
    ...{ difficulty: "beginner", tags: [], status: "ready", visibility: "private", createdAt: AT },
    ...{ lessonCount: made.length, estimatedMinutes: 7 * made.length, objectives: [] },
    ...course,
    title,
  });
  return {
    course: shownCourse(stored),
    lessons: made,
    sources: new Map([[SOURCE, "A short history of leaves"]]),
    keys: new Map(made.map((lesson) => [lesson.id, keyOf(lesson)])),
  };
}

function keyOf(lesson: Lesson): AnswerKey {
  const questions = lesson.blocks.flatMap((block) => (block.type === "quiz" ? block.questions : []));
  return {
    lessonId: lesson.id,
    questions: Object.fromEntries(
      questions.map(({ id: questionId, options }) => [
        questionId,
        options.length === 0
          ? {
              correctOptionIds: [],
              correctText: "glucose",
              acceptedTexts: ["Glucose", "sugar"],
              explanation: "It is what is made.",
            }
          : {
              correctOptionIds: options.slice(0, 1).map((option) => option.id),
              explanation: "KEY-WHY the text says so.",
            },
      ]),
    ),
  };
}

export const text = (markdown: string, citations?: Extract<Block, { type: "text" }>["citations"]): Block => ({
  id: id(),
  type: "text",
  markdown,
  ...(citations && { citations }),
});
export const quiz = (...questions: Question[]): Block => ({ id: id(), type: "quiz", questions });
export const cards = (...pairs: readonly (readonly [string, string])[]): Block => ({
  id: id(),
  type: "flashcards",
  cards: pairs.map(([front, back]) => ({ id: id(), front, back })),
});
export const cites = (quote: string, page?: number) => ({
  sourceId: SOURCE,
  quote,
  start: 0,
  end: quote.length,
  ...(page !== undefined && { page }),
});

/** One of everything. */
export const leaves = () =>
  anExported({
    title: "Leaves: how plants turn light into sugar",
    course: {
      summary: "What leaves do with light, water and air, and why the sky would be different without them.",
      description: "Three short lessons about photosynthesis.\n\nNo chemistry is needed to begin.",
      tags: ["plants", "biology"],
      objectives: ["Explain what a leaf does", "Tell what light is for"],
    },
    lessons: [
      {
        title: "Light",
        summary: "Where the energy comes from.",
        objectives: ["Name the colours a leaf takes in"],
        blocks: [
          text(
            "Light **falls** on a leaf. The leaf takes in _red_ and _blue_, and leaves the green: `chlorophyll` does.\n\n## What is taken in\n\n1. Red light\n2. Blue light\n   - some violet\n\n| Colour | Wavelength (nm) | Taken in? |\n| --- | ---: | :-: |\n| Red | 620–750 | ✓ |\n| Green | 495–570 | ✗ |\n\n> A leaf is green since green is what it has no use for.",
            [cites("Light falls on a leaf.", 3), cites("Green is what is left.")],
          ),
          {
            id: id(),
            type: "example",
            markdown: "A leaf in the shade turns to the window: it **grows** towards the light.",
          },
          quiz(
            aQuestionOf("Which colour does a leaf reflect?", ["Green", "Red", "Blue", "Violet"], {
              hint: "Look at one.",
            }),
            aQuestionOf("Which are taken in?", ["Red", "Green", "Blue"], { kind: "multiple" }),
            aQuestionOf("Leaves need light.", ["True", "False"], { kind: "trueFalse" }),
            aQuestionOf("The leaf makes _____ out of light.", []),
          ),
          cards(
            ["Chlorophyll", "What takes the light in"],
            ["Stoma (pl. stomata)", "A pore | a mouth of the leaf"],
          ),
        ],
      },
      {
        title: "Sugar",
        summary: "6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂",
        blocks: [
          text("A rate can be *computed*:\n\n- measure\n- divide", [cites("Light falls on a leaf.", 3)]),
          {
            id: id(),
            type: "code",
            language: "python",
            code: "def rate(oxygen: float, seconds: float) -> float:\n    # millilitres each second\n    if seconds == 0:\n        raise ValueError('no time')\n\n    return oxygen / seconds  # a rather long comment that has to be broken since no page is as wide as that",
            explanation: "Oxygen per second.",
          },
          {
            id: id(),
            type: "resource",
            title: "Photosynthesis",
            url: "https://en.wikipedia.org/wiki/Photosynthesis",
            kind: "article",
            attribution: "Wikipedia",
          },
        ],
      },
    ],
  });

/** As those get it who are not to know what is right. */
export const withoutKeys = ({ keys: _, ...closed }: Exported): Exported => closed;
