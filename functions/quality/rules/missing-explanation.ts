import type { ItemRule } from "../rule.ts";

export const missingExplanation: ItemRule = {
  scope: "item",
  name: "missing-explanation",
  title: "There is no explanation",
  severity: "note",
  advice: "Say why the right answer is right: learners read it when they need it most.",
  source:
    "Butler, Godbole & Marsh: Explanation feedback is better than correct answer feedback, Journal of Educational Psychology 105(2), 2013",
  languages: "any",
  reveals: false,
  find: ({ explanation }) =>
    explanation === undefined || explanation.trim() === ""
      ? [{ detail: "Learners are told what is right, not why." }]
      : [],
};
