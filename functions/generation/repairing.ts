import { z } from "zod";
import { Brief, LessonDraft, Passage } from "./draft.ts";

/** A lesson that fails goes back to its author this often; one that could be better, once. */
export const MOST_REPAIRS = 2;

/** What is wrong, each with a JSON Pointer into the draft it is about, in sentences its author can act on. */
const Complaints = z.array(z.object({ pointer: z.string(), problem: z.string() }));

/** What a model is given to mend a lesson that it wrote. */
export const RepairInput = z.object({
  brief: Brief,
  lesson: z.object({ title: z.string(), summary: z.string(), objectives: z.array(z.string()) }),
  draft: LessonDraft,
  findings: Complaints,
  /** The last attempt, which was not taken, and why; without a draft when it was no lesson at all. */
  earlier: z.object({ draft: LessonDraft.optional(), findings: Complaints }).optional(),
  /** What it is written from, in the order of the source. */
  passages: z.array(Passage),
  /** Other stretches of the same sources: distractors come from here, nothing is cited from here. */
  surroundings: z.array(Passage),
});
export type RepairInput = z.infer<typeof RepairInput>;
