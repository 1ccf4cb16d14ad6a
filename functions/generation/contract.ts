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
  /** Nothing follows from the outline until its owner has agreed to it. */
  confirmOutline: z.boolean().default(false),
});
export type Assignment = z.infer<typeof Assignment>;

/** What a run rewrites: lessons of a course, one step each. What exactly stands in its proposal. */
export const Rewriting = z.strictObject({
  courseId: z.uuid(),
  brief: Brief,
  /** The sources it is written from; their passages are numbered in this order. */
  sourceIds: z.array(z.uuid()),
  /** The course's title, and those of its lessons: the same for every step, whatever is edited meanwhile. */
  course: z.strictObject({ title: z.string(), lessons: z.array(z.string()) }),
  lessonIds: z.array(z.uuid()),
  instruction: z.string().optional(),
});
export type Rewriting = z.infer<typeof Rewriting>;

/** What a run of this area works on. */
export const AnyAssignment = z.union([Assignment, Rewriting]);

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
export const jobs = ["outline", "lesson", "review", "rewrite", "resume", "settle", "events"] as const;
