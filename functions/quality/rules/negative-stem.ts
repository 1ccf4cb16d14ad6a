import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold } from "../words.ts";

/** What is asked stands at the end of a long stem. */
const ASKED = 400;
/** A "not" in code negates nothing that is asked. */
const CODE = /`[^`\n]{1,200}`/g;

export const negativeStem: ItemRule = {
  scope: "item",
  name: "negative-stem",
  title: "The question asks for what is not so",
  severity: "warning",
  advice:
    "Ask for what is so: learners overlook a “not”, and knowing what is wrong is not knowing what is right.",
  source: HALADYNA,
  languages: ["en", "es", "de"],
  reveals: false,
  find: ({ kind, stem }, { negativeStem: pattern }) =>
    kind !== "trueFalse" && pattern.test(fold(stem.slice(-ASKED).replace(CODE, "code")).replace(/[*_`]/g, ""))
      ? [{ detail: "It asks which answer is not right." }]
      : [],
};
