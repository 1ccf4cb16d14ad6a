import { z } from "zod";

/** That somebody shared a course: `shares/{id}`. */
export const Share = z.strictObject({
  id: z.uuid(),
  courseId: z.uuid(),
  userId: z.uuid(),
  message: z.string().optional(),
  groupId: z.uuid().optional(),
  createdAt: z.iso.datetime(),
});
export type Share = z.infer<typeof Share>;

/** The data of the event `course.shared`, which feeds make items of; what was said stays with the share. */
export const CourseShared = z.strictObject({
  shareId: z.uuid(),
  courseId: z.uuid(),
  userId: z.uuid(),
  groupId: z.uuid().optional(),
});
