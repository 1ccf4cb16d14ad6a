import { z } from "zod";
import { QualityBadge } from "../quality/badge.ts";
import { LessonRepair } from "../quality/repair.ts";
import { QualityReport } from "../quality/report.ts";

const fields = {
  courseId: z.uuid(),
  /** Of the course that was judged: a report is made once for each. */
  version: z.int().positive(),
  judgedAt: z.iso.datetime(),
  /** What was mended or left out while it was written, lesson by lesson; none in a course by hand. */
  repairs: z.array(LessonRepair),
};

/** A report as stored, with all it knows. Findings tell what is right: nobody is shown it as it is. */
export const StoredReport = z.strictObject({ ...fields, report: QualityReport });
export type StoredReport = z.infer<typeof StoredReport>;

/** How good a course is, by rules that are the same for everybody. */
export const CourseQuality = QualityReport.extend({
  ...fields,
  badge: QualityBadge,
  /** Findings that would help to guess a right answer: they are shown to whoever may see answer keys. */
  withheld: z.int().nonnegative(),
}).meta({ id: "CourseQuality" });
export type CourseQuality = z.infer<typeof CourseQuality>;
