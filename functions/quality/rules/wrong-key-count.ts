import { HALADYNA } from "../publications.ts";
import type { ItemRule } from "../rule.ts";

export const wrongKeyCount: ItemRule = {
  scope: "item",
  name: "wrong-key-count",
  title: "The number of right answers does not fit the kind of question",
  severity: "error",
  advice: "Mark exactly one right answer, or two or more and not all of them in a question with several.",
  source: HALADYNA,
  languages: "any",
  reveals: true,
  find: ({ kind, options }) => {
    // What has no options to choose from is another rule's.
    if (options.length < 2) return [];
    const right = options.filter(({ correct }) => correct).length;
    if (kind !== "multiple")
      return right === 1 ? [] : [{ detail: `${right} options are marked as right, not one.` }];
    if (right < 2)
      return [{ detail: `${right === 1 ? "One option is" : "No option is"} marked as right, not several.` }];
    return right === options.length ? [{ detail: "Every option is marked as right." }] : [];
  },
};
