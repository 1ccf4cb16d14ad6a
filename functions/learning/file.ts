import { z } from "zod";

/** What may be brought as a file. */
export const FileType = z.enum(["text/plain", "text/markdown", "text/html", "application/pdf"]);
export type FileType = z.infer<typeof FileType>;

export const MOST_FILE_BYTES = 20 * 1024 * 1024;
export const MOST_PAGES = 500;

interface Place {
  readonly tid: string;
  readonly userId: string;
}

const uploadFolder = ({ tid, userId }: Place): string => `uploads/${tid}/${userId}/`;
const fileFolder = ({ tid, userId }: Place): string => `files/${tid}/${userId}/`;

/** Everything of a user's that is being uploaded, and everything that was taken. */
export const sourceFolders = (of: Place): string[] => [uploadFolder(of), fileFolder(of)];

/** Where a file is uploaded. */
export const uploadName = (of: Place, sourceId: string): string => `${uploadFolder(of)}${sourceId}`;

/** Where it stays once it was taken: its uploader cannot change it there any more. */
export const fileName = (of: Place, sourceId: string): string => `${fileFolder(of)}${sourceId}`;

/** What a file turned out to be: something that can be read, or the name of something that cannot. */
export type Sniffed =
  | { readonly is: "pdf" }
  | { readonly is: "html" | "text"; readonly text: string }
  | { readonly is: "foreign"; readonly what: string };

const HEAD_BYTES = 4096;
/** A PDF's header stands within these (ISO 32000-1 § 7.5.2, implementation note 13). */
const PDF_HEAD_BYTES = 1024;

/** What people take for a text, by its first bytes in hexadecimal or by a word that stands near them. */
const FOREIGN: readonly (readonly [what: string, begins: readonly string[], word?: string])[] = [
  ["an e-book (EPUB)", ["504b0304"], "mimetypeapplication/epub"],
  ["an OpenDocument file", ["504b0304"], "mimetypeapplication/vnd.oasis"],
  ["an Office file", ["504b0304"], "[Content_Types].xml"],
  ["an Office file", ["504b0304"], "_rels/"],
  ["a ZIP archive", ["504b0304", "504b0506", "504b0708"]],
  ["an Office file", ["d0cf11e0a1b11ae1"]],
  ["a Rich Text file (RTF)", ["7b5c727466"]],
  ["a picture (PNG)", ["89504e470d0a"]],
  ["a picture (JPEG)", ["ffd8ff"]],
  ["a picture (GIF)", ["474946383761", "474946383961"]],
  ["a picture (WebP)", ["52494646"], "WEBP"],
  ["a picture (TIFF)", ["49492a00", "4d4d002a"]],
  ["a picture (HEIC)", ["000000"], "ftyphei"],
  ["a picture (HEIC)", ["000000"], "ftypmif1"],
  ["a picture (AVIF)", ["000000"], "ftypavif"],
  ["a video", ["000000"], "ftyp"],
  ["a sound recording", ["494433", "4f676753", "664c6143"]],
  ["a sound recording", ["52494646"], "WAVE"],
  ["a compressed archive", ["1f8b", "425a68", "fd377a585a00", "377abcaf271c", "526172211a07", "28b52ffd"]],
  ["a program", ["7f454c46", "cffaedfe", "cafebabe", "4d5a9000"]],
  ["a PostScript file", ["25215053"]],
  ["a database", ["53514c69746520666f726d61742033"]],
];

/** Of bytes that are nothing known and no text either. */
export const UNKNOWN = "no text in UTF-8 or UTF-16";

/** A page says so at once: after nothing but space, comments and processing instructions. */
const HTML = /^(?:\s|<!--[\s\S]{0,2000}?-->|<\?[^>]{0,500}>)*<(?:!doctype\s+html|html|head|body)[\s>]/i;

/** What a file is by its bytes, whatever its sender says. */
export function sniff(bytes: Uint8Array): Sniffed {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES)).toString(
    "latin1",
  );
  if (/^(?:ï»¿)?\s*%PDF-\d/.test(head)) return { is: "pdf" };
  const beginning = Buffer.from(head.slice(0, 16), "latin1").toString("hex");
  const foreign = FOREIGN.find(
    ([, begins, word]) =>
      begins.some((bytesOfIt) => beginning.startsWith(bytesOfIt)) &&
      (word === undefined || head.includes(word)),
  );
  if (foreign) return { is: "foreign", what: foreign[0] };
  const text = decoded(bytes, head);
  if (text === undefined) {
    const isLatePdf = /%PDF-\d/.test(head.slice(0, PDF_HEAD_BYTES));
    return isLatePdf ? { is: "pdf" } : { is: "foreign", what: UNKNOWN };
  }
  return { is: HTML.test(text.slice(0, HEAD_BYTES)) ? "html" : "text", text };
}

/** The text of UTF-8 or, with a byte order mark, UTF-16; of a page also what the page itself names. */
function decoded(bytes: Uint8Array, head: string): string | undefined {
  if (head.startsWith("ÿþ")) return decode(bytes, "utf-16le");
  if (head.startsWith("þÿ")) return decode(bytes, "utf-16be");
  const text = decode(bytes, "utf-8");
  if (text !== undefined || !HTML.test(head)) return text;
  const named = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,30})/i.exec(head)?.[1];
  return named === undefined ? undefined : decode(bytes, named);
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Bytes that are none of it, or an encoding nobody knows.
    return undefined;
  }
}
