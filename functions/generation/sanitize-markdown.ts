import type { PhrasingContent, Root, RootContent } from "mdast";
import remarkParse from "remark-parse";
import remarkStringify from "remark-stringify";
import { unified } from "unified";
import { SKIP, visit } from "unist-util-visit";

const processor = unified()
  .use(remarkParse)
  .use(disarm)
  .use(remarkStringify, { bullet: "-", emphasis: "_", fences: true, rule: "-" });

/**
 * Markdown that a client may render as it is: no raw HTML, no images and no links, since a model's text is data
 * and what it links to was checked by nobody. HTML becomes the text it looks like; a link leaves its words.
 */
export const sanitizeMarkdown = (markdown: string): string =>
  processor.processSync(markdown).toString().trim();

function disarm() {
  return (tree: Root): void => {
    visit(tree, (node, index, parent) => {
      if (!parent || index === undefined) return;
      const replacement = replacementOf(node);
      if (!replacement) return;
      // The children of a node of this kind are of the kinds it is replaced by.
      parent.children.splice(index, 1, ...(replacement as never[]));
      return [SKIP, index];
    });
    visit(tree, "text", (node) => {
      // Many renderers turn a bare address into a link.
      node.value = node.value.replace(/\b(?:https?:\/\/|www\.)(?=\S)/gi, "");
    });
  };
}

function replacementOf(node: Root | RootContent): (RootContent | PhrasingContent)[] | undefined {
  switch (node.type) {
    case "html":
      return [{ type: "text", value: node.value }];
    case "link":
    case "linkReference":
      return node.children;
    case "image":
    case "imageReference":
      return [{ type: "text", value: node.alt ?? "" }];
    case "definition":
      return [];
    default:
      return undefined;
  }
}
