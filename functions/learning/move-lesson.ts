import type { Transaction } from "../platform/firestore/database.ts";
import type { Documents } from "../platform/firestore/documents.ts";
import { Problem } from "../shared/problem.ts";
import type { StoredCourse } from "./course.ts";
import type { Lesson } from "./lesson.ts";

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
): Promise<() => void> {
  if (order === undefined || order === lesson.order) return () => undefined;
  if (order > course.lessonCount) throw noPlace(course.lessonCount);
  const all = await lessons.find((found) => found.orderBy("order"));
  const others = all.filter(({ id }) => id !== lesson.id);
  return () => arrange({ lessons }, tx, { others, free: order });
}

/**
 * Gives the lessons of a draft their places, in their order, with one left free. What they say stays as it is: nobody
 * who edits one has a stale copy, and a long course is not written anew.
 */
export function arrange(
  { lessons }: { lessons: Documents<Lesson> },
  tx: Transaction,
  { others, free = Number.POSITIVE_INFINITY }: { others: readonly Lesson[]; free?: number },
): void {
  for (const [index, { id, order }] of others.entries()) {
    const place = index + 1 < free ? index + 1 : index + 2;
    if (order !== place) lessons.add(tx, id, { order: place - order });
  }
}

export const noPlace = (last: number): Problem =>
  new Problem("validation-error", `The course has places 1 to ${last}.`, {
    errors: [{ pointer: "#/order", detail: `must be 1 to ${last}` }],
  });
