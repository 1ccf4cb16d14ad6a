import type { AnswerKey, Question } from "../../learning/block.ts";
import type { CourseFile } from "../../learning/export/file.ts";
import { cardsOf, itemOf, sectionOf } from "../compose-coursework.ts";
import { type Found, nameFrom, type Opened } from "./bank.ts";

type Keys = AnswerKey["questions"];

/**
 * The export of a course as what is judged. The texts of its sources are not in the file: whether it keeps to them is
 * not judged.
 */
export function openCourse({ course, lessons, answerKeys = [] }: CourseFile): Opened {
  const keys: Keys = Object.assign({}, ...answerKeys.map(({ questions }) => questions));
  const { title, language, difficulty, objectives } = course;
  return {
    ...{ title, language, difficulty, objectives, grounded: false },
    lessons: lessons.map((lesson, index) => {
      const pointer = `/lessons/${index}`;
      const placed = lesson.blocks.map((block, number) => ({
        block,
        pointer: `${pointer}/blocks/${number}`,
      }));
      return {
        ...{ id: lesson.id, pointer, title: lesson.title, summary: lesson.summary },
        objectives: lesson.objectives,
        estimatedMinutes: lesson.estimatedMinutes,
        sections: placed.flatMap(({ block, pointer: at }) =>
          sectionOf(block, at).map((section) => ({ ...section, citations: [] })),
        ),
        cards: placed.flatMap(({ block, pointer: at }) => cardsOf(block, at)),
        questions: placed.flatMap(({ block, pointer: at }) =>
          block.type === "quiz"
            ? block.questions.map((question, n) => found(question, `${at}/questions/${n}`, keys))
            : [],
        ),
      };
    }),
  };
}

function found(question: Question, pointer: string, keys: Keys): Found {
  const { id, pointer: at, ...item } = itemOf(question, pointer, keys);
  const place = { id, pointer: at, name: nameFrom(question.prompt) || id };
  return keys[id]
    ? { ...place, item }
    : { ...place, broken: true, reason: "The file has no answer key for it." };
}
