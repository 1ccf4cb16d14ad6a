import { Problem } from "../shared/problem.ts";
import { type Extract, MOST_CHARACTERS, readable } from "./extract.ts";
import { type FileType, type Sniffed, sniff, UNKNOWN } from "./file.ts";
import { readHtml } from "./read-html.ts";
import { readPdf } from "./read-pdf.ts";

/**
 * The text of a file that was announced to be of a type. What it is, its bytes say.
 * @throws {Problem} of a slug `source-…` that tells its owner why it cannot be used.
 */
export async function readFile(bytes: Uint8Array, announced: FileType): Promise<Extract> {
  const sniffed = asAnnounced(sniff(bytes), announced);
  const expected = EXPECTED[announced];
  if (sniffed.is === "text" && sniffed.text.trim() === "") throw empty();
  if (sniffed.is !== expected.is) throw mismatch(sniffed, expected.name);
  const extract = await extractOf(sniffed, bytes);
  if (extract.text.length > MOST_CHARACTERS)
    throw new Problem(
      "source-too-large",
      `The file holds ${extract.text.length.toLocaleString("en")} characters; at most ${MOST_CHARACTERS.toLocaleString("en")} can be read. Split it, and bring the parts.`,
    );
  if (!/[\p{L}\p{N}]/u.test(extract.text)) throw empty();
  return extract;
}

const empty = (): Problem => new Problem("source-empty", "The file holds no words to write a course from.");

/** Pages and Markdown may both begin with any tag: then it is whatever it was announced to be. */
const asAnnounced = (sniffed: Sniffed, announced: FileType): Sniffed =>
  announced === "text/html" && sniffed.is === "text" && /^\s*<[a-z!?]/i.test(sniffed.text)
    ? { is: "html", text: sniffed.text }
    : sniffed;

const EXPECTED: Readonly<Record<FileType, { is: Sniffed["is"]; name: string }>> = {
  "text/plain": { is: "text", name: "plain text" },
  "text/markdown": { is: "text", name: "Markdown" },
  "text/html": { is: "html", name: "a web page (HTML)" },
  "application/pdf": { is: "pdf", name: "a PDF" },
};

const FOUND = { pdf: "a PDF", html: "a web page (HTML)", text: "plain text" } as const;

function mismatch(sniffed: Sniffed, announced: string): Problem {
  const what = sniffed.is === "foreign" ? sniffed.what : FOUND[sniffed.is];
  const advice =
    what === UNKNOWN
      ? "A text has to be saved as UTF-8; what is none, as a PDF."
      : sniffed.is === "foreign"
        ? "Export it as a PDF, a web page or plain text, and bring that."
        : "Bring it again, announced as what it is.";
  return new Problem(
    "source-type-mismatch",
    `The file was announced as ${announced}, and is ${what}. ${advice}`,
  );
}

async function extractOf(sniffed: Sniffed, bytes: Uint8Array): Promise<Extract> {
  if (sniffed.is === "pdf") return readPdf(bytes);
  if (sniffed.is === "foreign") throw new Error("what cannot be read was let through");
  const text = readable(sniffed.is === "html" ? await readHtml(sniffed.text) : sniffed.text);
  if (typeof text !== "string") throw new Problem("source-damaged", `The file ${text.fault}.`);
  return { text };
}
