import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { CourseInput } from "./authoring-contract.ts";
import { newCourse, type StoredCourse } from "./course.ts";
import type { CourseWriter } from "./write-course.ts";

/** A course written by hand: a draft without lessons. */
export function createCourse(
  deps: { writer: CourseWriter; transact: Transact; clock: Clock; newId: NewId },
  input: { userId: string; course: CourseInput },
): Promise<StoredCourse> {
  const { topic, coverUrl, ...said } = input.course;
  const course = newCourse({
    ...said,
    ...(coverUrl !== undefined && { coverUrl }),
    ...{ id: deps.newId(), ownerId: input.userId, topic: topic ?? said.title, status: "draft" },
    ...{ lessonCount: 0, estimatedMinutes: 0, createdAt: timestamp(deps.clock()) },
  });
  return deps.transact(async ({ tx }) => {
    deps.writer.create(tx, course);
    return course;
  });
}
