import type { ItemRule } from "../rule.ts";
import { absoluteTerms } from "./absolute-terms.ts";
import { allOfTheAbove } from "./all-of-the-above.ts";
import { convergence } from "./convergence.ts";
import { duplicateOptions } from "./duplicate-options.ts";
import { explanationContradicts } from "./explanation-contradicts.ts";
import { fillInTheBlank } from "./fill-in-the-blank.ts";
import { grammaticalCue } from "./grammatical-cue.ts";
import { gratuitousInformation } from "./gratuitous-information.ts";
import { invalidOptions } from "./invalid-options.ts";
import { kType } from "./k-type.ts";
import { longestKey } from "./longest-key.ts";
import { lostSequence } from "./lost-sequence.ts";
import { missingExplanation } from "./missing-explanation.ts";
import { negativeStem } from "./negative-stem.ts";
import { noneOfTheAbove } from "./none-of-the-above.ts";
import { stemKeyEcho } from "./stem-key-echo.ts";
import { trueFalse } from "./true-false.ts";
import { unfocusedStem } from "./unfocused-stem.ts";
import { vagueTerms } from "./vague-terms.ts";
import { wrongKeyCount } from "./wrong-key-count.ts";

/** What is looked for in every question, in the order in which it is reported: errors first. */
export const ITEM_RULES: readonly ItemRule[] = [
  invalidOptions,
  wrongKeyCount,
  duplicateOptions,
  explanationContradicts,
  noneOfTheAbove,
  allOfTheAbove,
  absoluteTerms,
  longestKey,
  negativeStem,
  stemKeyEcho,
  lostSequence,
  kType,
  convergence,
  vagueTerms,
  grammaticalCue,
  trueFalse,
  fillInTheBlank,
  unfocusedStem,
  gratuitousInformation,
  missingExplanation,
];
