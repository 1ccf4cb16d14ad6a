import { z } from "zod";
import type { QualityReport } from "./report.ts";

/** A report in a few numbers, as it stands in a course. Tells nothing that helps to guess an answer. */
export const QualityBadge = z
  .strictObject({
    verdict: z.enum(["passed", "failed"]),
    /** From 0 to 100; see `badgeOf`. */
    score: z.int().min(0).max(100),
    /** How many questions were looked at. */
    judgedItems: z.int().nonnegative(),
    flawsPerItem: z.number().nonnegative(),
    errors: z.int().nonnegative(),
    warnings: z.int().nonnegative(),
  })
  .meta({ id: "QualityBadge" });
export type QualityBadge = z.infer<typeof QualityBadge>;

/** Questions of people trained in writing them have 0.4 flaws each, of untrained ones 1.5 (Webb et al. 2015). */
const FOR_FLAWS = 40;
const FOR_ERROR = 15;
const FOR_WARNING = 2;
const MOST_FOR_WARNINGS = 20;
const FOR_SCORE = { good: 0, fair: 2, poor: 5 } as const;
/** What must not reach learners never looks like a good course. */
const BEST_FAILED = 49;

/**
 * The badge of a report. The score begins at 100 and loses 40 for each flaw per question, 15 for each error, 2 for
 * each warning about texts (at most 20), 2 for each fair measure and 5 for each poor one; it is at least 0, and at
 * most 49 where the verdict is `failed`.
 */
export function badgeOf({ verdict, items, scores, findings }: QualityReport): QualityBadge {
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  const flaws = findings.filter(({ itemId, severity }) => itemId !== undefined && severity !== "note").length;
  const flawsPerItem = items.judged === 0 ? 0 : flaws / items.judged;
  const ofTexts = warnings.filter(({ itemId }) => itemId === undefined).length;
  const lost =
    FOR_FLAWS * flawsPerItem +
    FOR_ERROR * errors.length +
    Math.min(MOST_FOR_WARNINGS, FOR_WARNING * ofTexts) +
    scores.reduce((sum, score) => sum + FOR_SCORE[score.verdict], 0);
  const best = verdict === "failed" ? BEST_FAILED : 100;
  return {
    verdict,
    score: Math.max(0, Math.min(best, Math.round(100 - lost))),
    judgedItems: items.judged,
    flawsPerItem: Math.round(100 * flawsPerItem) / 100,
    errors: errors.length,
    warnings: warnings.length,
  };
}
