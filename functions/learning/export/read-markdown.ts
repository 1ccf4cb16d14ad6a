import type { Definition, Node, Nodes, PhrasingContent, Root, RootContent } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { SKIP, visit } from "unist-util-visit";
import { safeUrl } from "./text.ts";

const parser = unified().use(remarkParse).use(remarkGfm);

interface Place {
  /** The level its topmost headings get; those below follow, none under the sixth. */
  readonly headings: number;
  /** What it cites: it ends with references to these footnotes, which stand elsewhere. */
  readonly notes?: readonly number[];
}

/**
 * A block's Markdown (CommonMark with GitHub's extensions) as a tree that any format may set as it is: HTML becomes
 * the text it looks like, an image the words that describe it, and a link leads to the web or to a mailbox or leaves
 * its words alone.
 */
export function readMarkdown(markdown: string, { headings, notes = [] }: Place): Root {
  const root = parsed(markdown);
  const definitions = new Map<string, Definition>();
  let topmost = 6;
  visit(root, (node) => {
    if (node.type === "heading") topmost = Math.min(topmost, node.depth);
    if (node.type === "definition" && !definitions.has(node.identifier))
      definitions.set(node.identifier, node);
  });
  disarm(root, definitions);
  visit(root, "heading", (node) => {
    // Levels are 1 to 6, and nothing but a small number was added.
    node.depth = Math.min(6, node.depth - topmost + headings) as typeof node.depth;
  });
  return withNotes(root, notes);
}

/** Nested deeper than anybody writes: what walks a tree would run out of stack. */
const DEEPEST = 50;
/** Marks of emphasis in one paragraph: what pairs them takes time that grows with their square. */
const MOST_MARKS = 1000;
/** A line that opens more quotations and lists than that, or stands deeper in some, and is no rule across the page. */
const LADDER =
  /^(?![-*_ \t]*$)(?:[ \t]{60,}(?:[>\-*+]|\d{1,9}[.)])|[ \t]*(?:[>\-*+][ \t]*|\d{1,9}[.)][ \t]+){25,})/m;

function parsed(markdown: string): Root {
  const chunks = markdown.split(/\n\s*\n/);
  if (chunks.some((chunk) => (chunk.match(/[*_~[\]]/g)?.length ?? 0) > MOST_MARKS)) return plain(chunks);
  if (LADDER.test(markdown)) return plain(chunks);
  const root = parser.parse(markdown);
  return depthOf(root) > DEEPEST ? plain(chunks) : root;
}

function depthOf(root: Root): number {
  let level: readonly Nodes[] = [root];
  let depth = 0;
  for (; level.length > 0; depth += 1)
    level = level.flatMap((node) => ("children" in node ? node.children : []));
  return depth;
}

/** The text as it was written, paragraph by paragraph. */
const plain = (chunks: readonly string[]): Root => ({
  type: "root",
  children: chunks
    .filter((chunk) => chunk.trim() !== "")
    .map((chunk) => ({ type: "paragraph", children: [text(chunk)] })),
});

const text = (value: string): PhrasingContent => ({ type: "text", value });

function disarm(root: Root, definitions: ReadonlyMap<string, Definition>): void {
  visit(root, (node, index, parent) => {
    if (!parent || index === undefined) return;
    const replacement = replacementOf(node, parent, definitions);
    if (!replacement) return;
    // The children of a node of this kind are of the kinds it is replaced by.
    parent.children.splice(index, 1, ...(replacement as never[]));
    return [SKIP, index];
  });
}

const FLOW = new Set<Node["type"]>(["root", "blockquote", "listItem", "footnoteDefinition"]);

/** What stands in place of a node; `undefined` where it may stay. */
function replacementOf(
  node: Nodes,
  parent: Nodes,
  definitions: ReadonlyMap<string, Definition>,
): readonly RootContent[] | undefined {
  const url = (identifier: string) => definitions.get(identifier)?.url ?? "";
  switch (node.type) {
    case "html":
      return FLOW.has(parent.type)
        ? [{ type: "paragraph", children: [text(node.value)] }]
        : [text(node.value)];
    case "link":
      return safeUrl(node.url) === node.url && !node.title ? undefined : linked(node.url, node.children);
    case "linkReference":
      return linked(url(node.identifier), node.children);
    case "image":
      return parent.type === "link" ? [text(node.alt ?? "")] : linked(node.url, [text(node.alt ?? "")]);
    case "imageReference":
      return linked(url(node.identifier), [text(node.alt ?? "")]);
    case "footnoteReference":
      return [text(`[${node.label ?? node.identifier}]`)];
    case "footnoteDefinition":
      return node.children;
    case "definition":
      return [];
    default:
      return undefined;
  }
}

function linked(url: string, children: readonly PhrasingContent[]): PhrasingContent[] {
  const safe = safeUrl(url);
  if (safe === undefined) return [...children];
  return [{ type: "link", url: safe, children: children.filter(({ type }) => type !== "link") }];
}

/** Ends the last paragraph with references, or adds one where no paragraph comes last. */
function withNotes(root: Root, notes: readonly number[]): Root {
  if (notes.length === 0) return root;
  const references = notes.map(
    (note): PhrasingContent => ({
      type: "footnoteReference",
      identifier: String(note),
      label: String(note),
    }),
  );
  let last: Nodes | undefined = root.children.at(-1);
  while (last?.type === "list" || last?.type === "listItem" || last?.type === "blockquote")
    last = last.children.at(-1);
  if (last?.type === "paragraph") last.children.push(...references);
  else root.children.push({ type: "paragraph", children: references });
  return root;
}
