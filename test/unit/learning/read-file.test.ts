import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageAt } from "#functions/learning/extract";
import { readFile } from "#functions/learning/read-file";
import { pageIn, pagesOf, splitPassages } from "#functions/learning/source";
import { partsOf } from "#functions/learning/source-store";
import { aPdf, pageContent, pdfOfPages, scannedPdf, utf8 } from "../../support/source-files.ts";

const html = async (page: string) => (await readFile(utf8(`<!doctype html>${page}`), "text/html")).text;
const pdf = (pages: readonly (readonly string[])[]) => readFile(aPdf(pages), "application/pdf");

describe("a PDF", () => {
  it("is read as paragraphs, over hyphens and the ends of lines and pages", async () => {
    const { text, pageStarts } = await pdf([
      ["Water evaporates from the sea and", "rises. It con-", "denses.", "", "A second thought goes"],
      ["on here. Then it ends.", "", "A third stands alone."],
    ]);
    expect(text).toBe(
      "Water evaporates from the sea and rises. It condenses.\n\nA second thought goes on here. Then it ends.\n\nA third stands alone.",
    );
    expect(pageStarts?.map((start) => text.slice(start, start + 5))).toEqual(["Water", "on he"]);
  });

  it("may come in Node's own kind of array, which stays as it was", async () => {
    const bytes = Buffer.from(aPdf([["Rain falls."]]));
    const before = Buffer.from(bytes);
    expect((await readFile(bytes, "application/pdf")).text).toBe("Rain falls.");
    expect(bytes).toEqual(before);
  });

  it("has headings where letters are larger", async () => {
    const content = `BT /F1 20 Tf 72 760 Td (Rain) Tj /F1 12 Tf 0 -30 Td (It falls from clouds to the ground.) Tj ET`;
    const { text } = await readFile(pdfOfPages([content]), "application/pdf");
    expect(text).toBe("## Rain\n\nIt falls from clouds to the ground.");
  });

  it("leaves out what repeats on every page, and page numbers", async () => {
    const words = ["clouds", "rivers", "glaciers", "lakes", "springs"];
    const pages = words.map((word, index) => [
      "All about water",
      "",
      `First we look at ${word} for a while.`,
      `Of ${word} there is more to say.`,
      `And ${word} end here.`,
      "",
      `Page ${index + 1} of 5`,
    ]);
    const { text } = await pdf(pages);
    expect(text).not.toMatch(/All about water|Page \d/);
    for (const word of words) expect(text).toContain(`And ${word} end here.`);
  });

  it("takes for repeated on few pages only what all of them show", async () => {
    const page = (words: string, end: string) => ["Water", "", words, "It is so.", "Not so.", "", end];
    const { text } = await pdf([
      page("Rain falls.", "1 of 3"),
      page("Snow falls.", "2 of 3"),
      page("Hail falls.", "Fin"),
    ]);
    expect(text).not.toContain("Water");
    expect(text).toContain("1 of 3");
  });

  it("counts pages without text, and is refused when most are", async () => {
    const { pageStarts, text } = await pdf([["Rain falls."], [], ["Snow falls."]]);
    expect(pageStarts).toEqual([0, text.indexOf("Snow"), text.indexOf("Snow")]);
    await expect(pdf([["Rain falls."], [], []])).rejects.toMatchObject({ slug: "source-scanned" });
    await expect(readFile(scannedPdf(2), "application/pdf")).rejects.toMatchObject({
      slug: "source-scanned",
    });
  });

  it.each([
    [500, undefined],
    [501, "source-too-large"],
  ])("of %i pages is read or refused", async (pages, slug) => {
    const reading = readFile(
      pdfOfPages(Array.from({ length: pages }, (_, index) => pageContent([`Page ${index} is about rain.`]))),
      "application/pdf",
    );
    if (slug === undefined) expect((await reading).pageStarts).toHaveLength(pages);
    else await expect(reading).rejects.toMatchObject({ slug, message: expect.stringContaining("501 pages") });
  });
});

describe("a page", () => {
  const prose = "Water evaporates from the sea, rises, cools and falls again as rain. ".repeat(12);

  it("is read as its article, with its headings and lists", async () => {
    const text = await html(
      `<html><head><title>T</title><style>p{}</style></head><body><nav><a href=/>Home</a></nav><article><h1>Water</h1><p>${prose}</p><h2>Rivers</h2><p>${prose}</p><ul><li>Nile<li>Rhine</ul></article><footer>Imprint</footer><script>alert("x")</script></body></html>`,
    );
    expect(text).toContain(`## Rivers\n\n${prose.trim()}\n\n- Nile\n- Rhine`);
    expect(text).not.toMatch(/Home|Imprint|alert|p\{\}/);
  });

  it.each([
    ["without html and body", "<p>Rain</p><p>Snow</p>"],
    ["without ends", "<body><p>Rain<p>Snow"],
    ["with a head alone before it", "<html><head><title>T</title></head><p>Rain</p><p>Snow</p></html>"],
    ["in a table", "<table><tr><td>Rain</td></tr><tr><td>Snow</td></tr></table>"],
    ["with entities", "<p>R&#97;in</p><p>Sn&#x6f;w</p>"],
  ])("too short for an article is read whole: %s", async (_, page) => {
    expect((await html(page)).split(/\s+/)).toEqual(["Rain", "Snow"]);
  });

  it.each([
    ["a part of one", "\n<div><p>Rain</p><p>Snow</p></div>"],
    ["a title and no head", "<title>Weather</title><p>Rain</p><p>Snow</p>"],
    ["a long licence", `<!-- ${"licence ".repeat(500)} --><!doctype html><p>Rain</p><p>Snow</p>`],
  ])("may begin with %s", async (_, page) => {
    expect((await readFile(utf8(page), "text/html")).text.split(/\s+/)).toEqual(["Rain", "Snow"]);
  });

  it("is never read as Markdown of its markup", async () => {
    expect(await html("<p>a &lt;script&gt; tag</p><template>no</template><noscript>no</noscript>")).toBe(
      "a <script> tag",
    );
  });
});

describe("a text", () => {
  it("is kept as it is, but for the ends of its lines", async () => {
    const text = "# Rain\r\n\r\nIt *falls* <b>down</b>.\r\n";
    expect(await readFile(utf8(text), "text/markdown")).toEqual({ text: text.replaceAll("\r\n", "\n") });
  });

  it.each([
    ["a page", "text/plain", "<!doctype html><p>Rain", "source-type-mismatch"],
    ["a PDF", "text/markdown", "%PDF-1.7 and more", "source-type-mismatch"],
    ["words alone", "text/html", "Just words.", "source-type-mismatch"],
    ["white space", "text/plain", " \n\t ", "source-empty"],
    ["nothing", "text/plain", "", "source-empty"],
    ["nothing", "text/html", "\n", "source-empty"],
    ["a NUL", "text/plain", "Rain\u0000", "source-damaged"],
    ["more than a million characters", "text/plain", "x".repeat(1_000_001), "source-too-large"],
  ] as const)("is refused for %s where %s was announced", async (_, type, text, slug) => {
    await expect(readFile(utf8(text), type)).rejects.toMatchObject({ slug });
  });

  it("in another encoding is refused with what to do about it", async () => {
    const latin = Uint8Array.from(Buffer.from("Größe", "latin1"));
    await expect(readFile(latin, "text/plain")).rejects.toMatchObject({
      slug: "source-type-mismatch",
      message: expect.stringContaining("saved as UTF-8"),
    });
  });
});

describe("Markdown", () => {
  it("may begin with a tag", async () => {
    const text = '<p align="center">Rain</p>\n\n# Snow';
    expect(await readFile(utf8(text), "text/markdown")).toEqual({ text });
  });
});

describe("pages", () => {
  const texts = fc.array(fc.stringMatching(/^[a-z]{1,9}( [a-z]{1,9}){0,80}[.]?$/), {
    minLength: 1,
    maxLength: 8,
  });

  it("of every passage and every offset are those their text stands on", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(" ", "\n\n"), (pages, between) => {
        const text = pages.join(between);
        let at = 0;
        const starts = pages.map((page) => {
          at += page.length + between.length;
          return at - page.length - between.length;
        });
        for (const { passages } of partsOf(text, splitPassages(text), starts))
          for (const passage of passages)
            for (let offset = passage.start; offset < passage.end; offset++) {
              const page = pageAt(starts, offset);
              expect(offset).toBeGreaterThanOrEqual(starts[page - 1] ?? 0);
              expect(offset).toBeLessThan(starts[page] ?? text.length);
              expect(pageIn(passage, offset)).toBe(page);
            }
      }),
      { numRuns: 60 },
    );
  });

  it("are none where there is no paper", () => {
    expect(pagesOf(undefined, { start: 0, end: 5 })).toEqual({});
    expect(pageIn({}, 3)).toBeUndefined();
  });
});
