import { hash } from "node:crypto";
import type { Question } from "./block.ts";
import { compareQuantities, readNumbered } from "./quantity.ts";

/** What decides the order in an attempt: the same for the same learner, lesson and number, and for nobody else. */
export const seedOf = (userId: string, lessonId: string, attempt: number): string =>
  hash("sha256", `${userId}\n${lessonId}\n${attempt}`).slice(0, 32);

/** Questions in an order of the seed's, each with its options in one. */
export function shuffleQuestions(
  questions: readonly Question[],
  { seed, language }: { seed: string; language: string },
): Question[] {
  return byHash(questions, seed).map((question) => ({
    ...question,
    options: shuffleOptions(question, { seed, language }),
  }));
}

/** The order of a hash over seed and id: even, and the same everywhere. */
function byHash<T extends { readonly id: string }>(items: readonly T[], seed: string): T[] {
  const rank = new Map(items.map(({ id }) => [id, hash("sha256", `${seed}\n${id}`)]));
  const rankOf = ({ id }: T) => rank.get(id) ?? "";
  return items.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}

/** `All of the above` makes sense at the end alone. */
const ABOVE = /^(?:all|none|both|neither|any) of (?:the|these|those)\b/i;

/** Options in an order of the seed's; true and false keep theirs, and numbers rise. */
function shuffleOptions(
  { kind, options }: Question,
  { seed, language }: { seed: string; language: string },
): Question["options"] {
  if (kind === "trueFalse") return options;
  const rising = risingOptions(options, language);
  if (rising) return rising;
  const [last, others] = [
    options.filter(({ text }) => ABOVE.test(text)),
    options.filter(({ text }) => !ABOVE.test(text)),
  ];
  return [...byHash(others, seed), ...last];
}

/** Quantities of one dimension from the least to the greatest; `undefined` where some option is none. */
function risingOptions(options: Question["options"], language: string): Question["options"] | undefined {
  const numbered = options.flatMap((option) => {
    const number = readNumbered(option.text, language);
    return number?.unit ? [{ option, number }] : [];
  });
  const dimensions = new Set(numbered.map(({ number }) => number.unit?.dimension));
  if (numbered.length < options.length || dimensions.size > 1) return undefined;
  return numbered.sort((a, b) => compareQuantities(a.number, b.number) ?? 0).map(({ option }) => option);
}
