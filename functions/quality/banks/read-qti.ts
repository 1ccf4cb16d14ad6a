import {
  BrokenQuestion,
  type Found,
  inOneLesson,
  nameFrom,
  type Opened,
  pointerPart,
  unreadable,
} from "./bank.ts";
import { type Element, findAll, parseMarkup } from "./markup.ts";
import { readClassicItem } from "./read-classic-item.ts";
import { readModernItem } from "./read-modern-item.ts";

/**
 * Reads items of 1EdTech's Question & Test Interoperability: all in a file of version 1.2 (as Canvas and Blackboard
 * write it), and those of 2.x and 3.0, one to a file or several in one element.
 * @throws {Problem} `bank-unreadable`
 */
export function readQti(text: string): Opened {
  const root = parsed(text);
  const isItem = ({ name }: Element) => name === "item" || isModern(name);
  const items = findAll(root, isItem);
  if (items.length === 0) throw unreadable(whyNothing(root));
  const title = titleOf(root, items);
  const language = languageOf(root) ?? items.map(languageOf).find((known) => known !== undefined);
  return inOneLesson(foundItems(items), title, language);
}

const isModern = (name: string): boolean => name === "assessmentItem" || name === "qti-assessment-item";

function parsed(text: string): Element {
  try {
    return parseMarkup(text, { xml: true });
  } catch (error) {
    if (!(error instanceof BrokenQuestion)) throw error;
    throw unreadable(`Line ${error.line ?? 1}: ${error.message}`);
  }
}

/** Two items may have one identifier by mistake: the second is told by its place as well. */
function foundItems(items: readonly Element[]): Found[] {
  const seen = new Map<string, number>();
  return items.map((item, index) => {
    const { ident, identifier = ident ?? String(index + 1), title = "" } = item.attributes;
    const times = (seen.get(identifier) ?? 0) + 1;
    seen.set(identifier, times);
    const pointer = `/items/${pointerPart(times === 1 ? identifier : `${identifier}#${times}`)}`;
    const found = readItem(item, { pointer, line: item.line, name: nameFrom(title) });
    const stem = "item" in found ? nameFrom(found.item.stem) : "";
    return { ...found, name: found.name || stem || nameFrom(identifier) };
  });
}

function readItem(element: Element, place: { pointer: string; line: number; name: string }): Found {
  try {
    const unclosed = firstUnclosed(element);
    if (unclosed)
      throw new BrokenQuestion(
        `The element <${unclosed.name}> that begins in line ${unclosed.line} does not end.`,
      );
    const read = isModern(element.name) ? readModernItem(element) : readClassicItem(element);
    return "reason" in read ? { ...place, ...read, broken: false } : { ...place, item: read };
  } catch (error) {
    if (!(error instanceof BrokenQuestion)) throw error;
    return { ...place, broken: true, reason: error.message };
  }
}

function firstUnclosed(element: Element): Element | undefined {
  if (element.unclosed) return element;
  for (const child of element.children) {
    const found = typeof child === "string" ? undefined : firstUnclosed(child);
    if (found) return found;
  }
  return undefined;
}

/** A test, a section or a bank may have a name; an item's is its own. */
function titleOf(root: Element, items: readonly Element[]): string {
  const holders = findAll(root, ({ attributes }) => (attributes["title"] ?? "") !== "");
  return holders.find((holder) => !items.includes(holder))?.attributes["title"] ?? "";
}

function languageOf({ attributes, children }: Element): string | undefined {
  const own = attributes["xml:lang"];
  if (own !== undefined && own !== "") return own;
  const first = children.find((child) => typeof child !== "string");
  return first ? languageOf(first) : undefined;
}

function whyNothing(root: Element): string {
  const names = (wanted: RegExp) => findAll(root, ({ name }) => wanted.test(name));
  if (names(/^manifest$/).length > 0)
    return "This is the list of a package's files, which holds no questions: give the files it names.";
  const refs = names(/^(?:assessmentItemRef|qti-assessment-item-ref)$/);
  const files = refs.slice(0, 5).map(({ attributes }) => attributes["href"] ?? "?");
  if (files.length > 0)
    return `This is a test whose questions stand in files of their own: give those (${files.join(", ")}${refs.length > 5 ? ", …" : ""}).`;
  return "There is no question in it: no <item> (QTI 1.2), <assessmentItem> (2.x) or <qti-assessment-item> (3.0).";
}
