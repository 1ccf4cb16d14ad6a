import { z } from "zod";
import { Pointer } from "./coursework.ts";
import { SEVERITIES } from "./rule.ts";

/** Something wrong, and where. */
export const Finding = z
  .strictObject({
    rule: z.string(),
    severity: z.enum(SEVERITIES),
    /** Into what was judged. */
    pointer: Pointer,
    title: z.string(),
    detail: z.string(),
    advice: z.string(),
    /** Of the question it is about. */
    itemId: z.string().optional(),
    lessonId: z.string().optional(),
    /** Knowing of it helps to guess an answer: left out for those who may not see answer keys. */
    reveals: z.boolean(),
  })
  .meta({ id: "QualityFinding" });
export type Finding = z.infer<typeof Finding>;

export const ScoreReport = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    value: z.number(),
    scale: z.strictObject({ min: z.number(), max: z.number(), unit: z.string() }),
    verdict: z.enum(["good", "fair", "poor"]),
    sentence: z.string(),
  })
  .meta({ id: "QualityScore" });

const Verdict = z.enum(["passed", "failed"]);

/** How many questions have how many flaws: errors and warnings that are about the question itself. */
const ItemCounts = z.strictObject({
  judged: z.int().nonnegative(),
  withoutFlaws: z.int().nonnegative(),
  withOneFlaw: z.int().nonnegative(),
  withMoreFlaws: z.int().nonnegative(),
});
export type ItemCounts = z.infer<typeof ItemCounts>;

/** What was found in one lesson; what is said of the course as a whole belongs to none. */
export const LessonReport = z
  .strictObject({
    lessonId: z.string(),
    verdict: Verdict,
    items: ItemCounts,
    errors: z.int().nonnegative(),
    warnings: z.int().nonnegative(),
  })
  .meta({ id: "QualityLesson" });
export type LessonReport = z.infer<typeof LessonReport>;

/** What came of looking at a course, or at a bank of questions. */
export const QualityReport = z
  .strictObject({
    /** `failed` when there is an error, or a question with two flaws or more; such a thing reaches no learner. */
    verdict: Verdict,
    /** Sentences a teacher understands; the first says it all. */
    sentences: z.array(z.string()),
    items: ItemCounts,
    /** Lesson by lesson, in their order; a bank of questions is one lesson. */
    lessons: z.array(LessonReport),
    scores: z.array(ScoreReport),
    findings: z.array(Finding),
    /** Rules that were not asked, since they have no words of the language. */
    skipped: z.array(z.strictObject({ rule: z.string(), reason: z.string() })),
    /** Rules that saw the form alone, since they have no words of the language. */
    partly: z.array(z.string()),
  })
  .meta({ id: "QualityReport" });
export type QualityReport = z.infer<typeof QualityReport>;
