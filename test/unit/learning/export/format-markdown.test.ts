import type { Nodes, Root } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { formatMarkdown } from "#functions/learning/export/format-markdown";
import { leaves, withoutKeys } from "../../../support/exported.ts";
import { hostile, inGerman } from "../../../support/exported-texts.ts";

const written = async (exported: Parameters<typeof formatMarkdown>[0]) =>
  new TextDecoder().decode(await formatMarkdown(exported));

/** Front matter and tree, as any reader of GitHub's Markdown would see them. */
function readBack(markdown: string): { matter: unknown; root: Root } {
  const [, matter = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(markdown) ?? [];
  return { matter: parseYaml(matter), root: unified().use(remarkParse).use(remarkGfm).parse(body) };
}

function collect<T extends Nodes["type"]>(root: Root, type: T): Extract<Nodes, { type: T }>[] {
  const found: Extract<Nodes, { type: T }>[] = [];
  // The test of `visit` is the type of the nodes it calls back with.
  visit(root, type, (node: unknown) => void found.push(node as Extract<Nodes, { type: T }>));
  return found;
}

describe("a course as Markdown", () => {
  it("begins with what the course is, and has one heading for each lesson", async () => {
    const { course, ...rest } = withoutKeys(leaves());
    const { matter, root } = readBack(await written({ course, ...rest }));
    expect(matter).toMatchObject({ title: course.title, id: course.id, version: 1, tags: course.tags });
    const headings = collect(root, "heading").map(({ depth, children }) => `${depth} ${wordsOf(children)}`);
    expect(headings.filter((heading) => /^[12]/.test(heading))).toEqual([
      `1 ${course.title}`,
      "2 Lesson 1: Light",
      "2 Lesson 2: Sugar",
    ]);
    expect(headings).toContain("3 What is taken in");
  });

  it("letters the options, tables the cards, and cites with footnotes that exist", async () => {
    const markdown = await written(withoutKeys(leaves()));
    expect(markdown).toContain("- **D.** Violet");
    expect(markdown).toContain("> Hint: Look at one.");
    expect(markdown).toContain("| Stoma (pl. stomata) | A pore \\| a mouth of the leaf |");
    expect(markdown).toContain("[^1]: “Light falls on a leaf.” — A short history of leaves, p. 3");
    expect(markdown).toContain("**Article:** [Photosynthesis](https://en.wikipedia.org/wiki/Photosynthesis)");
    const { root } = readBack(markdown);
    const defined = collect(root, "footnoteDefinition").map(({ identifier }) => identifier);
    expect(collect(root, "footnoteReference").map(({ identifier }) => identifier)).toEqual(defined);
  });

  it("says what is right at its end, and only where the keys were given", async () => {
    const open = await written(leaves());
    expect(open.indexOf("## Answers")).toBeGreaterThan(open.indexOf("## Lesson 2: Sugar"));
    expect(open).toContain("**1.** A. Green — KEY-WHY");
    expect(open).toContain("**4.** glucose; also accepted: Glucose, sugar");
    const closed = await written(withoutKeys(leaves()));
    expect(closed).not.toMatch(/KEY-WHY|glucose|Answers/);
  });

  it("labels a course in its own language, and says when lessons are missing", async () => {
    const markdown = await written(inGerman());
    expect(markdown).toContain("## Lektion 1:");
    expect(markdown).toContain("Diese Datei enthält 1 von 3 Lektionen.");
    expect(markdown).toContain("2. November 2026");
  });

  it("takes hostile text for text: no HTML, no pictures, no script to follow, no structure of its own", async () => {
    const { matter, root } = readBack(await written(hostile()));
    expect(Object.keys(Object(matter)).slice(0, 2)).toEqual(["title", "id"]);
    expect(collect(root, "html")).toEqual([]);
    expect(collect(root, "image")).toEqual([]);
    expect(collect(root, "imageReference")).toEqual([]);
    for (const { url } of collect(root, "link")) expect(url).toMatch(/^(?:https?|mailto):/);
    const top = collect(root, "heading").filter(({ depth }) => depth < 3);
    expect(top).toHaveLength(1 + hostile().lessons.length + 1);
    const text = collect(root, "text").map(({ value }) => value);
    expect(text.join("\n")).toContain("<script>alert(1)</script>");
    expect(text.join("\n")).not.toMatch(/[\u202A-\u202E\u2066-\u2069\p{Cs}]/u);
  });
});

const wordsOf = (nodes: readonly Nodes[]): string =>
  nodes
    .map((node) => ("children" in node ? wordsOf(node.children) : "value" in node ? node.value : ""))
    .join("");
