import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { seal } from "../shared/sealed.ts";
import { composeBlocks } from "./compose-blocks.ts";
import { type EditDeps, refuseTooLong } from "./edit-lesson.ts";
import { findEditable } from "./find-draft.ts";
import { type Lesson, minutesFor } from "./lesson.ts";
import type { LessonInput } from "./manuscript.ts";
import { arrange, noPlace } from "./move-lesson.ts";

/** A course is published in one commit, and a list of its lessons is one page. */
export const MOST_LESSONS = 50;

/** Adds a lesson to the draft, at its end or in between. Its blocks were cleaned. */
export function addLesson(
  deps: EditDeps,
  input: { userId: string; courseId: string; lesson: LessonInput },
): Promise<Lesson> {
  const { courseId } = input;
  const { blocks: inputs, order, passMark, ...said } = input.lesson;
  return deps.transact(async ({ tx }) => {
    const course = await findEditable(deps, input, tx);
    const lessons = deps.courses.lessons(courseId);
    const present = await lessons.find((all) => all.orderBy("order"));
    if (present.length >= MOST_LESSONS)
      throw new Problem("conflict", `A course has at most ${MOST_LESSONS} lessons.`);
    const place = order ?? present.length + 1;
    if (place > present.length + 1) throw noPlace(present.length + 1);
    const pointers = inputs.map((_, n) => `#/blocks/${n}`);
    const { blocks, keys } = composeBlocks(deps, { inputs, pointers, present: [], keys: {} });
    const at = timestamp(deps.clock());
    const lesson: Lesson = {
      ...{ ...said, id: deps.newId(), courseId, order: place, status: "ready", version: 1, blocks },
      ...(passMark !== undefined && { passMark }),
      ...{ estimatedMinutes: minutesFor(blocks), createdAt: at, updatedAt: at },
    };
    refuseTooLong(blocks, keys);
    arrange({ lessons }, tx, { others: present, free: place });
    lessons.create(tx, lesson.id, lesson);
    deps.courses.answerKeys(courseId).set(tx, lesson.id, seal({ lessonId: lesson.id, questions: keys }));
    deps.writer.change(tx, course, at, {
      lessonCount: present.length + 1,
      estimatedMinutes: course.estimatedMinutes + lesson.estimatedMinutes,
    });
    return lesson;
  });
}
