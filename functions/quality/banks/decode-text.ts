import { unreadable } from "./bank.ts";

/** What programs for other things write, by how it begins. */
const OTHERS: readonly { readonly begins: string; readonly reason: string }[] = [
  { begins: "PK", reason: "It is a zip archive: unpack it, and give the files in it." },
  { begins: "%PDF", reason: "It is a PDF: give the file it was made from." },
  { begins: "\xd0\xcf\x11\xe0", reason: "It is a document of an office program: save it as text." },
];

/**
 * The text of a file: UTF-8, UTF-16 with its mark or without, or what an XML declaration says.
 * @throws {Problem} `bank-unreadable`
 */
export function decodeText(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  const other = OTHERS.find(({ begins }) => start.startsWith(begins));
  if (other) throw unreadable(other.reason);
  const encoding = encodingOf(start);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(
      `Its letters cannot be told: it is no ${encoding.toUpperCase()} text. Save it as UTF-8.`,
    );
  }
}

function encodingOf(start: string): string {
  if (start.startsWith("\xff\xfe") || /^[^\0]\0/.test(start)) return "utf-16le";
  if (start.startsWith("\xfe\xff") || /^\0[^\0]/.test(start)) return "utf-16be";
  return (
    /^<\?xml[^>]{0,100}\bencoding\s*=\s*["']([\w.-]{1,40})["']/.exec(start)?.[1]?.toLowerCase() ?? "utf-8"
  );
}
