/** A paragraph or a list item of a passage, at its offset; markers, headings, code and tables are left out. */
export interface Segment {
  readonly start: number;
  readonly text: string;
  readonly isItem: boolean;
}

const ITEM = /^[ \t]*(?:[-*+•–·▪◦]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(?=\S)/;
const HEADING = /^[ \t]*#{1,6}[ \t]/;
const FENCE = /^[ \t]*(```|~~~)/;
const NOISE = /^[ \t]*(\||[-=*_]{3,}[ \t]*$|>?[ \t]*$)/;
const FRONT_MATTER = /^---\s*\r?\n(?:[\w-]+:.*\r?\n)+\s*---[ \t]*(?:\r?\n|$)/;

/** What of a passage is read as prose, in order. */
export function segments(text: string): Segment[] {
  const found: Segment[] = [];
  let open: { start: number; end: number; isItem: boolean } | undefined;
  let isCode = false;
  const close = () => {
    if (open) found.push({ start: open.start, text: text.slice(open.start, open.end), isItem: open.isItem });
    open = undefined;
  };
  const bodyStart = FRONT_MATTER.exec(text)?.[0].length ?? 0;
  for (const line of lines(text, bodyStart)) {
    const bare = text.slice(line.start, line.end).replace(/\r$/, "");
    if (FENCE.test(bare)) isCode = !isCode;
    if (isCode || FENCE.test(bare) || HEADING.test(bare) || NOISE.test(bare)) {
      close();
      continue;
    }
    const marker = ITEM.exec(bare)?.[0].length;
    if (marker !== undefined) close();
    const start = line.start + (marker ?? bare.length - bare.trimStart().length);
    const end = line.start + bare.trimEnd().length;
    if (open) open.end = end;
    else open = { start, end, isItem: marker !== undefined };
  }
  close();
  return found;
}

function* lines(text: string, from: number): Generator<{ start: number; end: number }> {
  let start = from;
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 ? text.length : feed;
    yield { start, end };
    start = end + 1;
  }
}

const MARKS = [
  /(\[)([^\]\n]+)(\]\([^)\s]*\))/g,
  /(\*\*|__)(?=\S)([^\n]+?)(?<=\S)(\1)/g,
  /(`)([^`\n]+)(`)/g,
  /(?<![\p{L}\p{N}*])(\*)(?=\S)([^*\n]+?)(?<=\S)(\*)(?![\p{L}\p{N}*])/gu,
];

/** The text with inline Markdown read for its words: marks become spaces, one for one, so that offsets stay. */
export function withoutMarks(text: string): string {
  const blank = (mark: string) => " ".repeat(mark.length);
  return MARKS.reduce(
    (left, mark) =>
      left.replace(
        mark,
        (_, open: string, words: string, close: string) => blank(open) + words + blank(close),
      ),
    text,
  );
}
