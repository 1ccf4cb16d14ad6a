import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QualityAudit } from "#functions/quality/audit";
import { auditBank } from "#functions/quality/audit-bank";
import { BankFormat, LONGEST_TEXT, MOST_OPTIONS } from "#functions/quality/banks/bank";
import { decodeText } from "#functions/quality/banks/decode-text";
import { readBank } from "#functions/quality/banks/read-bank";
import { Problem } from "#functions/shared/problem";
import { itemsOf } from "../../../support/banks.ts";

const SIZE = 512 * 1024;
/** Of this process alone: a busy machine makes nothing slower by it. */
const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};
const filled = (piece: string, bytes = SIZE) => piece.repeat(Math.ceil(bytes / piece.length));
const formats = BankFormat.options;

/** What becomes of a text: how many questions are judged and not, or how it is refused. */
async function fateOf(text: string, format?: BankFormat): Promise<string> {
  try {
    const reading = await readBank({ text, format, language: "en" });
    return `${reading.places.length} judged, ${reading.notJudged.length} not`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.message.length).toBeLessThan(500);
    expect(error.errors.length).toBeLessThanOrEqual(20);
    return error.slug;
  }
}

const item = (rest: string) => `<item ident="a"><presentation>${rest}</presentation></item>`;

describe("a hostile text", () => {
  it.each([
    ["braces", filled("{")],
    ["both braces", filled("{}")],
    ["closing braces", filled("}{")],
    ["marks", `Q {${filled("~=#%")}}`],
    ["weights", `Q {${filled("~%9")}}`],
    ["colons", filled("::")],
    ["backslashes", `Q {=${filled("\\")}}`],
    ["comments", filled("//\n")],
    ["categories", filled("$CATEGORY:\n")],
    ["brackets", filled("[html]")],
    ["numbers", `Q {#${filled("1")}:x}`],
    ["dots", `Q {#${filled("1.")}}`],
    ["less-than signs", `[html]${filled("<")} {=a ~b}`],
    ["tags that open", `[html]${filled("<b>")} {=a ~b}`],
    ["tags that never end", `${filled("<p ")} {=a ~b}`],
    ["ampersands", `[html]${filled("&")} {=a ~b}`],
    ["spaces", `Q {=${filled(" ")}a ~b}`],
    ["JSON brackets", filled("[")],
    ["JSON nested", `${filled("[", SIZE / 2)}${filled("]", SIZE / 2)}`],
    ["JSON objects", `{"items":${filled('{"a":', SIZE / 2)}1${filled("}", SIZE / 10)}}`],
    ["XML nested", filled("<a>")],
    ["XML never closed", `<questestinterop>${filled("<item>")}`],
    ["XML siblings", `<questestinterop>${filled(item("<a/>"))}</questestinterop>`],
    ["XML comments", filled("<!--")],
    ["XML sections", `<a>${filled("<![CDATA[")}`],
    ["XML attributes", `<item ${filled('a="b" ')}/>`],
    ["XML closing tags", `<item>${filled("</b>")}</item>`],
    ["XML references", `<item>${filled("&lol;")}</item>`],
    ["XML declarations", `<!DOCTYPE a [${filled('<!ENTITY a "&b;&b;">')}]><item/>`],
    ["bytes", filled("\0\u0001")],
    ["letters of the private use area", `${filled("\ue07b")} {=a ~b}`],
    ["halves of letters", `${filled("\ud800")} {=a ~b}`],
  ])("of half a mebibyte of %s is read or refused in a moment", async (_, text) => {
    const began = process.cpuUsage();
    for (const format of formats) await fateOf(text, format);
    expect(cpuMs(began)).toBeLessThan(4000);
  });

  it.each(formats)("of any kind is read or refused as %s, never anything else", async (format) => {
    const piece = fc.constantFrom(
      ...["{", "}", "=", "~", "#", "%50%", "::", "\n\n", "\n", "//", "$CATEGORY: a", "\\", "->", "####", "T"],
      ...["<item>", "</item>", "<presentation>", "<response_lid>", "<assessmentItem>", "<itemBody>", "&x;"],
      ...["<choiceInteraction responseIdentifier='R'>", "<simpleChoice identifier='a'>", "<![CDATA["],
      ...["<responseDeclaration identifier='R'>", "<value>a</value>", "]]>", "<", "/>", '"', "[", "]", ","],
      ...['{"items":', '{"stem":"a"}', '"format":"lyo-course"', "null", "1e999", "text ", "\u0000", "\ufeff"],
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join("")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (given) => void (await fateOf(given, format))),
      { numRuns: 400 },
    );
  });

  it("of any bytes is decoded or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(typeof decodeText(bytes)).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
    );
  });
});

describe("too much", () => {
  it("is refused by its count of questions, in every format", async () => {
    const count = 10_000;
    const texts = {
      gift: filled("Q? {T}\n\n", count * 8),
      json: JSON.stringify({ items: Array.from({ length: count }, () => ({ stem: "Q?" })) }),
      qti: `<questestinterop>${item("").repeat(count)}</questestinterop>`,
    };
    for (const format of formats)
      await expect(readBank({ text: texts[format], format })).rejects.toThrow(
        "It holds 10,000 questions; 1,000 can be judged at once.",
      );
    const all = await readBank({ text: texts.gift, language: "en", mostQuestions: count });
    expect(itemsOf(all)).toHaveLength(count);
  });

  it("in one question leaves that question out", async () => {
    const options = filled("~x ", (MOST_OPTIONS + 1) * 3);
    const text = `Many? {=y ${options}}\n\n${"long ".repeat(LONGEST_TEXT / 4)}? {T}\n\nFine? {T}`;
    const { places, notJudged } = await readBank({ text, language: "en" });
    expect(places.map(({ pointer }) => pointer)).toEqual(["/questions/3"]);
    expect(notJudged.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/more than 100 answers/),
      expect.stringMatching(/more than 10,000 characters/),
    ]);
  });

  it("is judged at the limits in a moment, and the audit keeps to its schema", async () => {
    const question = (index: number) =>
      `Which of the ${index} is ${"a word of many ".repeat(50)}? {=${"key ".repeat(40)} ~one ~two ~three}`;
    const text = Array.from({ length: 1000 }, (_, index) => question(index)).join("\n\n");
    const began = process.cpuUsage();
    const audit = auditBank(await readBank({ text, language: "en" }));
    expect(cpuMs(began)).toBeLessThan(5000);
    expect(QualityAudit.safeParse(audit).error).toBeUndefined();
    expect(audit.items.judged).toBe(1000);
  });
});

describe("a file's bytes", () => {
  const text = "Größe? {=groß ~klein}";
  const utf16 = (mark: boolean) => Buffer.from(mark ? `\ufeff${text}` : text, "utf16le");
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16 with a mark", utf16(true)],
    ["UTF-16 the other way round", utf16(true).swap16()],
    ["UTF-16 without a mark", utf16(false)],
  ])("are read as %s", async (_, bytes) => {
    const [only] = itemsOf(await readBank({ text: decodeText(bytes), language: "de" }));
    expect(only?.stem).toBe("Größe?");
  });

  it("are read as an XML declaration says", () => {
    const declared = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>';
    expect(decodeText(Buffer.from(declared, "latin1"))).toBe(declared);
  });

  it.each([
    ["a zip", Buffer.from("PK\u0003\u0004"), /zip archive/],
    ["a PDF", Buffer.from("%PDF-1.7"), /PDF/],
    ["no UTF-8", Buffer.from([0x47, 0xf6, 0x74]), /Save it as UTF-8/],
    ["an unknown encoding", Buffer.from('<?xml version="1.0" encoding="klingon"?>'), /no KLINGON text/],
  ])("are refused where they are %s", (_, bytes, reason) => {
    expect(() => decodeText(bytes)).toThrow(reason);
  });
});
