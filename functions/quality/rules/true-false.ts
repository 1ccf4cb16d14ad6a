import { SAQUET } from "../publications.ts";
import type { ItemRule } from "../rule.ts";
import { fold } from "../words.ts";

export const trueFalse: ItemRule = {
  scope: "item",
  name: "true-false",
  title: "It is a true/false question",
  severity: "warning",
  advice: "Ask a question with three or four answers: half of those who guess here are right.",
  source: SAQUET,
  languages: "any",
  knowsWords: true,
  reveals: false,
  find: ({ kind, options }, { yes, no }) => {
    const told = options.map(({ text }) => fold(text).replace(/[^\p{L}]/gu, ""));
    const isPair =
      options.length === 2 && told.some((word) => yes.has(word)) && told.some((word) => no.has(word));
    return kind === "trueFalse" || isPair ? [{ detail: "There are two answers to choose from." }] : [];
  },
};
