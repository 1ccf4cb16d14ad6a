import { Problem } from "../shared/problem.ts";
import { type Extract, MOST_CHARACTERS } from "./extract.ts";
import { MOST_PAGES } from "./file.ts";
import { composePages, type Line } from "./layout.ts";
import { orderLine, type Stretch } from "./order-line.ts";

/** As much of PDF.js's text items as is read. */
interface Item {
  readonly str?: string;
  readonly dir?: string;
  /** The text's matrix: the last two are its place from the left and from the bottom. */
  readonly transform?: readonly number[];
  readonly height?: number;
  readonly hasEOL?: boolean;
}

interface PdfPage {
  streamTextContent(): ReadableStream<{ items: readonly Item[] }>;
  cleanup(): unknown;
}

interface Pdf {
  readonly numPages: number;
  getPage(number: number): Promise<PdfPage>;
}

/**
 * The text of a PDF, page by page.
 * @throws {Problem} `source-encrypted`, `source-damaged`, `source-too-large`, or `source-scanned` where most pages
 * hold no text.
 */
export async function readPdf(bytes: Uint8Array): Promise<Extract> {
  const pdf = await opened(bytes);
  if (pdf.numPages > MOST_PAGES)
    throw new Problem(
      "source-too-large",
      `The PDF has ${pdf.numPages.toLocaleString("en")} pages; at most ${MOST_PAGES} can be read. Split it, and bring the parts.`,
    );
  const pages: Line[][] = [];
  let characters = 0;
  for (let number = 1; number <= pdf.numPages; number++) {
    const lines = await linesOf(pdf, number, MOST_CHARACTERS - characters);
    characters += lines.reduce((sum, line) => sum + line.text.length, 0);
    pages.push(lines);
  }
  return checked(pages);
}

function checked(pages: readonly (readonly Line[])[]): Extract {
  const extract = composePages(pages);
  const silent = pages.filter((_, index) => !hasWords(pageText(extract, index))).length;
  if (silent * 2 > pages.length)
    throw new Problem(
      "source-scanned",
      silent === pages.length
        ? "The PDF holds pictures of pages, and no text. Have its text recognised (OCR) first."
        : `${silent} of ${pages.length} pages hold pictures and no text. Have their text recognised (OCR) first.`,
    );
  if (isGarbled(extract.text))
    throw new Problem(
      "source-damaged",
      "The PDF shows letters but does not say which they are, as some programs leave it. Export it anew, or bring its text.",
    );
  return extract;
}

const pageText = ({ text, pageStarts = [] }: Extract, index: number): string =>
  text.slice(pageStarts[index], pageStarts[index + 1]);

const hasWords = (text: string): boolean =>
  /\p{L}{2}|\p{L}\p{M}|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(text);

/** Fonts without a map to Unicode come out as private or replacement characters. */
const isGarbled = (text: string): boolean =>
  (text.match(/[\ufffd\p{Co}]/gu)?.length ?? 0) > text.replace(/\s/g, "").length / 10;

async function opened(bytes: Uint8Array): Promise<Pdf> {
  const { getDocumentProxy } = await import("unpdf");
  const silently = { verbosity: 0, useSystemFonts: false, disableFontFace: true };
  try {
    // PDF.js's document, of which the members above are used.
    // It refuses Node's own kind of array, and keeps what it gets.
    return (await getDocumentProxy(Uint8Array.from(bytes), silently)) as unknown as Pdf;
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException")
      throw new Problem(
        "source-encrypted",
        "The PDF is locked with a password. Save a copy without one, and bring that.",
      );
    throw damaged(error);
  }
}

const damaged = (cause: unknown): Problem =>
  new Problem("source-damaged", "The PDF is damaged and cannot be opened. Export it anew.", { cause });

async function linesOf(pdf: Pdf, number: number, left: number): Promise<Line[]> {
  const lines: Line[] = [];
  let room = left;
  let line: Item[] = [];
  try {
    const page = await pdf.getPage(number);
    for await (const { items } of page.streamTextContent())
      for (const item of items) {
        room -= item.str?.length ?? 0;
        if (room < 0) throw tooLong();
        line.push(item);
        if (item.hasEOL) {
          lines.push(lineOf(line));
          line = [];
        }
      }
    page.cleanup();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("source-damaged", `Page ${number} of the PDF is damaged. Export it anew.`, {
      cause: error,
    });
  }
  return line.length > 0 ? [...lines, lineOf(line)] : lines;
}

const lineOf = (items: readonly Item[]): Line => ({
  text: orderLine(items.map(stretchOf)),
  size: items.reduce((most, { height = 0 }) => Math.max(most, height), 0),
  bottom: items[0]?.transform?.[5] ?? 0,
});

const stretchOf = ({ str = "", dir, transform }: Item): Stretch => ({
  text: str,
  x: transform?.[4] ?? 0,
  isRtl: dir === "rtl",
});

const tooLong = (): Problem =>
  new Problem(
    "source-too-large",
    `The file holds more than ${MOST_CHARACTERS.toLocaleString("en")} characters. Split it, and bring the parts.`,
  );
