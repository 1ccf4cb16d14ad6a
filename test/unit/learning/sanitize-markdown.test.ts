import { describe, expect, it } from "vitest";
import { sanitizeMarkdown } from "#functions/learning/sanitize-markdown";

describe("sanitizeMarkdown", () => {
  it("keeps headings, lists, emphasis and code", () => {
    const markdown = "## Leaf\n\nA **leaf** is _green_.\n\n- one\n- two\n\n```js\nlet a = 1;\n```";
    expect(sanitizeMarkdown(markdown)).toBe(markdown);
  });

  it.each([
    ["a script", "Hi <script>alert(1)</script> you", /<script/],
    ["a block of HTML", "<iframe src=x></iframe>\n\ntext", /<iframe/],
    ["an image", "![tracker](https://evil.example/p.png)", /evil/],
    ["a link", "[click](javascript:alert(1))", /javascript/],
    ["a reference", "[click][1]\n\n[1]: https://evil.example", /evil/],
    ["an autolink", "<https://evil.example>", /https:/],
    ["a bare address", "See https://evil.example/x and www.evil.example", /https:\/\/|www\./],
    ["a link in a heading", "# [a](https://evil.example)", /evil/],
    ["a link in a link's text", "[![x](https://evil.example/a)](https://evil.example/b)", /evil/],
  ])("disarms %s", (_, markdown, forbidden) => {
    const clean = sanitizeMarkdown(markdown);
    expect(clean.replace(/\\</g, "")).not.toMatch(forbidden);
    expect(sanitizeMarkdown(clean)).toBe(clean);
  });

  it("takes marks of emphasis beyond any sense for the characters they are", () => {
    const clean = sanitizeMarkdown(`${"*a* ".repeat(1000)}\n\n*b* and ~~c~~`);
    expect(clean.split("\n\n")[1]).toBe("\\*b\\* and \\~\\~c\\~\\~");
  });

  it("leaves a link's words", () => {
    expect(sanitizeMarkdown("Read [the book](https://evil.example).")).toBe("Read the book.");
  });
});
