import type { PhrasingContent, Root, RootContent } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkStringify from "remark-stringify";
import { unified } from "unified";
import { SKIP, visit } from "unist-util-visit";

const processorOf = (keepsLinks: boolean) =>
  unified()
    .use(remarkParse)
    .use(remarkGfm)
    // An option that is `false` by itself would switch the plugin off.
    .use(disarm, { keepsLinks })
    .use(remarkStringify, { bullet: "-", emphasis: "_", fences: true, rule: "-" })
    .freeze();

const withoutLinks = processorOf(false);
const withLinks = processorOf(true);

/** Deeper than anybody writes; a parser takes time with the square of it. */
const DEEPEST = 30;
/** Of emphasis. */
const MOST_MARKS = 2000;

/**
 * Markdown (GFM) that a client may render as it is: no raw HTML and no images; HTML becomes the text it looks like.
 * Links stay where their author is a person, and only those to the web or a mailbox; what a model links to was
 * checked by nobody, so a link leaves its words.
 */
export const sanitizeMarkdown = (markdown: string, { links = false } = {}): string =>
  (links ? withLinks : withoutLinks).processSync(flattened(markdown)).toString().trim();

/**
 * Quotes and lists within one another beyond any sense are one level of text, and marks of emphasis beyond any sense
 * are the characters they are: a parser compares each with those before it.
 */
function flattened(markdown: string): string {
  let marks = 0;
  return markdown
    .replace(/^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){31,}/gm, (markers) => markers.slice(0, DEEPEST))
    .replace(/[*_~]/g, (mark) => {
      marks += 1;
      return marks > MOST_MARKS ? `&#${mark.charCodeAt(0)};` : mark;
    });
}

function disarm({ keepsLinks }: { keepsLinks: boolean }) {
  return (tree: Root): void => {
    visit(tree, (node, index, parent) => {
      if (!parent || index === undefined) return;
      const replacement = replacementOf(node, keepsLinks, parent.type);
      if (!replacement) return;
      // The children of a node of this kind are of the kinds it is replaced by.
      parent.children.splice(index, 1, ...(replacement as never[]));
      return [SKIP, index];
    });
    if (keepsLinks) return;
    visit(tree, "text", (node) => {
      // Many renderers turn a bare address into a link.
      node.value = node.value.replace(/\b(?:https?:\/\/|www\.)(?=\S)/gi, "");
    });
  };
}

/** Whatever holds paragraphs: a text of its own there would run into its neighbours. */
const FLOW: ReadonlySet<string> = new Set(["root", "blockquote", "listItem", "footnoteDefinition"]);
const SAFE = /^(?:https?:\/\/|mailto:)/i;

function replacementOf(
  node: Root | RootContent,
  keepsLinks: boolean,
  within: string,
): (RootContent | PhrasingContent)[] | undefined {
  switch (node.type) {
    case "html": {
      const text = { type: "text", value: node.value } as const;
      return FLOW.has(within) ? [{ type: "paragraph", children: [text] }] : [text];
    }
    case "link":
      return keepsLinks && SAFE.test(node.url) ? undefined : node.children;
    case "linkReference":
      return keepsLinks ? undefined : node.children;
    case "image":
    case "imageReference":
      return [{ type: "text", value: node.alt ?? "" }];
    case "definition":
      return keepsLinks && SAFE.test(node.url) ? undefined : [];
    default:
      return undefined;
  }
}
