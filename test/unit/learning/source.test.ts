import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitPassages } from "#functions/learning/source";
import { partsOf } from "#functions/learning/source-store";

const sentence = "A leaf is a small factory that runs on light. ";
const text = `# Plants\n\n${sentence.repeat(30)}\n\n## Roots\n\n${"Roots drink. ".repeat(12)}\n\n- one\n- two\n`;

const words = (passage: { text: string }) => passage.text.split(/\s+/).length;

describe("splitPassages", () => {
  it("gives offsets at which the passage really stands", () => {
    for (const passage of splitPassages(text))
      expect(text.slice(passage.start, passage.end)).toBe(passage.text);
  });

  it("ends passages with sentences, near a hundred words", () => {
    const long = splitPassages(text).filter((passage) => passage.heading === "Plants");
    expect(long.length).toBeGreaterThan(1);
    for (const passage of long) {
      expect(passage.text).toMatch(/\.$/);
      expect(words(passage)).toBeLessThan(160);
    }
  });

  it("names passages by the heading above them, and takes no heading into one", () => {
    const passages = splitPassages(text);
    expect(new Set(passages.map((passage) => passage.heading))).toEqual(new Set(["Plants", "Roots"]));
    expect(passages.every((passage) => !passage.text.startsWith("#"))).toBe(true);
  });

  it("takes a heading for one though its text follows at once, and its closing marks for none of it", () => {
    const headed = "# About C# ##\nSharp it is.\n#none\n\n##  Next  \nMore.";
    expect(splitPassages(headed)).toMatchObject([
      { heading: "About C#", text: "Sharp it is.\n#none" },
      { heading: "Next", text: "More." },
    ]);
  });

  it.each([
    ["a line of marks", `# a${"#".repeat(300_000)}${" ".repeat(300_000)}b`],
    ["lines of spaces", `a${" \n".repeat(300_000)}b`],
    ["spaces", `a${"\u3000".repeat(600_000)}b`],
    ["ends of sentences", `a${"。".repeat(600_000)}`],
    ["one word", "x".repeat(600_000)],
  ])("takes no longer than it is read, and gives short passages, for %s", (_, hostile) => {
    const passages = splitPassages(hostile);
    for (const { start, end } of passages) expect(end - start).toBeLessThanOrEqual(5000);
    const parts = partsOf(hostile, passages);
    expect(parts.map((part) => part.text).join("")).toBe(hostile);
    for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(1_000_000);
  });

  it("finds nothing in a text without words", () => {
    expect(splitPassages(" \n\n \n")).toEqual([]);
  });

  it("loses no word of any text, and keeps passages apart and in order", () => {
    const word = fc.constantFrom(
      "alpha",
      "Beta.",
      "gamma!",
      "δ",
      "“quoted”",
      "😀",
      "1.5",
      "#",
      "- item",
      "\n",
      "\n\n",
      "\r",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 400 }), (pieces) => {
        const any = pieces.join(" ");
        const passages = splitPassages(any);
        let end = 0;
        for (const passage of passages) {
          expect(any.slice(passage.start, passage.end)).toBe(passage.text);
          expect(passage.start).toBeGreaterThanOrEqual(end);
          expect(passage.text.trim()).not.toBe("");
          end = passage.end;
        }
        const kept = passages.map((passage) => passage.text).join(" ");
        for (const token of ["alpha", "Beta.", "gamma!"])
          if (!/(^|\n)\s*#{1,6} /.test(any)) expect(kept.split(token).length).toBe(any.split(token).length);
      }),
    );
  });
});

describe("partsOf", () => {
  it("cuts a long text between passages so that the parts make the text again", () => {
    const long = `${sentence.repeat(12)}\n\n`.repeat(900);
    const parts = partsOf(long, splitPassages(long));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => part.text).join("")).toBe(long);
    for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(1_000_000);
  });

  it("cuts no character in two", () => {
    for (const lead of ["a", "aa"]) {
      const parts = partsOf(`${lead}${"😀".repeat(200_000)}`, []);
      for (const part of parts) expect(part.text.isWellFormed()).toBe(true);
    }
  });
});
