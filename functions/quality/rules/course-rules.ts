import type { CourseRule, LessonRule } from "../rule.ts";
import { brokenReference, unknownObjective } from "./broken-reference.ts";
import { distantClaim, unsupportedClaim } from "./grounding.ts";
import { nearDuplicateParagraphs, nearDuplicateQuestions } from "./near-duplicates.ts";
import {
  courseObjectiveNotCovered,
  objectiveNotCovered,
  objectiveThinlyTested,
} from "./objective-coverage.ts";
import { quoteMismatch, uncitedText } from "./quote-mismatch.ts";
import { readingLevel } from "./reading-level.ts";
import { termBeforeDefinition } from "./term-before-definition.ts";
import { timeBudget } from "./time-budget.ts";
import { unsafeContent } from "./unsafe-content.ts";
import { wrongLanguage } from "./wrong-language.ts";

/** What is looked for in every lesson and in the course as a whole, in the order in which it is reported. */
export const COURSE_RULES: readonly (LessonRule | CourseRule)[] = [
  brokenReference,
  quoteMismatch,
  uncitedText,
  unsafeContent,
  wrongLanguage,
  unsupportedClaim,
  objectiveNotCovered,
  courseObjectiveNotCovered,
  unknownObjective,
  nearDuplicateQuestions,
  nearDuplicateParagraphs,
  termBeforeDefinition,
  readingLevel,
  timeBudget,
  distantClaim,
  objectiveThinlyTested,
];
