import type { AnswerKey, Block, Citation, Question } from "../learning/block.ts";
import type { Course } from "../learning/course.ts";
import type { Lesson } from "../learning/lesson.ts";
import type { CitedPassage, Coursework, Item, LessonText, Section } from "./coursework.ts";

type Keys = AnswerKey["questions"];

/** A stored course, with everything that tells how good it is. */
interface Whole {
  readonly course: Pick<Course, "title" | "language" | "difficulty" | "objectives">;
  /** In order; those that are not written yet are left out. */
  readonly lessons: readonly Lesson[];
  /** What is right, by the question's id. */
  readonly keys: Keys;
  readonly grounded: boolean;
  readonly targetMinutes?: number | undefined;
  /** The text of the passage that a citation is said to stand in. */
  readonly passageOf: (citation: Citation) => string | undefined;
}

/** A stored course as what is judged. A question that has no key is one without a right answer. */
export function composeCoursework({ course, lessons, keys, passageOf, ...more }: Whole): Coursework {
  const { title, language, difficulty, objectives } = course;
  const { grounded, targetMinutes } = more;
  return {
    ...{ title, language, difficulty, objectives: [...objectives], grounded },
    ...(targetMinutes !== undefined && { targetMinutes }),
    lessons: lessons.flatMap((lesson, index) =>
      lesson.status === "ready" ? [lessonText(lesson, `/lessons/${index}`, { keys, passageOf })] : [],
    ),
  };
}

function lessonText(
  lesson: Lesson,
  pointer: string,
  { keys, passageOf }: Pick<Whole, "keys" | "passageOf">,
): LessonText {
  const { id, title, summary, objectives, estimatedMinutes } = lesson;
  const cited = (citation: Citation): CitedPassage => {
    const passage = passageOf(citation);
    return { quote: citation.quote, ...(passage !== undefined && { passage }) };
  };
  const placed = lesson.blocks.map((block, n) => ({ block, at: `${pointer}/blocks/${n}` }));
  return {
    ...{ id, pointer, title, summary, objectives, estimatedMinutes },
    sections: placed.flatMap(({ block, at }) => sectionOf(block, at, cited)),
    items: placed.flatMap(({ block, at }) =>
      block.type === "quiz"
        ? block.questions.map((question, n) => itemOf(question, `${at}/questions/${n}`, keys))
        : [],
    ),
    cards: placed.flatMap(({ block, at }) => cardsOf(block, at)),
  };
}

/** A block that is read, as what is judged; none for any other. */
export function sectionOf(
  block: Block,
  pointer: string,
  cited: (citation: Citation) => CitedPassage = ({ quote }) => ({ quote }),
): Section[] {
  const section = { id: block.id, pointer, citations: [] };
  switch (block.type) {
    case "text": {
      // Of a source that was removed nothing can be looked up any more.
      const present = (block.citations ?? []).filter(({ sourceDeleted }) => !sourceDeleted);
      return [{ ...section, kind: "text", markdown: block.markdown, citations: present.map(cited) }];
    }
    case "example":
      return [{ ...section, kind: "example", markdown: block.markdown }];
    case "code":
      return [{ ...section, kind: "code", markdown: block.explanation ?? "" }];
    default:
      return [];
  }
}

/** The cards of a block; none of any other. */
export const cardsOf = (block: Block, pointer: string): LessonText["cards"] =>
  block.type === "flashcards"
    ? block.cards.map((card, n) => ({ ...card, pointer: `${pointer}/cards/${n}` }))
    : [];

/** A question of a course, with what is right in it. */
export function itemOf(question: Question, pointer: string, keys: Keys): Item {
  const { id, prompt: stem, kind, options, objective, bloom } = question;
  const { correctOptionIds = [], correctText, acceptedTexts = [], explanation } = keys[id] ?? {};
  return {
    ...{ id, pointer, kind, stem },
    options: options.map((option) => ({ text: option.text, correct: correctOptionIds.includes(option.id) })),
    accepted: [...(correctText === undefined ? [] : [correctText]), ...acceptedTexts],
    ...(explanation !== undefined && { explanation }),
    ...(objective !== undefined && { objective }),
    ...(bloom && { bloom }),
  };
}
