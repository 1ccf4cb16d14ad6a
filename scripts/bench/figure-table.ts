import { type Bar, type Figure, isMet, ratioOf } from "./figure.ts";

const HEAD = ["figure", "value", "baseline", "ratio", "bar", "met"];
const MET = new Map([
  [true, "yes"],
  [false, "NO"],
  [undefined, ""],
]);

/** The figures as one table of plain text: names to the left, numbers to the right. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function row(figure: Figure): string[] {
  const ratio = ratioOf(figure);
  return [
    figure.name,
    quantity(figure.value, figure.unit),
    figure.baseline === undefined ? "" : quantity(figure.baseline, figure.unit),
    ratio === undefined ? "" : ratio.toFixed(2),
    figure.bar ? barText(figure.bar, figure.unit) : "",
    MET.get(isMet(figure)) ?? "",
  ];
}

const quantity = (value: number, unit: Figure["unit"]): string => {
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit && ` ${unit}`}`;
};

const barText = ({ on, is, limit }: Bar, unit: Figure["unit"]): string =>
  `${is === "at most" ? "≤" : "≥"} ${on === "ratio" ? `${limit} ×` : quantity(limit, unit)}`;
