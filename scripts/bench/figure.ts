/** One figure of a run: what was measured, beside what it is measured against in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "ms" | "s" | "/s" | "MiB" | "%" | "";
  /** In the unit of the value. */
  readonly baseline?: number;
  readonly bar?: Bar;
}

/** What the product promises: of the value itself, or of its ratio to the baseline. */
export interface Bar {
  readonly on: "value" | "ratio";
  readonly is: "at most" | "at least";
  readonly limit: number;
}

export const ratioAtMost = (limit: number): Bar => ({ on: "ratio", is: "at most", limit });
export const ratioAtLeast = (limit: number): Bar => ({ on: "ratio", is: "at least", limit });
export const atMost = (limit: number): Bar => ({ on: "value", is: "at most", limit });
export const atLeast = (limit: number): Bar => ({ on: "value", is: "at least", limit });

export const ratioOf = ({ value, baseline }: Figure): number | undefined =>
  baseline === undefined || baseline === 0 ? undefined : value / baseline;

/** Whether the figure meets its bar; `undefined` when it has none. A ratio that cannot be told meets nothing. */
export function isMet(figure: Figure): boolean | undefined {
  if (!figure.bar) return undefined;
  const { on, is, limit } = figure.bar;
  const measured = on === "value" ? figure.value : (ratioOf(figure) ?? Number.NaN);
  return is === "at most" ? measured <= limit : measured >= limit;
}

/**
 * The value below which `share` (0 to 1) of the sample lies, by the nearest rank.
 * @throws {Error} for an empty sample: nothing was measured.
 */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error("Nothing was measured.");
  return found;
}

export const median = (sample: readonly number[]): number => percentile(sample, 0.5);
