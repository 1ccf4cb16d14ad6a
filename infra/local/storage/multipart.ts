import { Refusal } from "./refusal.ts";

/** One part of a multipart body (RFC 2046, section 5.1); header names in lower case. */
export interface Part {
  headers: Record<string, string>;
  body: Buffer;
}

/** @throws {Refusal} 400 when the body is not what its content type says. */
export function parseMultipart(contentType: string, body: Buffer): Part[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const delimiter = Buffer.from(`--${boundary?.[1] ?? boundary?.[2] ?? ""}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0 && delimiter.length > 2) {
    const begin = at + delimiter.length;
    if (body.subarray(begin, begin + 2).toString() === "--") return parts;
    at = body.indexOf(Buffer.concat([Buffer.from("\r\n"), delimiter]), begin);
    if (at >= 0) parts.push(parsePart(body.subarray(begin, at)));
    at += 2;
  }
  throw new Refusal("invalid", "Malformed multipart body");
}

function parsePart(raw: Buffer): Part {
  const end = raw.indexOf("\r\n\r\n");
  if (end < 0) throw new Refusal("invalid", "A part of the multipart body has no header");
  const lines = raw.subarray(0, end).toString().split("\r\n").filter(Boolean);
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: Object.fromEntries(headers), body: raw.subarray(end + 4) };
}
