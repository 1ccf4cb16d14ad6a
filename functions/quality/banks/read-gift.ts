import { BrokenQuestion, closeGap, type Found, GAP, inOneLesson, nameFrom, type Opened } from "./bank.ts";
import { type GiftText, giftText, hide } from "./gift-text.ts";
import { readAnswers } from "./read-gift-answers.ts";

/** Lines that belong together. */
interface Paragraph {
  readonly line: number;
  readonly text: string;
}

/**
 * Reads Moodle's GIFT (docs.moodle.org, "GIFT format"): questions are separated by blank lines. Each question stands
 * for itself: one that is broken is reported with its line, and the others are read.
 */
export function readGift(text: string): Opened {
  const questions = paragraphsOf(text).flatMap((paragraph) => withoutCategory(paragraph));
  return inOneLesson(questions.map((paragraph, index) => readQuestion(paragraph, index + 1)));
}

function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: { line: number; lines: string[] }[] = [];
  let isOpen = false;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === "") {
      isOpen = false;
      continue;
    }
    // A comment holds its place, so that lines can be counted, and parts nothing.
    const kept = /^\s*\/\//.test(line) ? "" : line;
    if (isOpen) paragraphs.at(-1)?.lines.push(kept);
    else if (kept !== "") {
      paragraphs.push({ line: index + 1, lines: [kept] });
      isOpen = true;
    }
  }
  return paragraphs.map(({ line, lines }) => ({ line, text: lines.join("\n") }));
}

/** `$CATEGORY: a/b` says where the next questions are filed; a question may follow without a blank line. */
function withoutCategory({ line, text }: Paragraph): Paragraph[] {
  const lines = text.split("\n");
  const first = lines.findIndex((each) => each !== "" && !/^\s*\$CATEGORY:/i.test(each));
  return first === -1 ? [] : [{ line: line + first, text: lines.slice(first).join("\n") }];
}

function readQuestion({ line, text }: Paragraph, number: number): Found {
  const place = { pointer: `/questions/${number}`, line };
  const { title, rest } = titleOf(hide(text));
  const named = (stem: string) => nameFrom(title?.trim() || stem) || `question ${number}`;
  try {
    if (title === undefined && rest.startsWith("::"))
      throw new BrokenQuestion("The title begins with :: and does not end with another ::.");
    const { format, head, answers, tail } = partsOf(rest);
    const read = giftText(format);
    const shown = [read(head), read(tail)];
    const name = named(shown.join(shown[1] === "" ? "" : GAP));
    if (answers === undefined)
      return {
        ...place,
        name,
        broken: false,
        reason: "It is a text: there is no answer block in braces.",
      };
    const isGap = shown[1] !== "";
    const stem = isGap ? closeGap(shown.join(GAP).trim()) : (shown[0] ?? "");
    const known = readAnswers(answers, read);
    if ("reason" in known) return { ...place, name, broken: false, reason: known.reason };
    // A gap to fill is one whatever is offered for it.
    const kind = isGap && known.kind === "single" ? "cloze" : known.kind;
    return { ...place, name, item: { ...known, stem, kind } };
  } catch (error) {
    if (!(error instanceof BrokenQuestion)) throw error;
    return { ...place, name: named(giftText("plain")(rest)), broken: true, reason: error.message };
  }
}

function titleOf(text: string): { title?: string; rest: string } {
  const start = text.trimStart();
  const end = start.startsWith("::") ? start.indexOf("::", 2) : -1;
  if (end === -1) return { rest: start };
  return { title: giftText("plain")(start.slice(2, end)), rest: start.slice(end + 2).trimStart() };
}

interface Parts {
  readonly format: GiftText;
  readonly head: string;
  /** Between the braces; absent where there are none. */
  readonly answers?: string;
  readonly tail: string;
}

const FORMAT = /^\[(html|moodle|plain|markdown)\]/i;

function partsOf(text: string): Parts {
  // The pattern above names the formats.
  const format = (FORMAT.exec(text)?.[1]?.toLowerCase() ?? "moodle") as GiftText;
  const rest = text.replace(FORMAT, "");
  const [start, end] = [rest.indexOf("{"), rest.indexOf("}")];
  if (start === -1 && end === -1) return { format, head: rest, tail: "" };
  if (start === -1 || (end !== -1 && end < start))
    throw new BrokenQuestion(
      "A } stands where no { has opened. One that belongs to the text is written \\}.",
    );
  if (end === -1)
    throw new BrokenQuestion(
      "The answer block opens with { and is not closed with } before the next blank line.",
    );
  const tail = rest.slice(end + 1);
  if (/[{}]/.test(tail) || (rest.indexOf("{", start + 1) < end && rest.indexOf("{", start + 1) !== -1))
    throw new BrokenQuestion(
      "There is more than one { or }. A question has one answer block; braces that belong to the text are written \\{ and \\}.",
    );
  return { format, head: rest.slice(0, start), answers: rest.slice(start + 1, end), tail };
}
