import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { formatHtml } from "#functions/learning/export/format-html";
import { anExported, leaves, text, withoutKeys } from "../../../support/exported.ts";
import { hostile, inArabic, inGreek } from "../../../support/exported-texts.ts";

async function page(exported: Parameters<typeof formatHtml>[0]) {
  const text = new TextDecoder().decode(await formatHtml(exported));
  return { text, document: parseHTML(text).document };
}

describe("a course as a page", () => {
  it("needs nothing else: no script, nothing that is loaded, and a policy that allows neither", async () => {
    const { document } = await page(leaves());
    expect(document.querySelectorAll("script, link, img, iframe, object, embed, video, audio")).toHaveLength(
      0,
    );
    const style = document.querySelector("style")?.textContent ?? "";
    const policy = document.querySelector("meta[http-equiv]")?.getAttribute("content");
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(style).not.toMatch(/url\(|@import/);
    expect(document.querySelectorAll("[style]")).toHaveLength(0);
  });

  it("leads from its contents to every lesson, and from every citation to its source and back", async () => {
    const { document } = await page(leaves());
    const links = [...document.querySelectorAll("a[href^='#']")].map(
      (link) => link.getAttribute("href") ?? "",
    );
    expect(links).toEqual(
      expect.arrayContaining(["#lesson-1", "#lesson-2", "#answers", "#note-1", "#cites-1-0"]),
    );
    for (const link of links) expect(document.getElementById(link.slice(1)), link).not.toBeNull();
    const ids = [...document.querySelectorAll("*")].flatMap(({ id }) => (id ? [id] : []));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("is read out in order: one title, no level left out, tables with headings, languages named", async () => {
    const { document } = await page(inArabic());
    const { documentElement } = document;
    expect([documentElement.getAttribute("lang"), documentElement.getAttribute("dir")]).toEqual([
      "ar",
      "rtl",
    ]);
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(({ tagName }) =>
      Number(tagName[1]),
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.reduce((before, level) => {
      expect(level - before).toBeLessThanOrEqual(1);
      return level;
    }, 0);
    expect(document.querySelectorAll("main, nav[aria-labelledby], th[scope=col]")).toHaveLength(4);
    expect((await page(inGreek())).document.querySelector("nav h2")?.textContent).toBe("Περιεχόμενα");
  });

  it("tells what is done from what is to do", async () => {
    const lesson = { title: "Tasks", blocks: [text("- [x] water it\n- [ ] turn it")] };
    const { document } = await page(anExported({ title: "Plants", lessons: [lesson] }));
    const items = [...document.querySelectorAll(".text li")].map((item) => item.textContent?.trim());
    expect(items).toEqual(["☑ water it", "☐ turn it"]);
  });

  it("says what is right only where the keys were given", async () => {
    expect((await page(leaves())).document.querySelector("#answers")?.textContent).toContain("KEY-WHY");
    expect((await page(withoutKeys(leaves()))).text).not.toMatch(/KEY-WHY|glucose|answers-title/);
  });

  it("takes hostile text for text, in every field there is", async () => {
    const { document, text } = await page(hostile());
    const allowed = new Set(
      "html head meta title style body a div header h1 h2 h3 h4 h5 h6 p ul ol li section nav main article bdi br"
        .split(" ")
        .concat(
          "strong em del sup code pre figure figcaption table thead tbody tr th td blockquote hr span details summary".split(
            " ",
          ),
        ),
    );
    for (const element of [...document.querySelectorAll("*")]) {
      expect(allowed, element.outerHTML.slice(0, 80)).toContain(element.tagName.toLowerCase());
      for (const { name } of [...element.attributes]) expect(name).not.toMatch(/^on|^style$|^src/i);
    }
    for (const link of document.querySelectorAll("a"))
      expect(link.getAttribute("href")).toMatch(/^(?:https?:|mailto:|#)/);
    expect(document.querySelectorAll("article")).toHaveLength(hostile().lessons.length);
    expect(document.querySelector("h1")?.textContent).toContain("<script>alert(1)</script>");
    expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|\p{Cs}/u);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });
});
