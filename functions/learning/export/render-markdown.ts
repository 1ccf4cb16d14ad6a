import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { readMarkdown } from "./read-markdown.ts";

/** GitHub's list of what is harmless, without pictures, which would be loaded from somewhere, and without inputs. */
const SCHEMA: typeof defaultSchema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames?.filter((name) => !/^(?:img|picture|source|input)$/.test(name)) ?? [],
  protocols: { href: ["http", "https", "mailto"] },
};

const processor = unified()
  .use(remarkRehype, {
    handlers: {
      /** To the note at the lesson's end. */
      footnoteReference: (_, { identifier }: { identifier: string }) => ({
        type: "element",
        tagName: "sup",
        properties: {},
        children: [
          {
            type: "element",
            tagName: "a",
            properties: { href: `#note-${identifier}` },
            children: [{ type: "text", value: `[${identifier}]` }],
          },
        ],
      }),
    },
  })
  .use(rehypeSanitize, SCHEMA)
  .use(rehypeStringify);

/** A block's Markdown as HTML that may stand in a page: no raw HTML passes, no script, nothing that loads. */
export function renderMarkdown(markdown: string, place: Parameters<typeof readMarkdown>[1]): string {
  const root = readMarkdown(markdown, place);
  // The box of a task is a character: inputs do not pass, since nothing on the page is to be filled in.
  visit(root, "listItem", ({ checked, children: [first] }) => {
    if (typeof checked === "boolean" && first?.type === "paragraph")
      first.children.unshift({ type: "text", value: checked ? "☑ " : "☐ " });
  });
  return processor.stringify(processor.runSync(root));
}
