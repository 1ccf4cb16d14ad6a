import type { Measure } from "../rule.ts";
import { blindGuesser } from "./blind-guesser.ts";
import { bloomSpread } from "./bloom-spread.ts";
import { distinctness } from "./distinctness.ts";
import { groundingScore } from "./grounding.ts";
import { keyPositions } from "./key-positions.ts";
import { objectiveCoverage } from "./objective-coverage.ts";
import { readingLevelScore } from "./reading-level.ts";
import { minutesScore } from "./time-budget.ts";

/** What is measured of every course, in the order in which it is reported. */
export const MEASURES: readonly Measure[] = [
  blindGuesser,
  keyPositions,
  objectiveCoverage,
  groundingScore,
  bloomSpread,
  readingLevelScore,
  distinctness,
  minutesScore,
];
