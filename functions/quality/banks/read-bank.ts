import { Language } from "../../shared/language.ts";
import type { Problem } from "../../shared/problem.ts";
import type { Coursework, Item, LessonText } from "../coursework.ts";
import {
  type BankFormat,
  type Found,
  LONGEST_TEXT,
  MOST_OPTIONS,
  MOST_QUESTIONS,
  type NotJudged,
  type Opened,
  type Place,
  type QuestionBank,
  type RawItem,
  unreadable,
} from "./bank.ts";
import { readGift } from "./read-gift.ts";
import { openBank, readJsonBank } from "./read-json-bank.ts";
import { readQti } from "./read-qti.ts";

/** A bank as its reader made it out. */
export interface Reading {
  readonly format: BankFormat;
  readonly coursework: Coursework;
  /** Whether the language was told with it, stands in it, or was made out by its words. */
  readonly languageFrom: "told" | "bank" | "words";
  /** Where each question that is judged stands, in order. */
  readonly places: readonly Place[];
  readonly notJudged: readonly NotJudged[];
}

export interface BankText {
  readonly text: string;
  readonly format?: BankFormat | undefined;
  /** BCP 47; overrides what the bank says. */
  readonly language?: string | undefined;
  /** Its end tells the format where nothing else does. */
  readonly fileName?: string | undefined;
  readonly mostQuestions?: number | undefined;
}

const readers: Readonly<Record<BankFormat, (text: string) => Opened>> = {
  json: readJsonBank,
  gift: readGift,
  qti: readQti,
};

/**
 * Reads a question bank: time and memory grow with its length alone. A question that is broken, or of a kind that no
 * rule knows, is told in `notJudged`; the rest is read.
 * @throws {Problem} `bank-unreadable`: no question can be read, or there are too many.
 */
export async function readBank({
  text,
  format,
  language,
  fileName,
  mostQuestions,
}: BankText): Promise<Reading> {
  const whole = text.replace(/^\ufeff/, "");
  if (whole.includes("\0")) throw unreadable("It is no text: it holds bytes that no text has.");
  const known = format ?? formatOf(whole, fileName);
  return gather(readers[known](whole), { format: known, language, mostQuestions });
}

/** The same for a bank that was handed over as data. */
export const takeBank = (bank: QuestionBank, language: string | undefined): Promise<Reading> =>
  gather(openBank(bank), { format: "json", language });

function formatOf(text: string, fileName = ""): BankFormat {
  const start = text.slice(0, 2000).trimStart();
  if (start.startsWith("<")) return /^<(?:p|div|span|b|i|em|strong)\b/i.test(start) ? "gift" : "qti";
  if (/\.json$/i.test(fileName)) return "json";
  if (/\.(?:gift|txt)$/i.test(fileName)) return "gift";
  if (/^[{[]\s*(?:["{}[\]]|$)/.test(start)) return "json";
  return "gift";
}

interface Told {
  readonly format: BankFormat;
  readonly language?: string | undefined;
  readonly mostQuestions?: number | undefined;
}

async function gather(
  opened: Opened,
  { format, language, mostQuestions = MOST_QUESTIONS }: Told,
): Promise<Reading> {
  const all = opened.lessons.flatMap(({ questions }) => questions);
  if (all.length === 0) throw unreadable("There is no question in it.");
  if (all.length > mostQuestions)
    throw unreadable(
      `It holds ${all.length.toLocaleString("en")} questions; ${mostQuestions.toLocaleString("en")} can be judged at once. Split it.`,
    );
  const lessons = opened.lessons.map(({ questions, ...lesson }): LessonText => {
    return { ...lesson, items: questions.flatMap((found) => itemOf(found) ?? []) };
  });
  const notJudged = all.flatMap((found) => leftOut(found) ?? []);
  if (notJudged.length === all.length && notJudged.every(({ broken }) => broken))
    throw nothingRead(notJudged);
  const declared = Language.safeParse(opened.language);
  const told = language ?? (declared.success ? declared.data : undefined);
  return {
    ...{ format, notJudged },
    coursework: { ...opened, lessons, language: told ?? (await languageOf(lessons)) },
    languageFrom: language !== undefined ? "told" : told !== undefined ? "bank" : "words",
    places: all.flatMap((found) => (itemOf(found) ? [placeOf(found)] : [])),
  };
}

const placeOf = ({ pointer, name, line }: Found): Place => ({
  pointer,
  name,
  ...(line !== undefined && { line }),
});

function itemOf(found: Found): Item | undefined {
  if (!("item" in found) || tooLarge(found.item)) return undefined;
  return { ...found.item, id: found.id ?? found.pointer, pointer: found.pointer };
}

function leftOut(found: Found): NotJudged | undefined {
  if (!("item" in found)) return { ...placeOf(found), broken: found.broken, reason: found.reason };
  const reason = tooLarge(found.item);
  return reason === undefined ? undefined : { ...placeOf(found), broken: true, reason };
}

/** What rules compare with each other has to be bounded. */
function tooLarge({ stem, explanation = "", options, accepted }: RawItem): string | undefined {
  if (Math.max(options.length, accepted.length) > MOST_OPTIONS)
    return `It has more than ${MOST_OPTIONS} answers.`;
  const texts = [stem, explanation, ...options.map(({ text }) => text), ...accepted];
  return texts.some((text) => text.length > LONGEST_TEXT)
    ? `One of its texts has more than ${LONGEST_TEXT.toLocaleString("en")} characters.`
    : undefined;
}

function nothingRead(notJudged: readonly NotJudged[]): Problem {
  const [first] = notJudged;
  const count = notJudged.length;
  const line = count === 1 ? "Line" : "line";
  const where = first?.line === undefined ? (first?.name ?? "") : `${line} ${first.line}`;
  const none = count === 1 ? "Its one question cannot" : `None of its ${count} questions can`;
  return unreadable(
    `${none} be read. ${count === 1 ? "" : "The first: "}${where}: ${first?.reason ?? ""}`,
    notJudged.slice(0, 20).map(({ pointer, line: at, reason }) => ({
      pointer: `#${pointer}`,
      detail: at === undefined ? reason : `line ${at}: ${reason}`,
    })),
  );
}

/** English where the words do not tell. */
async function languageOf(lessons: readonly LessonText[]): Promise<string> {
  const items = lessons.flatMap((lesson) => lesson.items);
  const words = items.slice(0, 50).flatMap(({ stem, options }) => [stem, ...options.map(({ text }) => text)]);
  // Loaded by the first bank that does not tell: its tables would slow every start.
  const { detect } = await import("tinyld");
  return detect(words.join("\n").slice(0, 5000)) || "en";
}
