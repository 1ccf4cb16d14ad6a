import type { Lexicon } from "./lexicon.ts";
import { FILLER_WORDS } from "./lexicons/fillers.ts";
import { rootOf } from "./prose.ts";
import { wordsOf } from "./words.ts";

/** Shorter words are mostly function words; those lists are never complete. */
const SHORTEST = 4;
const NONE: ReadonlySet<string> = new Set();

/** The roots of the words of a text that tell its subject. */
export function subjectOf(text: string | readonly string[], { language, stopWords }: Lexicon): Set<string> {
  const filler = language ? FILLER_WORDS[language] : NONE;
  const words = typeof text === "string" ? wordsOf(text) : text;
  const roots = new Set<string>();
  for (const word of words)
    if (word.length >= SHORTEST && !stopWords.has(word) && !filler.has(word)) roots.add(rootOf(word));
  return roots;
}

/** The share of some roots that stand among others; 1 when there are none to look for. */
export function shareIn(roots: ReadonlySet<string>, among: ReadonlySet<string>): number {
  if (roots.size === 0) return 1;
  let found = 0;
  for (const root of roots) if (among.has(root)) found += 1;
  return found / roots.size;
}
