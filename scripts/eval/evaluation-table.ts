import type { Evaluation, Figures } from "./evaluate-courses.ts";

/** What the figures after the gate are held to (`met`), where they are held to anything. */
export interface Line {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly last: number | undefined;
  readonly unit: "" | "%";
  readonly bar?: { readonly text: string; readonly met: boolean };
}

const FEWEST_POOLED = 200;

/** The figures line by line, beside those of the last run. */
export function linesOf({ before, after }: Evaluation, last: Evaluation | undefined): Line[] {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
  const line = (
    name: string,
    unit: Line["unit"],
    of: (figures: Figures) => number,
    bar?: (value: number) => Line["bar"],
  ): Line => {
    const value = of(after);
    const held = bar?.(value);
    return {
      ...{ name, unit, before: of(before), after: value },
      last: last && of(last.after),
      ...(held && { bar: held }),
    };
  };
  const none = (value: number): Line["bar"] => ({ text: "0", met: value === 0 });
  return [
    line(
      "courses that pass the gate",
      "%",
      (f) => share(f.coursesPassed, f.courses),
      (value) => ({ text: "100 %", met: value === 100 }),
    ),
    line("lessons lost", "", (f) => f.lessonsLost),
    line("questions", "", (f) => f.questions),
    line(
      "  with at most one flaw",
      "%",
      (f) => share(f.withoutFlaws + f.withOneFlaw, f.questions),
      (value) => ({ text: "≥ 95 %", met: value >= 95 }),
    ),
    line("  without any", "%", (f) => share(f.withoutFlaws, f.questions)),
    line("  with two or more", "", (f) => f.withMoreFlaws, none),
    line("  whose key is wrong", "", (f) => f.keyErrors, none),
    line(
      "best blind guess, pooled",
      "%",
      (f) => 100 * f.guessedBest,
      (value) => (after.questions < FEWEST_POOLED ? undefined : { text: "≤ 35 %", met: value <= 35 }),
    ),
    line("  by chance", "%", (f) => 100 * f.guessedByChance),
    line("quotes that stand nowhere", "", (f) => f.quotesUnresolved, none),
    line("objectives not covered", "", (f) => f.objectivesNotCovered, none),
    line("errors", "", (f) => f.errors, none),
    line("warnings", "", (f) => f.warnings),
  ];
}

const number = (value: number | undefined, unit: string): string =>
  value === undefined ? "" : `${Number.isInteger(value) ? value : value.toFixed(1)}${unit && ` ${unit}`}`;

/** The lines as a table of plain text. */
export function evaluationTable(lines: readonly Line[]): string {
  const rows = [
    ["", "as drafted", "after the gate", "last run", "bar", "met"],
    ...lines.map(({ name, before, after, last, unit, bar }) => [
      name,
      number(before, unit),
      number(after, unit),
      number(last, unit),
      bar?.text ?? "",
      bar === undefined ? "" : bar.met ? "yes" : "NO",
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
