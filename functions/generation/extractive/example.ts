import { isDangling, isProse, type Sentence } from "./sentence.ts";

const OPENING = /^(for example|for instance|suppose|imagine|consider|picture|say|take)\b/i;

/**
 * The first worked case of some sentences: from where it is announced to the end of its paragraph, at most five
 * sentences; with the sentence before when it leans on that. Empty when there is none worth the name.
 */
export function exampleIn(sentences: readonly Sentence[]): Sentence[] {
  const at = sentences.findIndex((sentence) => isProse(sentence) && OPENING.test(sentence.text));
  const first = sentences[at];
  if (!first) return [];
  const rest = sentences
    .slice(at)
    .filter((sentence) => sentence.paragraph === first.paragraph)
    .slice(0, 5);
  const before = sentences[at - 1];
  const leans = /^for (example|instance)/i.test(first.text);
  if (leans && (!before || before.paragraph !== first.paragraph || isDangling(before))) return [];
  const whole = leans && before ? [before, ...rest] : rest;
  return whole.every(isProse) && whole.reduce((sum, { text }) => sum + text.length, 0) > 120 ? whole : [];
}
