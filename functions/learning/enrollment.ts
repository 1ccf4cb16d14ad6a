import { z } from "zod";

const ofCourse = { id: z.uuid().meta({ description: "The course's" }), createdAt: z.iso.datetime() };

/** That somebody takes a course: `users/{userId}/enrollments/{courseId}`. */
export const Enrollment = z.strictObject({
  ...ofCourse,
  /** The published version they began with; null for their own draft. */
  version: z.int().positive().nullable(),
});
export type Enrollment = z.infer<typeof Enrollment>;

/** That somebody marked a course: `users/{userId}/favorites/{courseId}`. */
export const Favorite = z.strictObject(ofCourse);
export type Favorite = z.infer<typeof Favorite>;

/** What somebody thinks of a course: `users/{userId}/ratings/{courseId}`. */
export const Rating = z.strictObject({ ...ofCourse, stars: z.int().min(1).max(5) });
export type Rating = z.infer<typeof Rating>;
