import { Parser } from "htmlparser2";
import { BrokenQuestion } from "./bank.ts";

/** An element of XML or HTML. */
export interface Element {
  /** Without its namespace's prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
  /** In which it begins; 1 for the first. */
  readonly line: number;
  /** Its end tag is missing. */
  unclosed: boolean;
}

/** Deeper than anybody nests; the parser's time grows with its square. */
const MOST_DEPTH = 100;

/**
 * Takes markup apart: `xml` as it stands, HTML as a browser would. Declarations (DOCTYPE, entities) are passed over,
 * so that no reference is looked up or multiplied: an entity that is not of the language itself stays as written.
 * @returns an element without a name that holds all there is.
 * @throws {BrokenQuestion} where more than a hundred elements stand in each other.
 */
export function parseMarkup(text: string, { xml }: { xml: boolean }): Element {
  const root: Element = { name: "", attributes: {}, children: [], line: 1, unclosed: false };
  const open = [root];
  const lineAt = lineCounter(text);
  const parser: Parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const line = lineAt(parser.startIndex);
        if (open.length > MOST_DEPTH)
          throw new BrokenQuestion(`More than ${MOST_DEPTH} elements stand in each other.`, line);
        const element = { name: local(name), attributes, children: [], line, unclosed: false };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      onclosetag: (_, isImplied) => {
        const element = open.pop();
        const closesItself = text.startsWith("/>", parser.endIndex - 1);
        if (element) element.unclosed = isImplied && !closesItself;
      },
      ontext: (piece) => void open.at(-1)?.children.push(piece),
    },
    { xmlMode: xml },
  );
  parser.write(text);
  parser.end();
  return root;
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Lines of places that only go forward, so that all of them take one pass. */
function lineCounter(text: string): (index: number) => number {
  let [line, seen] = [1, 0];
  return (index) => {
    for (let next = text.indexOf("\n", seen); next !== -1 && next < index; next = text.indexOf("\n", seen)) {
      line += 1;
      seen = next + 1;
    }
    return line;
  };
}

/** Every element below, in the order of the text, that is `wanted`; nothing is looked for inside those. */
export function findAll(root: Element, wanted: (element: Element) => boolean): Element[] {
  return root.children.flatMap((child) => {
    if (typeof child === "string") return [];
    return wanted(child) ? [child] : findAll(child, wanted);
  });
}

const BLOCKS = new Set(
  "address article blockquote dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul prompt".split(
    " ",
  ),
);
const SILENT = new Set(["script", "style", "template", "annotation", "annotation-xml"]);

/** What stands in for an element where its text is told; undefined where that is its own. */
export type Instead = (element: Element) => string | undefined;

/** The text of an element as it reads: blocks on lines of their own, a picture by what it is said to show. */
export function textOf(root: Element, instead: Instead = () => undefined): string {
  const pieces: string[] = [];
  const walk = (element: Element): void => {
    for (const child of element.children) {
      if (typeof child === "string") pieces.push(child.replace(/\s+/g, " "));
      else enter(child);
    }
  };
  const enter = (element: Element): void => {
    const name = element.name.toLowerCase();
    const other = instead(element);
    if (other !== undefined) return void pieces.push(other);
    if (SILENT.has(name)) return;
    if (name === "br") return void pieces.push("\n");
    if (name === "img" || name === "object") return void pieces.push(picture(element));
    if (BLOCKS.has(name)) pieces.push("\n");
    if (name === "td" || name === "th") pieces.push(" ");
    walk(element);
    if (BLOCKS.has(name)) pieces.push("\n");
  };
  walk(root);
  return tidied(pieces.join(""));
}

/** An option that is a picture is not an empty one. */
function picture({ attributes }: Element): string {
  const { alt = "", src, data } = attributes;
  if (alt.trim() !== "") return alt;
  const file = (src ?? data ?? "").split(/[?#]/, 1)[0]?.split("/").at(-1) ?? "";
  return `[picture ${file.slice(0, 80)}]`.replace(" ]", "]");
}

const tidied = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(/[ \t\u00a0]+/g, " ").trim())
    .filter((line) => line !== "")
    .join("\n");

/** HTML as it reads. @throws {BrokenQuestion} as `parseMarkup` */
export const htmlText = (html: string): string =>
  /[<&]/.test(html) ? textOf(parseMarkup(html, { xml: false })) : tidied(html);

/** Whether a text holds tags that texts are set with; a `<` of mathematics or of a program is none. */
export const looksLikeHtml = (text: string): boolean =>
  /<\/?(?:p|br|b|i|u|em|strong|span|div|ul|ol|li|img|su[bp]|code|pre|h[1-6]|a|table|t[rdh]|font)\b[^<>]*>/i.test(
    text,
  );
