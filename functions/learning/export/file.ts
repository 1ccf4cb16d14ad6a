import { z } from "zod";
import { ShownKey } from "../block.ts";
import { Course } from "../course.ts";
import { Lesson } from "../lesson.ts";
import type { Exported } from "./format.ts";

/**
 * A course as a file of its own: what an author wrote, with ids, and nothing of whoever reads it. `formatVersion`
 * rises when a reader of the last one could not read the next; fields may be added without.
 */
export const CourseFile = z
  .object({
    format: z.literal("lyo-course"),
    formatVersion: z.literal(1),
    course: Course.pick({
      ...{ id: true, version: true, title: true, topic: true, summary: true, description: true },
      ...{ language: true, difficulty: true, tags: true, objectives: true, estimatedMinutes: true },
      ...{ lessonCount: true, coverUrl: true, createdAt: true, updatedAt: true, publishedAt: true },
    }).strip(),
    /** Those that are ready, in order: fewer than `lessonCount` in a course that is still being written. */
    lessons: z.array(
      Lesson.pick({
        ...{ id: true, order: true, title: true, summary: true, objectives: true },
        ...{ estimatedMinutes: true, blocks: true },
      }).strip(),
    ),
    /** The cited sources whose titles the reader may know. */
    sources: z.array(z.object({ id: z.uuid(), title: z.string() })),
    /** With `keys=true` alone. */
    answerKeys: z.array(ShownKey).optional(),
  })
  .meta({ id: "CourseFile" });
export type CourseFile = z.infer<typeof CourseFile>;

/** The file of a course, with its keys where they are given. */
export const fileOf = ({ course, lessons, sources, keys }: Exported): CourseFile =>
  CourseFile.parse({
    format: "lyo-course",
    formatVersion: 1,
    course,
    lessons,
    sources: [...sources].map(([id, title]) => ({ id, title })),
    ...(keys && { answerKeys: lessons.flatMap(({ id }) => keys.get(id) ?? []) }),
  });
