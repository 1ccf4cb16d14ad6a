import { keyphrasesOf } from "./keyphrase.ts";
import type { Reading } from "./reading.ts";
import { capitalised } from "./sentence.ts";

/** One title for each run of passages: the heading it stands under, or what it is about; no two alike. */
export function titlesOf(
  reading: Reading,
  groups: readonly ReadonlySet<string>[],
  courseTitle: string,
): string[] {
  const taken = new Set([courseTitle.toLowerCase()]);
  const headings = groups.map((refs) => headingOf(reading, refs));
  return groups.map((refs, at) => {
    const heading = headings[at];
    const isShared = heading !== undefined && headings.filter((other) => other === heading).length > 1;
    const options = [
      ...(isShared ? besides(reading, refs, heading) : heading ? [heading] : []),
      ...named(reading, refs),
    ];
    const title =
      options.find((option) => !taken.has(option.toLowerCase())) ??
      numbered(options[0] ?? courseTitle, taken);
    taken.add(title.toLowerCase());
    return title;
  });
}

/** A heading as a title: no markup, no number, no stop at the end; absent when it cannot be one. */
export function titleFrom(heading: string | undefined): string | undefined {
  const text = (heading ?? "")
    .replace(/<[^>]*>|[#*_`<>[\]{}|\\]/g, " ")
    .replace(/^\s*(chapter|section|part|lesson)?\s*\d+(\.\d+)*[.:)]?\s+/i, "")
    .replace(/\s+/g, " ")
    .replace(/[.:;,–—-]+$/, "")
    .trim();
  const calm = /\p{Ll}/u.test(text) ? text : capitalised(text.toLowerCase());
  const isTitle =
    calm.length >= 3 &&
    calm.length <= 90 &&
    /\p{L}{3}/u.test(calm) &&
    !/\p{Extended_Pictographic}/u.test(calm);
  return isTitle ? capitalised(calm) : undefined;
}

/** The heading most of the words stand under; two that share them evenly are both named. */
function headingOf(reading: Reading, refs: ReadonlySet<string>): string | undefined {
  const sizes = new Map<string, number>();
  let total = 0;
  for (const passage of reading.passages) {
    if (!refs.has(passage.ref)) continue;
    total += passage.text.length;
    const heading = titleFrom(passage.heading);
    if (heading !== undefined) sizes.set(heading, (sizes.get(heading) ?? 0) + passage.text.length);
  }
  const [first, second] = [...sizes].sort((a, b) => b[1] - a[1]);
  if (!first || first[1] < total * 0.3) return undefined;
  const isPair =
    second !== undefined &&
    second[1] > total * 0.35 &&
    `${first[0]}${second[0]}`.length < 50 &&
    ![first[0], second[0]].some((heading) => /^(from|not)\b|\band\b/i.test(heading));
  if (!isPair) return first[0];
  const [one, two] = [...sizes.keys()].filter((heading) => heading === first[0] || heading === second[0]);
  return one === undefined || two === undefined ? first[0] : `${one} and ${reading.spell(two)}`;
}

/** Several lessons under one heading are told apart by what each is about. */
function besides(reading: Reading, refs: ReadonlySet<string>, heading: string): string[] {
  const words = new Set(heading.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const phrases = keyphrasesOf(reading, refs, 6).filter(
    (phrase) => ![...phrase.lemmas].some((lemma) => words.has(lemma)),
  );
  return phrases.map(({ text }) => (heading.includes(":") ? `${heading} (${text})` : `${heading}: ${text}`));
}

function named(reading: Reading, refs: ReadonlySet<string>): string[] {
  const phrases = keyphrasesOf(reading, refs, 5).map((phrase) => phrase.text);
  const [first, second, third] = phrases;
  if (first === undefined) return [];
  return [
    ...(second === undefined ? [] : [capitalised(`${first} and ${second}`)]),
    ...(third === undefined ? [] : [capitalised(`${first} and ${third}`)]),
    capitalised(first),
    ...phrases.slice(1).map(capitalised),
  ];
}

function numbered(title: string, taken: ReadonlySet<string>): string {
  let part = 2;
  while (taken.has(`${title}, part ${part}`.toLowerCase())) part += 1;
  return `${title}, part ${part}`;
}
