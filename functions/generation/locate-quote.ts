import { pageIn } from "../learning/source.ts";
import type { Passage } from "./draft.ts";

/** A quote's place in its source: `text.slice(start, end) === quote`, offsets in UTF-16. */
export interface Place {
  readonly sourceId: string;
  readonly quote: string;
  readonly start: number;
  readonly end: number;
  /** On which page of the source it begins, where the source has pages. */
  readonly page?: number;
}

/**
 * Finds a model's quote in a passage. Models change quotation marks, dashes, spaces and the case of a first
 * letter; nothing else is forgiven. What is returned is the source's own wording.
 */
export function locateQuote(passage: Passage, quote: string): Place | undefined {
  const haystack = fold(passage.text);
  const needle = fold(
    quote
      .trim()
      .replace(/^["“'‘]+|["”'’…]+$/gu, "")
      .trim(),
  ).text;
  if (needle.length < 8) return undefined;
  const found = haystack.text.indexOf(needle);
  if (found < 0) return undefined;
  const from = haystack.offsets[found] ?? 0;
  const page = pageIn(passage, passage.start + from);
  const to = (haystack.offsets[found + needle.length - 1] ?? from) + 1;
  return {
    sourceId: passage.sourceId,
    quote: passage.text.slice(from, to),
    start: passage.start + from,
    end: passage.start + to,
    ...(page !== undefined && { page }),
  };
}

/** The text in one spelling, with where each of its characters stood. */
function fold(text: string): { text: string; offsets: number[] } {
  let folded = "";
  const offsets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = (text[index] ?? "")
      .replace(/[“”„«»]/u, '"')
      .replace(/[‘’`]/u, "'")
      .replace(/[–—−]/u, "-");
    const plain = /\s/u.test(character) ? " " : character.toLowerCase();
    if (plain === " " && (folded.endsWith(" ") || folded === "")) continue;
    // A lower case that takes two units (İ) would shift every offset after it.
    folded += plain.length === 1 ? plain : character;
    offsets.push(index);
  }
  return { text: folded, offsets };
}
