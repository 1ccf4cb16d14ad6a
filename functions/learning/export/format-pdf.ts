import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Book, bookOf } from "./book.ts";
import type { Exported } from "./format.ts";
import { printable } from "./glyphs.ts";
import type { Definition, PdfMaker, TableLayout } from "./pdf.ts";
import { setCourse } from "./set-course.ts";

const require = createRequire(import.meta.url);
const FONTS = join(dirname(require.resolve("pdfmake/package.json")), "fonts", "Roboto");
const INK = "#1d2129";
const SOFT = "#5b6270";

/**
 * The course as a PDF of A4 pages: a cover, contents with page numbers, lessons, bookmarks. Its fonts are those
 * that come with pdfmake: Latin, Greek and Cyrillic letters. What they lack is marked, and the cover says so.
 */
export async function formatPdf(exported: Exported): Promise<Uint8Array<ArrayBuffer>> {
  const book = bookOf(exported);
  return print({ ...sheet(book), content: setCourse(book) });
}

async function print(definition: Definition): Promise<Uint8Array<ArrayBuffer>> {
  // The package's own door; what is used of it is what the type says.
  const pdfmake = require("pdfmake") as PdfMaker;
  // No address and no file but the fonts: whatever a course says, nothing is fetched for it.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => dirname(path) === FONTS || /^Courier(?:-\w+)?$/.test(path));
  pdfmake.setFonts({
    Roboto: {
      normal: join(FONTS, "Roboto-Regular.ttf"),
      bold: join(FONTS, "Roboto-Medium.ttf"),
      italics: join(FONTS, "Roboto-Italic.ttf"),
      bolditalics: join(FONTS, "Roboto-MediumItalic.ttf"),
    },
    Courier: {
      normal: "Courier",
      bold: "Courier-Bold",
      italics: "Courier-Oblique",
      bolditalics: "Courier-BoldOblique",
    },
  });
  pdfmake.setTableLayouts({ code: box("#f3f4f7"), quote: quoted, panel, grid });
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
}

const box = (fillColor: string): TableLayout => ({
  hLineWidth: () => 0,
  vLineWidth: () => 0,
  ...{ paddingLeft: () => 10, paddingRight: () => 10, paddingTop: () => 7, paddingBottom: () => 7 },
  fillColor: () => fillColor,
});
const quoted: TableLayout = {
  hLineWidth: () => 0,
  vLineWidth: (index) => (index === 0 ? 2 : 0),
  vLineColor: () => "#c3c8d1",
  ...{ paddingLeft: () => 10, paddingRight: () => 0, paddingTop: () => 0, paddingBottom: () => 0 },
};
const panel: TableLayout = {
  hLineWidth: () => 0.7,
  vLineWidth: () => 0.7,
  hLineColor: () => "#c3c8d1",
  vLineColor: () => "#c3c8d1",
  ...{ paddingLeft: () => 10, paddingRight: () => 10, paddingTop: () => 7, paddingBottom: () => 4 },
};
const grid: TableLayout = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0.5,
  hLineColor: () => "#c3c8d1",
  vLineColor: () => "#c3c8d1",
  ...{ paddingLeft: () => 6, paddingRight: () => 6, paddingTop: () => 4, paddingBottom: () => 4 },
  fillColor: (row) => (row === 0 ? "#f3f4f7" : null),
};

/** Of a title, as much as the foot of a page has room for. */
const FOOT_LETTERS = 80;

/** Cut after a word, where there is one to cut after. */
const shortened = (title: string): string =>
  title.length <= FOOT_LETTERS
    ? title
    : `${title
        .slice(0, FOOT_LETTERS)
        .toWellFormed()
        .replace(/(?<=\S)\s+\S*$/u, "")}…`;

const heading = (fontSize: number) => ({ fontSize, bold: true, color: INK, lineHeight: 1.1 });

function sheet({ title, language, updatedAt, summary }: Book): Omit<Definition, "content"> {
  return {
    pageSize: "A4",
    pageMargins: [62, 64, 62, 64],
    version: "1.7",
    language,
    displayTitle: true,
    // The time it was changed, not that of printing: the same course gives the same bytes.
    info: {
      title,
      subject: summary,
      creationDate: updatedAt,
      modDate: updatedAt,
      creator: "Lyo",
      producer: "Lyo",
    },
    defaultStyle: { font: "Roboto", fontSize: 10.5, lineHeight: 1.3, color: INK },
    styles: {
      h1: { ...heading(30), margin: [0, 0, 0, 12] },
      h2: { ...heading(20), margin: [0, 0, 0, 8] },
      h3: { ...heading(13.5), margin: [0, 12, 0, 5] },
      h4: { ...heading(11.5), margin: [0, 8, 0, 4] },
      h5: { ...heading(10.5), margin: [0, 6, 0, 3] },
      h6: { ...heading(10.5), margin: [0, 6, 0, 3], color: SOFT },
      paragraph: { margin: [0, 0, 0, 8] },
      list: { margin: [0, 0, 0, 8] },
      lead: { fontSize: 12.5, color: SOFT, margin: [0, 0, 0, 10] },
      small: { fontSize: 9, color: SOFT },
    },
    footer: (page, pages) =>
      page === 1
        ? ""
        : {
            columns: [
              { text: printable(shortened(title)), style: "small" },
              { text: `${page} / ${pages}`, style: "small", alignment: "right", width: 60 },
            ],
            margin: [62, 26, 62, 0],
          },
  };
}
