import type { Sentence } from "./sentence.ts";

/** How a phrase seen at the beginning of a sentence is written inside one. */
export type Spelling = (opening: string) => string;

/** Learns from the reading which words keep their capital away from the beginning of a sentence. */
export function spellingOf(sentences: readonly Sentence[]): Spelling {
  const [small, capital] = [new Set<string>(), new Set<string>()];
  for (const { words } of sentences) {
    for (const { text } of words.slice(1)) (/^\p{Lu}/u.test(text) ? capital : small).add(text);
  }
  return (opening) => {
    const [first = "", second = ""] = opening.split(" ");
    const lower = first.charAt(0).toLowerCase() + first.slice(1);
    // A lone letter ("T cells") and a capital further in ("IgM", "pH") belong to the word itself.
    if (/^\p{Lu}$/u.test(first) || /^.+\p{Lu}/u.test(first)) return opening;
    if (small.has(lower)) return lower + opening.slice(first.length);
    if (capital.has(first) || /^\p{Lu}/u.test(second)) return opening;
    return lower + opening.slice(first.length);
  };
}
