import { constants, deflateRawSync, deflateSync } from "node:zlib";

/** A file as bytes; each test makes its own, so that none lies in the repository. */
export type Bytes = Uint8Array<ArrayBuffer>;

interface PdfStream {
  readonly data: Uint8Array;
  /** The rest of the stream's dictionary, e.g. `/Filter /FlateDecode`. */
  readonly about?: string;
}

/** A PDF's objects by their numbers: the text between `obj` and `endobj`, or a stream. 1 is the catalog. */
export type PdfObjects = Readonly<Record<number, string | PdfStream>>;

/** A PDF of the given objects, with the table that says where each stands. */
export function pdfOf(objects: PdfObjects, trailer = ""): Bytes {
  const pieces: Buffer[] = [];
  let length = 0;
  const add = (piece: string | Uint8Array) => {
    const bytes = typeof piece === "string" ? Buffer.from(piece, "latin1") : Buffer.from(piece);
    pieces.push(bytes);
    length += bytes.length;
  };
  add("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
  const places: number[] = [];
  for (const [number, content] of Object.entries(objects)) {
    places[Number(number)] = length;
    add(`${number} 0 obj\n`);
    if (typeof content === "string") add(content);
    else {
      add(`<< /Length ${content.data.length} ${content.about ?? ""} >>\nstream\n`);
      add(content.data);
      add("\nendstream");
    }
    add("\nendobj\n");
  }
  const start = length;
  const rows = Array.from(places, (place) =>
    place === undefined ? "0000000000 65535 f \n" : `${String(place).padStart(10, "0")} 00000 n \n`,
  );
  add(`xref\n0 ${rows.length}\n${rows.join("")}`);
  add(`trailer\n<< /Size ${rows.length} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`);
  return Uint8Array.from(Buffer.concat(pieces, length));
}

const FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
const escaped = (line: string): string => line.replace(/[\\()]/g, "\\$&");

/** What a page shows: its lines from the top, at 12 points with 14 between them; an empty line leaves a gap. */
export const pageContent = (lines: readonly string[]): string =>
  `BT /F1 12 Tf 14 TL 72 760 Td\n${lines.map((line) => `(${escaped(line)}) Tj T*`).join("\n")}\nET`;

/** Numbers of a PDF's objects before its pages: catalog, page tree and font. */
const FIRST_PAGE = 4;

/** A PDF with a content stream for each page. */
export function pdfOfPages(
  contents: readonly (string | PdfStream)[],
  more: { objects?: PdfObjects; resources?: string; trailer?: string } = {},
): Bytes {
  const objects: Record<number, string | PdfStream> = {
    1: "<< /Type /Catalog /Pages 2 0 R >>",
    2: `<< /Type /Pages /Count ${contents.length} /Kids [${contents.map((_, index) => `${FIRST_PAGE + 2 * index} 0 R`).join(" ")}] >>`,
    3: FONT,
  };
  for (const [index, content] of contents.entries()) {
    const number = FIRST_PAGE + 2 * index;
    objects[number] =
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${number + 1} 0 R /Resources << /Font << /F1 3 0 R >> ${more.resources ?? ""} >> >>`;
    objects[number + 1] =
      typeof content === "string"
        ? { data: deflateSync(Buffer.from(content, "latin1")), about: "/Filter /FlateDecode" }
        : content;
  }
  return pdfOf({ ...objects, ...more.objects }, more.trailer);
}

/** A PDF of pages of lines. */
export const aPdf = (pages: readonly (readonly string[])[]): Bytes => pdfOfPages(pages.map(pageContent));

const MB = 1024 * 1024;

/** A stream that unpacks to `megabytes` of one byte, packed as often as told. */
export function bomb(megabytes: number, { byte = 0x20, times = 1 } = {}): PdfStream {
  // A flushed block stands by itself: repeated, it unpacks to as many.
  const block = deflateRawSync(Buffer.alloc(MB, byte), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const blocks = Array.from({ length: megabytes }, () => block);
  const end = Buffer.from([0x03, 0x00, ...adler32(megabytes * MB, byte)]);
  let data: Uint8Array = Buffer.concat([Buffer.from([0x78, 0xda]), ...blocks, end]);
  for (let packed = 1; packed < times; packed++) data = deflateSync(data, { level: 9 });
  return { data, about: `/Filter [${" /FlateDecode".repeat(times)}]` };
}

/** The checksum (RFC 1950 § 8) of one byte, many times over. */
function adler32(length: number, byte: number): Buffer {
  const [n, value, modulus] = [BigInt(length), BigInt(byte), 65_521n];
  const low = (1n + n * value) % modulus;
  const high = (n + (value * n * (n + 1n)) / 2n) % modulus;
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(Number(high * 65_536n + low));
  return sum;
}

/** A PDF that opens with a password alone. */
export const lockedPdf = (): Bytes => {
  const hash = `<${"5a".repeat(32)}>`;
  return pdfOfPages([pageContent(["Nobody reads this."])], {
    objects: { 90: `<< /Filter /Standard /V 1 /R 2 /Length 40 /O ${hash} /U ${hash} /P -4 >>` },
    trailer: "/Encrypt 90 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
  });
};

/** A PDF whose pages are pictures. */
export const scannedPdf = (pages: number): Bytes =>
  pdfOfPages(
    Array.from({ length: pages }, () => "q 595 0 0 842 0 0 cm /Scan Do Q"),
    {
      resources: "/XObject << /Scan 80 0 R >>",
      objects: {
        80: {
          data: deflateSync(Buffer.alloc(100 * 140, 200)),
          about:
            "/Type /XObject /Subtype /Image /Width 100 /Height 140 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
        },
      },
    },
  );

export const utf8 = (text: string): Bytes => Uint8Array.from(Buffer.from(text, "utf8"));
