import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { Course } from "./course.ts";
import { Lesson } from "./lesson.ts";

/** What moves by itself, so that a rating makes nobody who has the pack load it again. */
const MOVING = { stats: true, visibility: true } as const;

export const CoursePack = z
  .strictObject({
    course: Course.omit(MOVING).meta({ id: "PackedCourse" }),
    version: z.int().positive().meta({ description: "What to ask `since` the next time" }),
    lessonIds: z.array(z.uuid()).meta({ description: "All lessons, in order: any other is there no more" }),
    lessons: z.array(Lesson).meta({ description: "All of them; with `since` those that differ" }),
  })
  .meta({ id: "CoursePack" });
export type CoursePack = z.infer<typeof CoursePack>;

/** A course with its lessons in order. */
interface Whole {
  readonly course: Course;
  readonly lessons: readonly Lesson[];
}

/** What a device needs to show a course, or what it lacks if it has the pack of `since`. */
export function packOf({ course, lessons }: Whole, since?: Whole): CoursePack {
  const { stats: _, visibility: __, ...packed } = course;
  const known = new Map(since?.lessons.map((lesson) => [lesson.id, lesson]));
  return {
    course: packed,
    version: course.version,
    lessonIds: lessons.map(({ id }) => id),
    lessons: lessons.filter((lesson) => !isDeepStrictEqual(lesson, known.get(lesson.id))),
  };
}
