import { z } from "zod";

/** What the gate did to a lesson before anybody saw it. */
export const LessonRepair = z
  .strictObject({
    lessonId: z.uuid(),
    /** Further calls of the model that it took. */
    calls: z.int().nonnegative(),
    /** `passed` as it was first written, `repaired` by its author, or what failed `dropped`. */
    outcome: z.enum(["passed", "repaired", "dropped"]),
    /** Whether the model has examined, in a call of its own, that it is fit for learners; the lists always have. */
    examined: z.boolean().default(false),
    /** What was wrong at first: how often by rule. */
    found: z.array(z.strictObject({ rule: z.string(), count: z.int().positive() })),
    /** What was left out, and for what. */
    dropped: z.array(
      z.strictObject({
        what: z.enum(["question", "text", "example", "flashcard"]),
        rules: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "QualityRepair" });
export type LessonRepair = z.infer<typeof LessonRepair>;
