import { z } from "zod";

/**
 * What the workers of a task know of it and its owner need not: which attempt is alive, and when the sweeper
 * looks at it. Small and rarely written, so that every step's commit can read it.
 */
export const Run = z.strictObject({
  taskId: z.uuid(),
  userId: z.uuid(),
  /** The area whose jobs `resume` and `settle` carry it on and clear up after it. */
  area: z.string(),
  /** The task's `attempts`: a job of an older one is dropped. */
  attempt: z.int().positive(),
  open: z.boolean(),
  deadlineAt: z.iso.datetime(),
  /** What the run works on; its schema stands in the contract of the area. */
  assignment: z.unknown(),
  /** When the sweeper looks next; absent once the run is closed. */
  dueAt: z.iso.datetime().optional(),
});
export type Run = z.infer<typeof Run>;

/** Every job of a task names these. */
export const RunRef = z.strictObject({
  tid: z.string(),
  userId: z.uuid(),
  taskId: z.uuid(),
  attempt: z.int().positive(),
});
export type RunRef = z.infer<typeof RunRef>;

/** A step's mark that it is over: created once, so that a second delivery sees it. */
export const StepMark = z.strictObject({
  step: z.string(),
  outcome: z.enum(["done", "failed"]),
  attempt: z.int().positive(),
  at: z.iso.datetime(),
  /** Why it failed, in words for the learner. */
  problem: z.strictObject({ slug: z.string(), detail: z.string() }).optional(),
  /** The saved answers led here: a new attempt asks anew. */
  answersUseless: z.boolean().optional(),
  /** What the steps after it need of it. */
  result: z.unknown(),
});
export type StepMark = z.infer<typeof StepMark>;

/** A model's answer, kept from the moment it arrives: it is never asked for twice. */
export const SavedAnswer = z.strictObject({
  /** The step that asked. */
  step: z.string(),
  attempt: z.int().positive(),
  text: z.string(),
  model: z.string(),
  usage: z.strictObject({ promptTokens: z.int().nonnegative(), completionTokens: z.int().nonnegative() }),
  finish: z.enum(["stop", "length"]),
  at: z.iso.datetime(),
});
export type SavedAnswer = z.infer<typeof SavedAnswer>;
