import { z } from "zod";
import { RunRef } from "../tasks/run.ts";
import { Brief } from "./draft.ts";

/** Every job of a generation names its run and its course; the work itself stands in the database. */
export const StepJob = RunRef.extend({ courseId: z.uuid() });
export type StepJob = z.infer<typeof StepJob>;

export const LessonJob = StepJob.extend({ index: z.int().min(0).max(19) });
export type LessonJob = z.infer<typeof LessonJob>;

/** Enqueue what is missing. `cause` tells one resumption from the next. */
export const ResumeJob = RunRef.extend({ cause: z.string() });

/** Clear up after an attempt that somebody else ended. */
export const SettleJob = RunRef;

/** What the run writes, kept with it from the start. */
export const Assignment = z.strictObject({
  courseId: z.uuid(),
  brief: Brief,
  sourceIds: z.array(z.uuid()),
});
export type Assignment = z.infer<typeof Assignment>;

/** The data of the event `course.generated`: a course has lessons to read, all of them or some. */
export const CourseGenerated = z.strictObject({
  courseId: z.uuid(),
  taskId: z.uuid(),
  userId: z.uuid(),
  lessonsReady: z.int().nonnegative(),
  lessonsTotal: z.int().nonnegative(),
});
export type CourseGenerated = z.infer<typeof CourseGenerated>;

/** `POST /jobs/generation/<job>`. */
export const jobs = ["outline", "lesson", "review", "resume", "settle", "events"] as const;
