import { describe, expect, it } from "vitest";
import { sniff } from "#functions/learning/file";
import { aPdf, utf8 } from "../../support/source-files.ts";

const bytes = (text: string, encoding: BufferEncoding = "latin1") =>
  Uint8Array.from(Buffer.from(text, encoding));
const utf16 = Uint8Array.from([0xff, 0xfe, ...Buffer.from("Water.", "utf16le")]);

describe("sniff", () => {
  it.each([
    ["a PDF", aPdf([["Water."]]), "pdf"],
    ["a PDF after white space", bytes("\n %PDF-1.4\n"), "pdf"],
    ["a PDF after other bytes", bytes(`\x80\x81junk\n%PDF-1.4\n\xff`), "pdf"],
    ["a page", utf8("<!DOCTYPE html><p>Water"), "html"],
    [
      "a page after a comment and a declaration",
      utf8('<?xml version="1.0"?>\n<!-- made by hand -->\n<html lang="en">'),
      "html",
    ],
    ["text", utf8("Water is 水."), "text"],
    ["text with a byte order mark", utf8("\ufeffWater."), "text"],
    ["UTF-16 with a byte order mark", utf16, "text"],
    ["Markdown that begins with a tag", utf8('<p align="center">Water</p>\n\n# Rain'), "text"],
    ["text that tells of PDFs", utf8("A PDF begins with %PDF-1.7."), "text"],
    ["text that begins with PK", utf8("PK is a name."), "text"],
    ["nothing", utf8(""), "text"],
  ])("takes %s for what it is", (_, content, is) => {
    expect(sniff(content).is).toBe(is);
  });

  it.each([
    ["ZIP", bytes("PK\x03\x04........hello.txt")],
    ["Office", bytes("PK\x03\x04........[Content_Types].xml")],
    ["Office", bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...")],
    ["OpenDocument", bytes("PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text")],
    ["EPUB", bytes("PK\x03\x04....mimetypeapplication/epub+zip")],
    ["RTF", bytes("{\\rtf1\\ansi Water}")],
    ["PNG", bytes("\x89PNG\r\n\x1a\n")],
    ["JPEG", bytes("\xff\xd8\xff\xe0..JFIF")],
    ["GIF", bytes("GIF89a....")],
    ["WebP", bytes("RIFF....WEBPVP8 ")],
    ["HEIC", bytes("\0\0\0\x18ftypheic")],
    ["video", bytes("\0\0\0\x18ftypisom")],
    ["sound", bytes("ID3\x03....")],
    ["archive", bytes("\x1f\x8b\x08....")],
    ["program", bytes("\x7fELF....")],
    ["no text", bytes("W\xe4sser in Latin-1")],
  ])("names what cannot be read: %s", (what, content) => {
    expect(sniff(content)).toMatchObject({ is: "foreign", what: expect.stringContaining(what) });
  });

  it("reads text as it is encoded, without its mark", () => {
    expect(sniff(utf8("\ufeffWäßer 水"))).toEqual({ is: "text", text: "Wäßer 水" });
    expect(sniff(utf16)).toEqual({ is: "text", text: "Water." });
    const page = '<!doctype html><meta charset="windows-1252"><p>W\xe4sser';
    expect(sniff(bytes(page))).toMatchObject({ is: "html", text: expect.stringContaining("Wässer") });
  });
});
