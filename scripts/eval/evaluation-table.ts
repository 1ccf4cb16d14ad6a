import { counted } from "../../functions/quality/audit.ts";
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

/** What the best blind guess may come to, in percent. */
export const BEST_GUESS = 35;
/** Fewer questions are noise: with 200, a true 30 % comes out above 35 % in one run of sixteen. */
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
    line("lessons that could not be written", "", (f) => f.lessonsLost, none),
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
      (value) =>
        after.guessed < FEWEST_POOLED ? undefined : { text: `≤ ${BEST_GUESS} %`, met: value <= BEST_GUESS },
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

/** What the gate found in what was drafted, and what became of it. */
export function gateTable({ calls, tokens, repaired, dropped, gate }: Evaluation): string {
  const spent = `${counted(calls, "call")} of the model${tokens > 0 ? `, ${counted(tokens, "token")}` : ""}; ${counted(repaired, "lesson")} repaired, ${counted(dropped, "thing")} left out.`;
  const rows = gate.map(({ rule, found, dropped: out }) => [rule, String(found), String(out)]);
  return rows.length === 0
    ? `${spent}\nThe gate found nothing that had to be mended.`
    : `${spent}\n\n${columns([["what the gate found", "times", "left out for it"], ...rows])}`;
}

/** The lines as a table of plain text. */
export function evaluationTable(lines: readonly Line[]): string {
  return columns([
    ["", "as drafted", "after the gate", "last run", "bar", "met"],
    ...lines.map(({ name, before, after, last, unit, bar }) => [
      name,
      number(before, unit),
      number(after, unit),
      number(last, unit),
      bar?.text ?? "",
      bar === undefined ? "" : bar.met ? "yes" : "NO",
    ]),
  ]);
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
