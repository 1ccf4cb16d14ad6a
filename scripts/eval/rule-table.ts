import { confusionOf, countRules, type Half, precisionOf, type RuleCount, recallOf } from "./count-rules.ts";
import type { LabelledItem } from "./labelled-item.ts";

/** What every rule is held to on the half it was tuned on. */
export const BAR = 0.95;

export const isBelow = (count: RuleCount): boolean => precisionOf(count) < BAR || recallOf(count) < BAR;

/** Of nothing there is no share. */
const share = (value: number, of: number): string => (of === 0 ? "-" : value.toFixed(2));
const precision = (count: RuleCount) => share(precisionOf(count), count.truePositives + count.falsePositives);
const recall = (count: RuleCount) => share(recallOf(count), count.truePositives + count.falseNegatives);

/** The figures of one half, as text. */
export function ruleTable(half: Half, items: readonly LabelledItem[]): string {
  const { counts } = countRules(items);
  const head = ["rule", "right", "wrong", "missed", "let pass", "precision", "recall"];
  const rows = counts.map((count) => [
    count.rule,
    ...[count.truePositives, count.falsePositives, count.falseNegatives, count.trueNegatives].map(String),
    precision(count),
    recall(count),
  ]);
  const all = counts.reduce((sum, count) => ({
    rule: "all",
    truePositives: sum.truePositives + count.truePositives,
    falsePositives: sum.falsePositives + count.falsePositives,
    falseNegatives: sum.falseNegatives + count.falseNegatives,
    trueNegatives: sum.trueNegatives + count.trueNegatives,
  }));
  const last = ["all", String(all.truePositives), String(all.falsePositives), String(all.falseNegatives)];
  return [
    `${half}: ${items.length} questions`,
    columns([head, ...rows, [...last, String(all.trueNegatives), precision(all), recall(all)]]),
  ].join("\n");
}

/** What was taken for what, where that is not the same, as text. */
export function confusionTable(items: readonly LabelledItem[]): string {
  const rows = [...confusionOf(items)].flatMap(([wanted, found]) =>
    [...found].flatMap(([got, count]) => (got === wanted ? [] : [[wanted, got, String(count)]])),
  );
  return rows.length === 0
    ? "Nothing was taken for anything else."
    : columns([["labelled", "found", "times"], ...rows]);
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, n) =>
          /^(?:[\d.]+|-)$/.test(cell) ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
