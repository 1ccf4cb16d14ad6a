import { styleText } from "node:util";
import type { QualityAudit } from "../../functions/quality/audit.ts";
import type { Severity } from "../../functions/quality/rule.ts";
import { type FileReport, languageOf, totalSentences } from "./file-report.ts";

const COLOURS = { error: "red", warning: "yellow", note: "cyan" } as const;
const HEADS = ["LINE", "QUESTION", "SEVERITY", "RULE", "DETAIL"] as const;
/** Fewer columns hold no table: each finding is told below the other. */
const NARROW = 80;
const LONGEST_NAME = 32;

/** Coloured where standard output is a terminal that wants it: `styleText` asks, and honours NO_COLOR. */
const styled = (style: Parameters<typeof styleText>[0], text: string): string => styleText(style, text);

/**
 * Every report as text, the sentence that says it all first. `width` is the terminal's; where there is none, a finding
 * is one line.
 */
export function asTable(reports: readonly FileReport[], width: number | undefined): string {
  const parts = reports.map((report) => [titleOf(report), ...linesOf(report, width)].join("\n"));
  if (reports.length === 1) return parts.join("\n");
  return [totalSentences(reports).join("\n"), ...parts].join("\n\n");
}

function titleOf(report: FileReport): string {
  const file = styled("bold", clean(report.file));
  if ("problem" in report) return `${styled("red", "✗")} ${file}: ${clean(report.problem.detail)}`;
  const { audit } = report;
  const isFine = audit.verdict === "passed" && !audit.notJudged.some(({ broken }) => broken);
  const mark = isFine ? styled("green", "✓") : styled("red", "✗");
  const [first = "", ...more] = audit.sentences.map(clean);
  return [`${mark} ${file}: ${first}`, ...more].join("\n");
}

function linesOf(report: FileReport, width: number | undefined): string[] {
  if ("problem" in report)
    return report.problem.errors.map(
      (fault) => `  ${"pointer" in fault ? fault.pointer : ""} ${fault.detail}`,
    );
  const rows = rowsOf(report.audit);
  const { skipped, partly } = report.audit;
  return [
    ...(rows.length > 0
      ? ["", ...(width !== undefined && width < NARROW ? stacked(rows, width) : table(rows, width))]
      : []),
    ...(skipped.length > 0
      ? [
          "",
          styled(
            "dim",
            `${skipped.length} rules have no words of the language (${languageOf(report.audit)}) and were not asked; ${partly.length} more looked at the form alone.`,
          ),
        ]
      : []),
  ];
}

interface Row {
  readonly cells: readonly [line: string, question: string, severity: string, rule: string, detail: string];
  readonly colour: (typeof COLOURS)[Severity] | "dim";
}

/** In the order of the file: what was found, and what was left out. */
function rowsOf({ findings, places, notJudged }: QualityAudit): Row[] {
  const known = new Map(places.map((place, index) => [place.pointer, { ...place, index }]));
  const found = findings.map(({ pointer, severity, rule, detail }) => {
    const place = known.get(pointer);
    const cells = [String(place?.line ?? ""), place?.name ?? pointer, severity, rule, detail] as const;
    return { at: place?.line ?? place?.index ?? -1, cells, colour: COLOURS[severity] };
  });
  const left = notJudged.map(({ name, line, broken, reason }) => {
    const cells = [
      String(line ?? ""),
      name,
      broken ? "error" : "–",
      broken ? "broken" : "not-judged",
      reason,
    ] as const;
    return { at: line ?? Number.MAX_SAFE_INTEGER, cells, colour: broken ? COLOURS.error : ("dim" as const) };
  });
  return [...found, ...left].sort((a, b) => a.at - b.at);
}

function table(rows: readonly Row[], width: number | undefined): string[] {
  const cells = rows.map((row) =>
    row.cells.map((cell, column) => (column === 1 ? cut(clean(cell), LONGEST_NAME) : clean(cell))),
  );
  const columns = [0, 1, 2, 3].map((column) =>
    cells.reduce((most, row) => Math.max(most, wide(row[column] ?? "")), HEADS[column]?.length ?? 0),
  );
  // Without line numbers there is no column for them.
  const shown = cells.some(([line]) => line !== "") ? [0, 1, 2, 3] : [1, 2, 3];
  const indent = shown.reduce((sum, column) => sum + (columns[column] ?? 0) + 2, 0);
  const line = (row: readonly string[], paint: (text: string, column: number) => string) => {
    const start = shown
      .map((column) => paint(pad(row[column] ?? "", columns[column] ?? 0), column))
      .join("  ");
    const details = wrap(row[4] ?? "", width === undefined ? Infinity : width - indent);
    return `${start}  ${details.join(`\n${" ".repeat(indent)}`)}`;
  };
  return [
    styled(
      "bold",
      line(HEADS, (text) => text),
    ),
    ...cells.map((row, index) =>
      line(row, (text, column) => (column === 2 ? styled(rows[index]?.colour ?? "dim", text) : text)),
    ),
  ];
}

const stacked = (rows: readonly Row[], width: number): string[] =>
  rows.flatMap(({ cells: [line, question, severity, rule, detail], colour }) => [
    `${styled(colour, severity)} ${rule}`,
    ...wrap(clean(`${line === "" ? "" : `line ${line}: `}${question}`), width - 2).map((part) => `  ${part}`),
    ...wrap(clean(detail), width - 2).map((part) => `  ${part}`),
    "",
  ]);

/** A file's texts are not to steer the terminal: no control characters, none that turn the direction of writing. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu, " ").trim();
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How many columns a text takes. */
const wide = (text: string): number =>
  [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);

const pad = (text: string, columns: number): string => text + " ".repeat(Math.max(0, columns - wide(text)));

function cut(text: string, columns: number): string {
  if (wide(text) <= columns) return text;
  let kept = "";
  for (const { segment } of graphemes.segment(text)) {
    if (wide(kept + segment) >= columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && wide(line) + 1 + wide(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
