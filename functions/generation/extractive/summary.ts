import { type Reading, sentencesIn } from "./reading.ts";
import { isDangling, isProse, lengthOf, withoutOpener } from "./sentence.ts";

/** The one to three sentences that say most of what some passages say, in their order and within `most` characters. */
export function summaryOf(reading: Reading, refs: ReadonlySet<string>, most: number, count = 2): string {
  const fit = sentencesIn(reading, refs).filter(
    (sentence) =>
      isProse(sentence) && !isDangling(sentence) && lengthOf(sentence) >= 7 && lengthOf(sentence) <= 40,
  );
  const opening = fit[0]?.at;
  const ranked = [...fit].sort((a, b) => value(b.at) - value(a.at) || a.at - b.at);
  function value(at: number): number {
    return (reading.weights[at] ?? 0) + (at === opening ? 0.4 : 0);
  }
  const chosen: typeof fit = [];
  let used = 0;
  for (const sentence of ranked) {
    const isNew = chosen.every(
      (other) => other.text !== sentence.text && common(other.lemmas, sentence.lemmas) < 0.6,
    );
    if (chosen.length >= count || !isNew || used + sentence.text.length + 1 > most) continue;
    chosen.push(sentence);
    used += sentence.text.length + 1;
  }
  return chosen
    .sort((a, b) => a.at - b.at)
    .map((sentence) => withoutOpener(sentence.text))
    .join(" ");
}

/** Shortened to whole words. */
export function within(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/\s+\S*$/, "")}…`;
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((lemma) => b.has(lemma)).length;
  return shared / Math.max(1, Math.min(a.size, b.size));
}
