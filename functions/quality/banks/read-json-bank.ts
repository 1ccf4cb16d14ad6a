import type { z } from "zod";
import { CourseFile } from "../../learning/export/file.ts";
import {
  BankItem,
  type Found,
  inOneLesson,
  nameFrom,
  type Opened,
  type QuestionBank,
  type RawItem,
  unreadable,
} from "./bank.ts";
import { openCourse } from "./open-course.ts";

/**
 * Reads our own form: a bank `{ title?, language?, items }`, or the JSON export of a course with its keys.
 * @throws {Problem} `bank-unreadable`
 */
export function readJsonBank(text: string): Opened {
  const data = parsed(text);
  if (!isRecord(data)) throw unreadable('It is no question bank: expected { "items": [ … ] }.');
  if (data["format"] === "lyo-course") return readCourse(data);
  const { title, language, items } = data;
  if (!Array.isArray(items))
    throw unreadable(
      'It is no question bank: there is no list "items". A bank is { "title"?, "language"?, "items": [ … ] }, or a course\'s export as JSON with its keys.',
    );
  return inOneLesson(
    items.map((item: unknown, index) => readItem(item, index)),
    ...([textOr(title, ""), textOr(language, undefined)] as const),
  );
}

/** A bank that is known to be one. */
export const openBank = ({ title, language, items }: QuestionBank): Opened =>
  inOneLesson(
    items.map((item, index) => found(item, index)),
    title,
    language,
  );

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOr = <T>(value: unknown, other: T): string | T => (typeof value === "string" ? value : other);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Only V8's place is told: the rest of its message quotes the text.
    const [, position] = /position (\d+)/.exec(String(error)) ?? [];
    const before = text.slice(0, position === undefined ? text.length : Number(position));
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    throw unreadable(`It is not valid JSON: line ${line}, column ${column} cannot be read.`);
  }
}

function readItem(value: unknown, index: number): Found {
  const read = BankItem.safeParse(value);
  if (read.success) return found(read.data, index);
  const stem = isRecord(value) ? textOr(value["name"] ?? value["stem"], "") : "";
  const name = nameFrom(stem) || `question ${index + 1}`;
  return { pointer: `/items/${index}`, name, broken: true, reason: reasonOf(read.error.issues) };
}

const reasonOf = (issues: readonly z.core.$ZodIssue[]): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
    .join("; ");

function found({ name, kind, options = [], accepted = [], ...item }: BankItem, index: number): Found {
  const { stem, explanation, objective, bloom } = item;
  const right = options.filter(({ correct }) => correct).length;
  const told = options.length === 0 ? "cloze" : right > 1 ? "multiple" : "single";
  const read: RawItem = {
    ...{ kind: kind ?? told, stem, options, accepted },
    ...(explanation !== undefined && { explanation }),
    ...(objective !== undefined && { objective }),
    ...(bloom && { bloom }),
  };
  return {
    pointer: `/items/${index}`,
    name: nameFrom(name ?? stem) || `question ${index + 1}`,
    item: read,
  };
}

function readCourse(data: unknown): Opened {
  const read = CourseFile.safeParse(data);
  if (!read.success) {
    const errors = read.error.issues
      .slice(0, 20)
      .map(({ path, message }) => ({ pointer: `#/${path.join("/")}`, detail: message }));
    throw unreadable(
      `It says that it is a course's export, and is not: ${reasonOf(read.error.issues)}.`,
      errors,
    );
  }
  if (!read.data.answerKeys)
    throw unreadable(
      "The course was exported without its answer keys, so nothing says what is right: export it with keys=true.",
    );
  return openCourse(read.data);
}
