import { Problem } from "../shared/problem.ts";

/** More than a page of a million characters has. */
const MOST_TAGS = 150_000;
/** Deeper than anybody nests; the time some steps take grows with its square. */
const MOST_DEPTH = 1000;

/** As much of a DOM node as is read. linkedom's types want the browser's library, which this project leaves out. */
interface Node {
  readonly nodeType: number;
  readonly localName?: string;
  readonly nodeValue: string | null;
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
  readonly parentNode: Node | null;
}

interface Page extends Node {
  readonly body: Node | null;
  querySelectorAll(selector: string): Iterable<{ remove(): void }>;
}

/**
 * The text of a page as Markdown's plainest form: paragraphs, headings and list items. Its article, as a browser's
 * reading view finds it; where it finds none, all of the body. Scripts and styles are no text.
 * @throws {Problem} `source-too-large` for a page of too many elements, or too deeply nested ones.
 */
export async function readHtml(html: string): Promise<string> {
  checkSize(html);
  const { parseHTML } = await import("linkedom");
  const page = (silent: string): Page => {
    // The parsed document, of which the members above are used.
    const document = parseHTML(whole(html)).document as unknown as Page;
    for (const element of document.querySelectorAll(silent)) element.remove();
    return document;
  };
  const article = await findArticle(page(SILENT));
  // The reading view takes the document apart, so the whole is read from another one.
  const text = article ? textOf(article) : "";
  return text === "" ? bodyText(page(`${SILENT}, head`)) : text;
}

/** What of a page is nothing to read. */
const SILENT = "body title, script, style, noscript, template, svg, iframe, object";

/** Elements that need no end tag: how deep they go cannot be counted, and parsers close them. */
const OPEN_ENDED = new Set(
  "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option optgroup".split(
    " ",
  ),
);

function checkSize(html: string): void {
  let [tags, depth, most] = [0, 0, 0];
  for (const [, end, name = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9-]{0,20})/gi)) {
    tags += 1;
    if (!OPEN_ENDED.has(name.toLowerCase())) depth = Math.max(0, depth + (end ? -1 : 1));
    most = Math.max(most, depth);
    if (tags > MOST_TAGS || most > MOST_DEPTH) break;
  }
  const fault =
    tags > MOST_TAGS
      ? `The page has more than ${MOST_TAGS.toLocaleString("en")} elements.`
      : most > MOST_DEPTH &&
        `The page nests more than ${MOST_DEPTH.toLocaleString("en")} elements in each other.`;
  if (fault)
    throw new Problem("source-too-large", `${fault} Save the part you want to learn from by itself.`);
}

/** linkedom builds what stands there; the tags a page may leave out (HTML § 13.1.2.4) have to be given to it. */
function whole(html: string): string {
  const content = html.replace(/<!doctype[^>]{0,500}>/i, "");
  if (/<html[\s>]/i.test(content)) return content;
  return /<body[\s>]/i.test(content) ? `<html>${content}</html>` : `<html><body>${content}</body></html>`;
}

async function findArticle(document: Page): Promise<Node | undefined> {
  const { Readability } = await import("@mozilla/readability");
  try {
    // The library reads linkedom's documents as well as a browser's; its types name the browser's alone.
    const asBrowser = document as unknown as ConstructorParameters<typeof Readability>[0];
    const options = { serializer: (node: unknown) => node as Node, charThreshold: 250 };
    return new Readability<Node>(asBrowser, options).parse()?.content ?? undefined;
  } catch {
    // Deep nesting overflows its stack, odd pages break it: the body's text is there all the same.
    return undefined;
  }
}

const bodyText = (document: Page): string => textOf(document.body ?? document) || textOf(document);

const BLOCKS = new Set(
  "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form header hr main nav ol p pre section summary table tbody tfoot thead tr ul".split(
    " ",
  ),
);
const HEADING = /^h[1-6]$/;
const TEXT = 3;

/** By a walk without recursion: no nesting is too deep for it. */
function textOf(root: Node): string {
  const pieces: string[] = [];
  let preformatted = 0;
  const enter = ({ nodeType, nodeValue, localName: name = "" }: Node) => {
    if (nodeType === TEXT)
      pieces.push(preformatted > 0 ? (nodeValue ?? "") : (nodeValue ?? "").replace(/\s+/g, " "));
    else if (HEADING.test(name)) pieces.push("\n\n", `${"#".repeat(Number(name.slice(1)))} `);
    else if (name === "li") pieces.push("\n- ");
    else if (name === "br") pieces.push("\n");
    else if (name === "td" || name === "th") pieces.push(" ");
    else if (BLOCKS.has(name)) pieces.push("\n\n");
    if (name === "pre") preformatted += 1;
  };
  const leave = ({ localName: name = "" }: Node) => {
    if (HEADING.test(name) || BLOCKS.has(name)) pieces.push("\n\n");
    if (name === "pre") preformatted -= 1;
  };
  let node: Node | null = root;
  while (node) {
    enter(node);
    if (node.firstChild) {
      node = node.firstChild;
      continue;
    }
    leave(node);
    while (node && node !== root && !node.nextSibling) {
      node = node.parentNode;
      if (node) leave(node);
    }
    node = node === root ? null : (node?.nextSibling ?? null);
  }
  return tidied(pieces.join(""));
}

/** At most one blank line, no space around line ends, no heading or list item without words. */
const tidied = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(/[ \t\u00a0]+/g, " ").trim())
    .filter((line) => !/^(?:#{1,6}|-)$/.test(line))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
