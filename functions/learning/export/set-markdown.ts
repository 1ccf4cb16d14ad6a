import type { List, PhrasingContent, RootContent, Table } from "mdast";
import { breakable, isStandard, printable } from "./glyphs.ts";
import type { Content, Inline } from "./pdf.ts";
import { readMarkdown } from "./read-markdown.ts";

/** How the text around it is set. */
type Look = Pick<Inline, "bold" | "italics" | "decoration" | "link" | "color">;

const LINK = "#1f5fbf";
const MORE_COLUMNS_THAN_FIT = 9;

/** A block's Markdown as paragraphs, lists, tables and boxes of a PDF. */
export const setMarkdown = (markdown: string, place: Parameters<typeof readMarkdown>[1]): Content[] =>
  kept(readMarkdown(markdown, place).children);

const SHORT = 900;

/** A heading stays on the page of the paragraph that it heads. */
function kept(nodes: readonly RootContent[]): Content[] {
  const set: Content[] = [];
  for (let index = 0; index < nodes.length; index += 1) {
    const [node, next] = [nodes[index], nodes[index + 1]];
    if (!node) continue;
    if (node.type === "heading" && next?.type === "paragraph" && lengthOf(next) < SHORT) {
      set.push({ stack: [setFlow(node), setFlow(next)], unbreakable: true });
      index += 1;
    } else set.push(setFlow(node));
  }
  return set;
}

const lengthOf = (node: RootContent | PhrasingContent): number =>
  "children" in node
    ? node.children.reduce((sum, child) => sum + lengthOf(child), 0)
    : "value" in node
      ? node.value.length
      : 1;

function setFlow(node: RootContent): Content {
  switch (node.type) {
    case "paragraph":
      return { text: setWords(node.children), style: "paragraph" };
    case "heading":
      return { text: setWords(node.children), style: `h${node.depth}` };
    case "blockquote":
      return {
        table: { widths: ["*"], body: [[{ stack: node.children.map(setFlow), color: "#555555" }]] },
        layout: "quote",
        margin: [0, 2, 0, 8],
      };
    case "list":
      return setList(node);
    case "code":
      return setCode(node.value);
    case "table":
      return setTable(node);
    case "thematicBreak":
      return {
        canvas: [{ type: "line", x1: 0, y1: 4, x2: 120, y2: 4, lineColor: "#bbbbbb" }],
        margin: [0, 4, 0, 12],
      };
    default:
      return "";
  }
}

/** Text within a paragraph. */
export function setWords(nodes: readonly PhrasingContent[], look: Look = {}): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    switch (node.type) {
      case "text":
        return [{ ...look, text: printable(node.value.replace(/\s*\n\s*/g, " ")) }];
      case "inlineCode":
        return typed(node.value, look);
      case "break":
        return [{ text: "\n" }];
      case "strong":
        return setWords(node.children, { ...look, bold: true });
      case "emphasis":
        return setWords(node.children, { ...look, italics: true });
      case "delete":
        return setWords(node.children, { ...look, decoration: "lineThrough" });
      case "link":
        return setWords(node.children, { ...look, link: node.url, color: LINK });
      case "footnoteReference":
        return [
          {
            text: `[${node.identifier}]`,
            sup: { offset: "25%", fontSize: 8.5 },
            color: LINK,
            linkToDestination: `note-${node.identifier}`,
          },
        ];
      default:
        return [];
    }
  });
}

/** Code: in the font of typewriters as far as it has the characters. */
function typed(code: string, look: Look = {}): Inline[] {
  const runs = printable(code).match(/[^\u0100-\uffff]+|[\u0100-\uffff]+/g) ?? [];
  return runs.map((text) => ({ ...look, text, ...(isStandard(text) && { font: "Courier" }) }));
}

/** Lines of code in a box. */
export const setCode = (code: string): Content => ({
  table: {
    widths: ["*"],
    body: [
      [
        {
          stack: code.split("\n").map((line) => ({
            // An empty line has a height all the same.
            text: line === "" ? " " : typed(line),
            preserveLeadingSpaces: true,
          })),
          fontSize: 9,
          lineHeight: 1.45,
        },
      ],
    ],
  },
  layout: "code",
  margin: [0, 2, 0, 10],
});

function setList({ ordered, start, children }: List): Content {
  const items = children.map((item): Content => {
    const [first, ...rest] = item.children;
    const box = item.checked === true ? "[x] " : item.checked === false ? "[ ] " : "";
    const lead: Content[] =
      first?.type === "paragraph"
        ? [{ text: [box, ...setWords(first.children)] }]
        : first
          ? [setFlow(first)]
          : [];
    return { stack: [...lead, ...rest.map(setFlow)], margin: [0, 0, 0, 3] };
  });
  if (items.length === 0) return "";
  return ordered ? { ol: items, start: start ?? 1, style: "list" } : { ul: items, style: "list" };
}

function setTable({ children, align }: Table): Content {
  const rows = children.map((row) => row.children.map((cell) => setWords(cell.children)));
  const width = Math.max(1, ...rows.map((row) => row.length));
  if (width >= MORE_COLUMNS_THAN_FIT)
    return {
      stack: rows.map((row) => ({ text: row.flatMap((cell) => [...cell, { text: " | " }]) })),
      style: "paragraph",
    };
  const body = fitted(rows, width).map((row, index) =>
    Array.from(
      { length: width },
      (_, column): Content => ({
        text: row[column] ?? "",
        bold: index === 0,
        alignment: align?.[column] ?? "left",
      }),
    ),
  );
  return gridOf(
    body,
    Array.from({ length: width }, () => "auto"),
  );
}

/** In points: what a table may be wide in whatever it is nested, what stands between two columns, and a letter. */
const [TABLE, BETWEEN, LETTER] = [420, 13, 6.5];

/** A column is as wide as its longest word: where all are wider than the page, words are broken. */
function fitted(rows: readonly Inline[][][], width: number): readonly Inline[][][] {
  const room = (TABLE - BETWEEN * width) / LETTER;
  const longest = Array.from({ length: width }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, longestWord(row[column] ?? [])), 0),
  );
  if (longest.reduce((sum, letters) => sum + letters, 0) <= room) return rows;
  const letters = Math.floor(room / width);
  return rows.map((row) =>
    row.map((cell) => cell.map((inline) => ({ ...inline, text: breakable(inline.text, letters) }))),
  );
}

const longestWord = (cell: readonly Inline[]): number =>
  cell
    .map(({ text: part }) => part)
    .join("")
    .split(/[\s\u200b]+/)
    .reduce((most, { length }) => Math.max(most, length), 0);

/** A table whose first row is its heading. */
export const gridOf = (body: Content[][], widths: string[]): Content => ({
  table: { headerRows: 1, widths, body, dontBreakRows: body.length < 200 },
  layout: "grid",
  margin: [0, 2, 0, 10],
});
