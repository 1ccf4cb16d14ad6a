import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReadingReport } from "../../support/file-reader.ts";
import {
  aPdf,
  type Bytes,
  bomb,
  lockedPdf,
  type PdfObjects,
  pageContent,
  pdfOf,
  pdfOfPages,
  scannedPdf,
  utf8,
} from "../../support/source-files.ts";

// One process for all: what one file leaves behind, the next would meet.
let reader: ChildProcess;
beforeAll(async () => {
  const program = join(import.meta.dirname, "../../support/file-reader.ts");
  reader = fork(program, { serialization: "advanced", execArgv: [] });
  expect(await read(aPdf([["Rain falls."]]), "application/pdf")).toMatchObject({ characters: 11 });
});
afterAll(() => void reader.kill());

async function read(bytes: Bytes, announced: string): Promise<ReadingReport> {
  reader.send({ bytes, announced });
  const [report] = await once(reader, "message", { signal: AbortSignal.timeout(45_000) });
  return report;
}

/** Each form shows the next ten times. */
function tenfold(levels: number): Bytes {
  const about = (next: string) =>
    `/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /Font << /F1 3 0 R >> /XObject << /X ${next} >> >>`;
  const forms: Record<number, PdfObjects[number]> = {};
  for (let level = 0; level < levels; level++)
    forms[80 + level] = { data: utf8("/X Do ".repeat(10)), about: about(`${81 + level} 0 R`) };
  forms[80 + levels] = { data: utf8("BT /F1 12 Tf (lol) Tj ET"), about: about("3 0 R") };
  return pdfOfPages(["/X Do"], { resources: "/XObject << /X 80 0 R >>", objects: forms });
}

/** A table of where objects stand that unpacks to a gigabyte. */
function tableBomb(): Bytes {
  const { data, about } = bomb(1024, { byte: 0 });
  const head = `%PDF-1.7\n1 0 obj\n<< /Type /XRef /Size 100000000 /W [1 2 1] /Root 2 0 R /Length ${data.length} ${about} >>\nstream\n`;
  return Uint8Array.from(Buffer.concat([utf8(head), data, utf8("\nendstream\nendobj\nstartxref\n9\n%%EOF")]));
}

const MB = 1024 * 1024;
const page = (body: string) => utf8(`<!doctype html><body>${body}`);
const fill = (piece: string) => page(piece.repeat(Math.floor((20 * MB - 100) / piece.length)));
const pdf = "application/pdf";

const files: readonly (readonly [what: string, make: () => Bytes, type: string, slug: string])[] = [
  ["a PDF with a password", lockedPdf, pdf, "source-encrypted"],
  ["a PDF of pictures", () => scannedPdf(20), pdf, "source-scanned"],
  [
    "a PDF of 10,000 pages",
    () => pdfOfPages(Array.from({ length: 10_000 }, () => pageContent(["Rain"]))),
    pdf,
    "source-too-large",
  ],
  ["a page that unpacks to 1 GB of nothing", () => pdfOfPages([bomb(1024)]), pdf, "source-too-large"],
  [
    "a page that unpacks to 1 GB of brackets",
    () => pdfOfPages([bomb(1024, { byte: 0x5b })]),
    pdf,
    "source-too-large",
  ],
  [
    "a page that unpacks twice, to 1 GB",
    () => pdfOfPages([bomb(1024, { times: 2 })]),
    pdf,
    "source-too-large",
  ],
  ["a table that unpacks to 1 GB", tableBomb, pdf, "source-too-large"],
  ["forms within forms, ten to the thirtieth", () => tenfold(30), pdf, "source-too-large"],
  [
    "a page tree that is its own child",
    () =>
      pdfOf({
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>",
      }),
    pdf,
    "source-damaged",
  ],
  [
    "five million brackets",
    () => pdfOf({ 1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "[".repeat(5_000_000) }),
    pdf,
    "source-damaged",
  ],
  ["a PDF that ends early", () => aPdf([["Rain falls."]]).slice(0, 120), pdf, "source-damaged"],
  [
    "noise after a PDF's first line",
    () => utf8(`%PDF-1.7\n${"x\u0000y".repeat(100_000)}`),
    pdf,
    "source-damaged",
  ],
  [
    "a PDF of more than a million characters",
    () =>
      aPdf(
        Array.from({ length: 250 }, () => Array.from({ length: 50 }, () => "All work, no play. ".repeat(5))),
      ),
    pdf,
    "source-too-large",
  ],
  ["20 MB of nested tags", () => fill("<div>"), "text/html", "source-too-large"],
  ["100,000 nested tags", () => page("<div>".repeat(100_000)), "text/html", "source-too-large"],
  ["20 MB of tags side by side", () => fill("<b>x</b>"), "text/html", "source-too-large"],
  [
    "a million attributes",
    () => page(`<p ${Array.from({ length: 1_000_000 }, (_, index) => `a${index}=b`).join(" ")}>Rain`),
    "text/html",
    "source-too-large",
  ],
  ["20 MB of entities", () => fill("&amp;"), "text/html", "source-too-large"],
  ["20 MB of Markdown", () => utf8("Rain. ".repeat(3_400_000)), "text/markdown", "source-too-large"],
  ["20 MB of one word", () => utf8("x".repeat(20 * MB)), "text/plain", "source-too-large"],
];

describe("a hostile file is refused, the process goes on, and its memory is back:", () => {
  it.each(files)("%s", async (_, make, type, slug) => {
    const report = await read(make(), type);
    expect(report).toMatchObject({ slug, detail: expect.stringMatching(/^Problem: [A-Z\d].*[.]$/) });
    expect(report.children, "nobody goes on reading").toBe(0);
    expect(report.longestSilenceMs, "others are served meanwhile").toBeLessThan(3000);
    const { before, most, after } = report.memory;
    expect(most - before).toBeLessThan(700);
    expect(after - before).toBeLessThan(100);
    expect(await read(aPdf([["Rain falls."]]), pdf)).toMatchObject({ characters: 11 });
  });
});
