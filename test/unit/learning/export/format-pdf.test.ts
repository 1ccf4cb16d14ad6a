import { createRequire } from "node:module";
import { extractText, getDocumentProxy } from "unpdf";
import { describe, expect, it } from "vitest";
import { formatPdf } from "#functions/learning/export/format-pdf";
import { printable, UNPRINTABLE } from "#functions/learning/export/glyphs";
import { anExported, cards, leaves, text, withoutKeys } from "../../../support/exported.ts";
import { hostile, inChinese, inGerman, inGreek, inRussian, long } from "../../../support/exported-texts.ts";

/** The text of each page. */
async function pagesOf(exported: Parameters<typeof formatPdf>[0]): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(await formatPdf(exported)), {
    mergePages: false,
  });
  return text.map((page) => page.replace(/\s+/g, " "));
}

describe("a course as a PDF", () => {
  it("has a cover, contents with the pages that lessons really begin on, and numbered pages", async () => {
    const pages = await pagesOf(withoutKeys(leaves()));
    expect(pages[0]).toContain("Leaves: how plants turn light into sugar");
    const sugar = pages.findIndex((page) => page.includes("2. Sugar") && page.includes("Lesson 2"));
    expect(pages[1]).toMatch(new RegExp(`1\\. Light 3 .*2\\. Sugar ${sugar + 1}`));
    expect(pages[sugar]).toContain(`${sugar + 1} / ${pages.length}`);
    expect(pages.join(" ")).toContain("raise ValueError('no time')");
    expect(pages.join(" ")).toContain("“Light falls on a leaf.” — A short history of leaves, p. 3");
  });

  it("names itself, its language and its lessons to the reader of the file", async () => {
    const document = await getDocumentProxy(await formatPdf(withoutKeys(inGerman())));
    const { info } = await document.getMetadata();
    expect(info).toMatchObject({ Title: "Blätter: Größe und Übermut", Language: "de" });
    expect((await document.getOutline()).map(({ title }) => title)).toEqual([
      expect.stringMatching(/^1\. Größe/),
    ]);
  });

  it("is the same file whenever it is made", async () => {
    const exported = leaves();
    expect(Buffer.from(await formatPdf(exported)).equals(await formatPdf(exported))).toBe(true);
  });

  it("says what is right only where the keys were given", async () => {
    expect((await pagesOf(leaves())).at(-1)).toMatch(/^Answers.*1\. A\. Green KEY-WHY/);
    expect((await pagesOf(withoutKeys(leaves()))).join(" ")).not.toMatch(/KEY-WHY|glucose|Answers/);
  });

  it.each([
    ["German", inGerman, "Größe, Straße und Übermut: „Zitat“ – so schreibt man’s."],
    ["Greek", inGreek, "Η φωτοσύνθεση μετατρέπει το φως σε ζάχαρη"],
    ["Russian", inRussian, "Фотосинтез превращает свет в сахар"],
  ])("is set in %s", async (_, course, sentence) => {
    const text = (await pagesOf(course())).join(" ");
    expect(text).toContain(sentence);
    expect(text).not.toContain(UNPRINTABLE);
  });

  it("says on its cover that it lacks characters, where it does", async () => {
    expect((await pagesOf(inChinese()))[0]).toContain("cannot be printed in a PDF");
    expect((await pagesOf(leaves()))[0]).not.toContain("cannot be printed");
  });

  it("stays on the paper, however long its words and however many columns a table has", async () => {
    const word = "Donaudampfschifffahrtskapitänswürde";
    const table = (columns: number) =>
      [`${word}|`, "-|", "yes|", `${word}|`].map((cell) => `|${cell.repeat(columns)}`).join("\n");
    const tables = Array.from({ length: 8 }, (_, index) => text(table(index + 1)));
    const nested = text(`> - 1. ${word.repeat(3)}\n>\n> ${table(4).replaceAll("\n", "\n> ")}`);
    const lesson = { title: word.repeat(3), blocks: [...tables, nested, cards([word, word.repeat(9)])] };
    const wide = anExported({ title: word.repeat(2), lessons: [lesson] });
    const document = await getDocumentProxy(await formatPdf(wide));
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent();
      const ends = items.flatMap((item) => ("width" in item ? [item.transform[4] + item.width] : []));
      expect(Math.max(...ends), `page ${number} of 595 points`).toBeLessThan(595 - 60);
    }
  });

  it("sets the columns of a table as they are aligned", async () => {
    const lesson = { title: "Sums", blocks: [text("| n |\n|--:|\n| 7111 |\n| 42 |")] };
    const document = await getDocumentProxy(
      await formatPdf(anExported({ title: "Sums", lessons: [lesson] })),
    );
    const { items } = await (await document.getPage(3)).getTextContent();
    const endOf = (shown: string) =>
      items.flatMap((item) =>
        "str" in item && item.str === shown ? [item.transform[4] + item.width] : [],
      )[0];
    expect(endOf("42")).toBeCloseTo(endOf("7111"), 1);
  });

  it("takes hostile text for text: nothing runs, and links lead to the web", async () => {
    const document = await getDocumentProxy(await formatPdf(hostile()));
    expect(await document.getJSActions()).toBeNull();
    const links: string[] = [];
    for (let number = 1; number <= document.numPages; number += 1)
      for (const { url } of await (await document.getPage(number)).getAnnotations())
        if (typeof url === "string") links.push(url);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link).toMatch(/^https?:/);
  });

  it("has room for twenty long lessons", async () => {
    const bytes = await formatPdf(long(20));
    expect((await getDocumentProxy(bytes)).numPages).toBeGreaterThan(100);
  });
});

describe("what can be printed", () => {
  it("is what all four fonts have a glyph for", () => {
    const pdfmake = createRequire(import.meta.url).resolve("pdfmake/package.json");
    const fontkit = createRequire(pdfmake)("fontkit");
    const fonts = ["Regular", "Medium", "Italic", "MediumItalic"].map((style) =>
      fontkit.openSync(pdfmake.replace("package.json", `fonts/Roboto/Roboto-${style}.ttf`)),
    );
    const has = (code: number) => fonts.every((font) => font.hasGlyphForCodePoint(code));
    for (let code = 0x20; code < 0xd800; code += 1) {
      // Marks are composed with what they follow, and tested with it.
      const shown = printable(`x${String.fromCodePoint(code)}`).slice(1);
      for (const char of shown)
        if (char !== UNPRINTABLE) expect(has(char.codePointAt(0) ?? 0), code.toString(16)).toBe(true);
    }
  });

  it.each([
    ["→ ⇒ ✓ │", "-> => √ |"],
    ["e\u0301 and ①, ﬁ", "é and 1, fi"],
    ["👩‍🔬 日本", `${UNPRINTABLE} ${UNPRINTABLE}${UNPRINTABLE}`],
    ["a\tb", "a    b"],
  ])("is %s as %s", (text, printed) => {
    expect(printable(text)).toBe(printed);
  });
});
