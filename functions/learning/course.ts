import { z } from "zod";
import { QualityBadge } from "../quality/badge.ts";
import { Difficulty } from "../shared/difficulty.ts";
import { facetsOf } from "./facet.ts";

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
        /** How good it came out; the whole report is at `/quality`. */
        quality: QualityBadge.optional(),
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
    /** When the version that readers get was published. */
    publishedAt: z.iso.datetime().optional(),
    /** The version that readers get; its author may be ahead of it. */
    publishedVersion: z.int().positive().optional(),
  })
  .meta({ id: "Course" });
export type Course = z.infer<typeof Course>;

/** As stored, with what its lists and its author's next steps need. */
export const StoredCourse = Course.extend({
  /** The words it is filed under among its owner's courses. */
  facets: z.array(z.string()),
  /** Those of the version that readers get. */
  publishedFacets: z.array(z.string()),
  /** The same while everybody may find it, else none. */
  publicFacets: z.array(z.string()),
  /** Its place in everybody's list: when it was first published, and until then when it was made. */
  listedAt: z.iso.datetime(),
  /** What all ratings make together. */
  ratingSum: z.int().nonnegative(),
  /** What it was before it was archived. */
  statusBefore: CourseStatus.optional(),
});
export type StoredCourse = z.infer<typeof StoredCourse>;

/** A course as its readers see it. */
export function shownCourse(stored: StoredCourse): Course {
  const { facets: _, publishedFacets: __, publicFacets: ___, listedAt: ____, ratingSum, ...shown } = stored;
  const { statusBefore: _____, ...course } = shown;
  const { ratingCount } = course.stats;
  const ratingAverage = ratingCount === 0 ? null : Math.round((ratingSum / ratingCount) * 100) / 100;
  return { ...course, stats: { ...course.stats, ratingAverage } };
}

/** A course nobody has changed, rated or published yet. */
export const newCourse = (course: Omit<Course, "version" | "stats" | "updatedAt">): StoredCourse => ({
  ...course,
  ...{ version: 1, stats: noStats(), updatedAt: course.createdAt, listedAt: course.createdAt, ratingSum: 0 },
  ...{ facets: facetsOf(course), publishedFacets: [], publicFacets: [] },
});

/** A course nobody has used yet. */
const noStats = (): Course["stats"] => ({
  enrollments: 0,
  completions: 0,
  favorites: 0,
  ratingAverage: null,
  ratingCount: 0,
});

/** A changed course: the version rises with every change a reader can see. */
export function changed(course: StoredCourse, at: string, changes: Partial<StoredCourse>): StoredCourse {
  const next = { ...course, ...changes, version: course.version + 1, updatedAt: at };
  const isListed = next.publishedVersion !== undefined && next.visibility === "public";
  return { ...next, facets: facetsOf(next), publicFacets: isListed ? next.publishedFacets : [] };
}
