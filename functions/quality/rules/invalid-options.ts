import { HALADYNA } from "../publications.ts";
import type { ItemRule, Remark } from "../rule.ts";
import { fold } from "../words.ts";

const isEmpty = (text: string): boolean => fold(text) === "";

export const invalidOptions: ItemRule = {
  scope: "item",
  name: "invalid-options",
  title: "The question cannot be answered as it stands",
  severity: "error",
  advice: "Give it a text and at least two options, or what may be written in the gap.",
  source: HALADYNA,
  languages: "any",
  reveals: false,
  find: ({ kind, stem, options, accepted }) => {
    const remarks: Remark[] = [];
    if (isEmpty(stem)) remarks.push({ detail: "It asks nothing: its text is empty." });
    if (options.some(({ text }) => isEmpty(text))) remarks.push({ detail: "An option is empty." });
    const isWritten = kind === "cloze" && options.length === 0;
    if (isWritten && accepted.every(isEmpty)) remarks.push({ detail: "No answer is accepted for its gap." });
    if (!isWritten && options.length < 2)
      remarks.push({
        detail: `There ${options.length === 1 ? "is one option" : "are no options"} to choose from.`,
      });
    if (kind === "trueFalse" && options.length > 2)
      remarks.push({ detail: `A true/false question has two options; this one has ${options.length}.` });
    return remarks;
  },
};
