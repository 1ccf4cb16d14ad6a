import type { Extract } from "./extract.ts";

/** One printed line. */
export interface Line {
  readonly text: string;
  /** Of its letters, in points. */
  readonly size: number;
  /** Its distance from the page's bottom, in points. */
  readonly bottom: number;
}

/** A paragraph or heading, and the page it begins on. */
interface Piece {
  text: string;
  readonly page: number;
  readonly isHeading: boolean;
  /** Where it goes on on later pages: offset into `text`. */
  readonly turns: { page: number; at: number }[];
}

/**
 * Makes running text of printed lines: lines are joined to paragraphs, also over a page's end and over a hyphen;
 * larger letters make a heading in Markdown; lines that repeat on most pages, and page numbers, are left out.
 */
export function composePages(pages: readonly (readonly Line[])[]): Extract {
  const own = withoutRunning(pages.map((lines) => lines.map(cleaned).filter(({ text }) => text !== "")));
  const pieces = piecesOf(own);
  const starts: number[] = [];
  const begin = (page: number, at: number) => {
    while (starts.length < page) starts.push(at);
  };
  let text = "";
  for (const { text: words, page, isHeading, turns } of pieces) {
    if (text !== "") text += "\n\n";
    begin(page, text.length);
    if (isHeading) text += "## ";
    for (const turn of turns) begin(turn.page, text.length + turn.at);
    text += words;
  }
  begin(pages.length, text.length);
  return { text, pageStarts: starts };
}

/** Characters for how a letter looks: joined Arabic and Hebrew ones, and the radicals fonts draw some Han ones with. */
const LOOKS = /[\u2e80-\u2fdf\ufb1d-\ufdff\ufe70-\ufefc]+/g;

const cleaned = (line: Line): Line => ({
  ...line,
  text: line.text
    .toWellFormed()
    .replace(LOOKS, (looks) => looks.normalize("NFKC"))
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim(),
});

const SENTENCE_END = /[.!?…:;]["'”’)\]]*$/;
const endOf = (text: string): string => text.slice(-8);

/** Numbers aside, so that `Page 7` repeats `Page 6`; a sentence repeats its like word for word alone. */
const shape = ({ text }: Line): string => (SENTENCE_END.test(endOf(text)) ? text : text.replace(/\d+/g, "0"));
/** Of fewer pages, all have to show it. */
const FEW_PAGES = 5;
const EDGE_LINES = 2;

function withoutRunning(pages: readonly (readonly Line[])[]): Line[][] {
  const counts = new Map<string, number>();
  for (const lines of pages)
    for (const edge of new Set(edgesOf(lines).map(shape))) counts.set(edge, (counts.get(edge) ?? 0) + 1);
  const enough = pages.length < FEW_PAGES ? pages.length : pages.length * 0.6;
  const isRunning = (line: Line) =>
    pages.length > 1 && ((counts.get(shape(line)) ?? 0) >= enough || /^\W*\d{1,4}\W*$/.test(line.text));
  return pages.map((lines) => {
    const edges = new Set(edgesOf(lines).filter(isRunning));
    return lines.filter((line) => !edges.has(line));
  });
}

const edgesOf = (lines: readonly Line[]): Line[] => [
  ...lines.slice(0, EDGE_LINES),
  ...lines.slice(Math.max(EDGE_LINES, lines.length - EDGE_LINES)),
];

function piecesOf(pages: readonly (readonly Line[])[]): Piece[] {
  const sizes = pages
    .flat()
    .map(({ size, text }) => ({ value: Math.round(size * 2) / 2, weight: text.length }));
  const bodySize = commonest(sizes);
  const gaps = pages.flatMap((lines) =>
    lines.slice(1).flatMap((line, index) => {
      const gap = gapOf(lines[index], line);
      return gap > 0 ? [{ value: Math.round(gap), weight: 1 }] : [];
    }),
  );
  const leading = commonest(gaps);
  const pieces: Piece[] = [];
  for (const [index, lines] of pages.entries()) {
    let before: Line | undefined;
    for (const line of lines) {
      const isHeading = line.size >= bodySize * 1.15 && line.text.length <= 150 && /\p{L}/u.test(line.text);
      const last = pieces.at(-1);
      const goesOn =
        last !== undefined && last.isHeading === isHeading && joins(last, { before, line, leading });
      if (goesOn) append(last, line.text, index + 1);
      else pieces.push({ text: line.text, page: index + 1, isHeading, turns: [] });
      before = line;
    }
  }
  return pieces;
}

const gapOf = (above: Line | undefined, below: Line): number => (above ? above.bottom - below.bottom : 0);

/** The value of the greatest weight. */
function commonest(values: readonly { value: number; weight: number }[]): number {
  const weights = new Map<number, number>();
  for (const { value, weight } of values) weights.set(value, (weights.get(value) ?? 0) + weight);
  let best = 0;
  let most = 0;
  for (const [value, weight] of weights) if (weight > most) [best, most] = [value, weight];
  return best;
}

const LIST_ITEM = /^(?:[•◦▪‣·–*-]|\d{1,3}[.)])\s/;

/** No paragraph is longer; without a limit, joining a whole book to one would take hours. */
const LONG = 20_000;

/** Whether a line goes on with what stands above it. `before` is the line above on the same page. */
function joins(
  last: Piece,
  { before, line, leading }: { before: Line | undefined; line: Line; leading: number },
): boolean {
  if (LIST_ITEM.test(line.text) || last.text.length > LONG) return false;
  const isOpen = !SENTENCE_END.test(endOf(last.text)) && /^\p{Ll}/u.test(line.text);
  if (!before) return !last.isHeading && isOpen;
  const isSameSize = Math.abs(before.size - line.size) <= before.size * 0.1;
  const gap = gapOf(before, line);
  // Upwards: the next column.
  if (gap < 0) return isOpen;
  // The lines of a heading stand as far apart as its letters want, not as those of the text do.
  return isSameSize && gap <= Math.max(leading * 1.35, 1.35, last.isHeading ? line.size * 1.5 : 0);
}

/** Chinese and Japanese set no space between words, so a line's end stands for none. */
const UNSPACED = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\u3000-\\u303f\\uff01-\\uff60]";
const [UNSPACED_END, UNSPACED_BEGIN] = [new RegExp(`${UNSPACED}$`, "u"), new RegExp(`^${UNSPACED}`, "u")];

function append(piece: Piece, text: string, page: number): void {
  const isCut = /\p{L}[-\u00ad]$/u.test(endOf(piece.text)) && /^\p{Ll}/u.test(text);
  const isUnspaced = UNSPACED_END.test(endOf(piece.text)) && UNSPACED_BEGIN.test(text);
  piece.text = isCut ? piece.text.slice(0, -1) : isUnspaced ? piece.text : `${piece.text} `;
  if (page > (piece.turns.at(-1)?.page ?? piece.page)) piece.turns.push({ page, at: piece.text.length });
  piece.text += text;
}
