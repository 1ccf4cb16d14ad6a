/** Runs of words, joined: what two texts are compared by. A text shorter than a run is one run. */
export function shinglesOf(words: readonly string[], size: number): Set<string> {
  if (words.length === 0) return new Set();
  if (words.length <= size) return new Set([words.join(" ")]);
  const shingles = new Set<string>();
  for (let at = 0; at + size <= words.length; at++) shingles.add(words.slice(at, at + size).join(" "));
  return shingles;
}

/** The size of what two sets share, by the size of both together (Jaccard 1901), from 0 to 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [less, more] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const entry of less) if (more.has(entry)) shared += 1;
  const union = a.size + b.size - shared;
  return union === 0 ? 0 : shared / union;
}

/** 16 bands of 4 find a pair that is 0.7 alike with 98.8 %, one of 0.8 with 99.98 %. */
const BANDS = 16;
const ROWS = 4;
/** Buckets are small among texts people write; the bound keeps hostile ones from costing squares. */
const MOST_CANDIDATES = 24;

export interface Twin<T> {
  readonly text: T;
  /** The first it is alike. */
  readonly of: T;
  readonly likeness: number;
}

interface Likeness<T> {
  readonly shinglesOf: (text: T) => ReadonlySet<string>;
  /** From 0 to 1, from where two are taken for one. */
  readonly threshold: number;
  /** What else must hold of two that are alike. */
  readonly isTwin?: (a: T, b: T) => boolean;
}

/**
 * The texts that are nearly the same as an earlier one, each told once. Candidates come from MinHash with banding
 * (Broder 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3) and are compared exactly; what is a
 * twin is not compared with again, so many copies of one text cost no more than that many texts.
 */
export function twinsAmong<T>(
  texts: readonly T[],
  { shinglesOf: shingle, threshold, isTwin }: Likeness<T>,
): Twin<T>[] {
  const buckets = new Map<string, { text: T; shingles: ReadonlySet<string> }[]>();
  const twins: Twin<T>[] = [];
  for (const text of texts) {
    const shingles = shingle(text);
    if (shingles.size === 0) continue;
    const keys = bandsOf(shingles);
    const candidates = new Set(keys.flatMap((key) => buckets.get(key) ?? []));
    const twin = [...candidates]
      .slice(0, MOST_CANDIDATES)
      .map((other) => ({ text, of: other.text, likeness: jaccard(shingles, other.shingles) }))
      .find(({ of, likeness }) => likeness >= threshold && (isTwin?.(of, text) ?? true));
    if (twin) {
      twins.push(twin);
      continue;
    }
    const entry = { text, shingles };
    for (const key of keys) {
      const bucket = buckets.get(key);
      if (!bucket) buckets.set(key, [entry]);
      else if (bucket.length < MOST_CANDIDATES) bucket.push(entry);
    }
  }
  return twins;
}

function bandsOf(shingles: ReadonlySet<string>): string[] {
  const least = new Uint32Array(BANDS * ROWS).fill(0xffffffff);
  for (const shingle of shingles) {
    let value = hashOf(shingle);
    for (let row = 0; row < least.length; row++) {
      value = mixed(value + 0x9e3779b9);
      if (value < (least[row] ?? 0)) least[row] = value;
    }
  }
  return Array.from(
    { length: BANDS },
    (_, band) => `${band}:${least.slice(band * ROWS, (band + 1) * ROWS).join()}`,
  );
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The finisher of MurmurHash3: one step of a sequence of independent hashes. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
