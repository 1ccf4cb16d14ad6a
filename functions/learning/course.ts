import { z } from "zod";

export const Difficulty = z.enum(["beginner", "intermediate", "advanced"]);
export const Visibility = z.enum(["private", "unlisted", "public"]);
export const CourseStatus = z.enum(["draft", "generating", "partial", "ready", "failed", "archived"]);
export type CourseStatus = z.infer<typeof CourseStatus>;

/** What writing the course took. */
export const Cost = z
  .strictObject({
    calls: z.int().nonnegative(),
    promptTokens: z.int().nonnegative(),
    completionTokens: z.int().nonnegative(),
    /** Wall-clock time from the first step to the last. */
    seconds: z.number().nonnegative(),
  })
  .meta({ id: "Cost" });
export type Cost = z.infer<typeof Cost>;

export const Course = z
  .strictObject({
    id: z.uuid(),
    ownerId: z.uuid(),
    title: z.string(),
    topic: z.string(),
    summary: z.string(),
    description: z.string(),
    language: z.string(),
    difficulty: Difficulty,
    tags: z.array(z.string()),
    status: CourseStatus,
    visibility: Visibility,
    /** Rises with every change; the number an `If-Match` is compared with. */
    version: z.int().positive(),
    lessonCount: z.int().nonnegative(),
    estimatedMinutes: z.int().nonnegative(),
    coverUrl: z.url().optional(),
    objectives: z.array(z.string()),
    generation: z
      .strictObject({
        taskId: z.uuid(),
        model: z.string(),
        /** Written from sources, and cites them. */
        grounded: z.boolean(),
        /** Written by an engine that stands in for a language model. */
        degraded: z.boolean(),
        cost: Cost,
        /** What the author should know, e.g. that the text was too short for the lessons asked for. */
        notes: z.array(z.string()),
      })
      .optional(),
    stats: z.strictObject({
      enrollments: z.int().nonnegative(),
      completions: z.int().nonnegative(),
      favorites: z.int().nonnegative(),
      ratingAverage: z.number().nullable(),
      ratingCount: z.int().nonnegative(),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    publishedAt: z.iso.datetime().optional(),
  })
  .meta({ id: "Course" });
export type Course = z.infer<typeof Course>;

/** A course nobody has used yet. */
export const noStats = (): Course["stats"] => ({
  enrollments: 0,
  completions: 0,
  favorites: 0,
  ratingAverage: null,
  ratingCount: 0,
});

/** A changed course: the version rises with every change a reader can see. */
export const changed = (course: Course, at: string, changes: Partial<Course>): Course => ({
  ...course,
  ...changes,
  version: course.version + 1,
  updatedAt: at,
});
