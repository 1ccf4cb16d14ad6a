import { locateQuote } from "../../generation/locate-quote.ts";
import type { LessonRule } from "../rule.ts";
import { quoted } from "../words.ts";

/** From here on, a quote found letter by letter needs no second look. */
const LONG_ENOUGH = 16;

/** Whether a quote stands in a passage, as forgiving as citations are when they are made. */
const stands = (passage: string, quote: string): boolean =>
  (quote.length >= LONG_ENOUGH && passage.includes(quote)) ||
  locateQuote({ ref: "", sourceId: "", start: 0, end: passage.length, text: passage }, quote) !== undefined;

export const quoteMismatch: LessonRule = {
  scope: "lesson",
  name: "quote-mismatch",
  title: "A quote is not in its source",
  severity: "error",
  advice: "Quote the passage word for word, or cite another one.",
  source:
    "ALCE: Gao, Yen, Yu & Chen, Enabling Large Language Models to Generate Text with Citations, EMNLP 2023",
  languages: "any",
  reveals: false,
  find: ({ sections }) =>
    sections.flatMap(({ citations, pointer }) =>
      citations.flatMap(({ quote, passage }) => {
        if (passage === undefined)
          return [{ detail: `The passage that ${quoted(quote)} is quoted from is not there.`, pointer }];
        return stands(passage, quote)
          ? []
          : [{ detail: `${quoted(quote)} does not stand in the passage it is quoted from.`, pointer }];
      }),
    ),
};

export const uncitedText: LessonRule = {
  scope: "lesson",
  name: "uncited-text",
  title: "A text names no source",
  // A draft with such a text is sent back too.
  severity: "error",
  advice: "Cite the passage the text is written from, with an exact quote.",
  source: "ALCE: Gao, Yen, Yu & Chen, EMNLP 2023 (citation recall)",
  languages: "any",
  reveals: false,
  find: ({ sections, title }, { grounded }) =>
    grounded
      ? sections
          .filter(
            ({ kind, citations, markdown }) =>
              kind === "text" && citations.length === 0 && markdown.trim() !== "",
          )
          .map(({ pointer }) => ({
            detail: `A text of ${quoted(title)} cites none of the sources.`,
            pointer,
          }))
      : [],
};
