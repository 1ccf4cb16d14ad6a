import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarkdown } from "#functions/learning/export/read-markdown";
import { renderMarkdown } from "#functions/learning/export/render-markdown";

const html = (markdown: string) => renderMarkdown(markdown, { headings: 3 });

describe("a block's Markdown", () => {
  it.each([
    ["# A\n\n### B", "<h3>A</h3>\n<h5>B</h5>"],
    ["###### A\n\n# B", "<h6>A</h6>\n<h3>B</h3>"],
    ["[a][b]\n\n[b]: https://example.com/x", '<p><a href="https://example.com/x">a</a></p>'],
    ["[a][b]\n\n[b]: javascript:x", "<p>a</p>"],
    ["![a *b*](https://example.com/x.png)", '<p><a href="https://example.com/x.png">a b</a></p>'],
    ["a <b>c</b>", "<p>a &#x3C;b>c&#x3C;/b></p>"],
    ["<div>\n\n*a*", "<p>&#x3C;div></p>\n<p><em>a</em></p>"],
  ])("is read as %j", (markdown, expected) => {
    expect(html(markdown)).toBe(expected);
  });

  it.each([
    ["quotations", ">".repeat(20_000)],
    ["lists", `${"- ".repeat(5000)}a`],
    ["marks of emphasis", "**a ".repeat(20_000)],
    ["asterisks", `${"*".repeat(20_000)}a`],
    ["brackets", "[".repeat(20_000)],
    ["indented lists", Array.from({ length: 300 }, (_, n) => `${"  ".repeat(n)}- a`).join("\n")],
  ])("is not entangled by %s", (_, markdown) => {
    const began = performance.now();
    html(markdown);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it("keeps rules across the page, and bold lists", () => {
    expect(html(`a\n\n${"-".repeat(80)}\n\n${"* ".repeat(40)}`)).toBe("<p>a</p>\n<hr>\n<hr>");
  });

  it("ends with what it cites", () => {
    const tree = readMarkdown("- a\n- b", { headings: 3, notes: [1, 2] });
    expect(JSON.stringify(tree).match(/footnoteReference/g)).toHaveLength(2);
    expect(renderMarkdown("```\nx\n```", { headings: 3, notes: [7] })).toContain(
      '<p><sup><a href="#note-7">[7]</a></sup></p>',
    );
  });

  it("never becomes anything that runs or loads, whatever it is", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "script",
      "img",
      " src=",
      "onerror=",
      "javascript:",
      "x",
      "](",
      "[",
      "!",
      "`",
      "\n",
      "\\",
      '"',
      "&lt;",
      "<!--",
      "data:",
      "*",
      "|",
      "\n\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const rendered = html(pieces.join(""));
        expect(rendered).not.toMatch(/<(?:script|img|iframe|svg|style|!)/i);
        expect(rendered).not.toMatch(/<[^>]+(?:href|src)="?(?!https?:|mailto:|#)[a-z]+:/i);
      }),
      { numRuns: 300 },
    );
  });
});
