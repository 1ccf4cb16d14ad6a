import type { Transaction } from "../platform/firestore/database.ts";
import type { Documents } from "../platform/firestore/documents.ts";
import { Problem } from "../shared/problem.ts";
import type { StoredCourse } from "./course.ts";
import { changedLesson, type Lesson } from "./lesson.ts";

interface Move {
  readonly tx: Transaction;
  readonly course: StoredCourse;
  readonly lesson: Lesson;
  /** The place it is to have; its own when absent. */
  readonly order: number | undefined;
}

/**
 * Makes room for a lesson at another place. @returns the writes, for after the transaction's last read.
 * @throws {Problem} `validation-error` for a place the course does not have.
 */
export async function moveLesson(
  { lessons }: { lessons: Documents<Lesson> },
  { tx, course, lesson, order }: Move,
): Promise<(at: string) => void> {
  if (order === undefined || order === lesson.order) return () => undefined;
  if (order > course.lessonCount) throw noPlace(course.lessonCount);
  const all = await lessons.find((found) => found.orderBy("order"), tx);
  const others = all.filter(({ id }) => id !== lesson.id);
  return (at) => {
    for (const [index, other] of others.entries()) {
      const place = index + 1 < order ? index + 1 : index + 2;
      if (other.order !== place) lessons.set(tx, other.id, changedLesson(other, at, { order: place }));
    }
  };
}

export const noPlace = (last: number): Problem =>
  new Problem("validation-error", `The course has places 1 to ${last}.`, {
    errors: [{ pointer: "#/order", detail: `must be 1 to ${last}` }],
  });
