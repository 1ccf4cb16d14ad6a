import type { Block, Citation, Question, ShownKey } from "../block.ts";
import type { Lesson } from "../lesson.ts";
import type { Wording } from "./english.ts";
import type { Exported } from "./format.ts";
import { clean, letterOf, oneLine, safeUrl, say } from "./text.ts";
import { directionOf, wordingFor } from "./wording.ts";

/** A course laid out for reading: numbered, labelled, and with nothing in it that a page could trip over. */
export interface Book {
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly objectives: readonly string[];
  readonly tags: readonly string[];
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly updatedAt: Date;
  /** What the course is, in a few words: level, lessons, duration, version. */
  readonly facts: readonly string[];
  /** Says that lessons are missing, where some are. */
  readonly notice?: string | undefined;
  readonly words: Wording;
  readonly parts: readonly Part[];
  /** What is right, lesson by lesson; empty where the reader is not to know it. */
  readonly answers: readonly AnswerPage[];
}

/** A lesson. */
export interface Part {
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  readonly objectives: readonly string[];
  readonly minutes: number;
  readonly pieces: readonly Piece[];
  readonly notes: readonly Note[];
}

/** A block. Markdown stays Markdown; every other string is plain text. */
export type Piece =
  | {
      readonly kind: "text" | "example";
      readonly markdown: string;
      readonly notes: readonly number[];
    }
  | {
      readonly kind: "code";
      readonly language: string;
      readonly code: string;
      readonly explanation: string | undefined;
    }
  | { readonly kind: "quiz"; readonly questions: readonly Exercise[] }
  | { readonly kind: "flashcards"; readonly cards: readonly { front: string; back: string }[] }
  | {
      readonly kind: "resource";
      readonly label: string;
      readonly title: string;
      readonly url: string | undefined;
      readonly attribution: string | undefined;
    };

/** A question; its number counts within the lesson. */
export interface Exercise {
  readonly number: number;
  readonly prompt: string;
  readonly instruction: string;
  readonly options: readonly { readonly letter: string; readonly text: string }[];
  readonly hint: string | undefined;
}

/** A citation; its number counts through the course. */
export interface Note {
  readonly number: number;
  readonly source: string;
  readonly quote: string;
}

export interface AnswerPage {
  readonly part: Part;
  readonly items: readonly {
    readonly number: number;
    readonly right: readonly string[];
    readonly explanation: string;
  }[];
}

export function bookOf(exported: Exported): Book {
  const { course, lessons } = exported;
  const { words, locale } = wordingFor(course.language);
  const number = noteNumbers(exported, words);
  const parts = lessons.map((lesson) => partOf(lesson, words, number));
  const updatedAt = new Date(course.updatedAt);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(updatedAt);
  const all = Math.max(course.lessonCount, lessons.length);
  return {
    title: oneLine(course.title) || "—",
    summary: oneLine(course.summary),
    description: clean(course.description).trim(),
    objectives: course.objectives.map(oneLine),
    tags: course.tags.map(oneLine),
    language: course.language,
    direction: directionOf(course.language),
    updatedAt,
    facts: [
      `${words.level}: ${words[course.difficulty]}`,
      `${words.lessons}: ${lessons.length}`,
      `${words.duration}: ${say(words.minutes, { n: course.estimatedMinutes })}`,
      say(words.version, { n: course.version, date }),
    ],
    ...(lessons.length < all && { notice: say(words.incomplete, { ready: lessons.length, all }) }),
    words,
    parts,
    answers: lessons.flatMap((lesson, index) => {
      const key = exported.keys?.get(lesson.id);
      const part = parts[index];
      const items = key ? answersOf(lesson, key, words) : [];
      return part && items.length > 0 ? [{ part, items }] : [];
    }),
  };
}

type NumberNotes = (citations: readonly Citation[], notes: Note[]) => number[];

/** Numbers citations through the course: the same place of the same source once in each lesson. */
function noteNumbers({ sources }: Exported, words: Wording): NumberNotes {
  let last = 0;
  const places = new Map<string, string>();
  /** A source without a title that the reader may know is told from the others by its number. */
  const nameOf = (id: string): string => {
    const known =
      places.get(id) ?? (oneLine(sources.get(id) ?? "") || say(words.source, { n: places.size + 1 }));
    places.set(id, known);
    return known;
  };
  return (citations, notes) =>
    citations.map(({ sourceId, quote, page }) => {
      const name = nameOf(sourceId);
      const source = page === undefined ? name : `${name}, ${say(words.page, { n: page })}`;
      const cited = { source, quote: oneLine(quote) };
      const same = notes.find((note) => note.source === source && note.quote === cited.quote);
      if (same) return same.number;
      last += 1;
      notes.push({ number: last, ...cited });
      return last;
    });
}

function partOf(lesson: Lesson, words: Wording, number: NumberNotes): Part {
  const notes: Note[] = [];
  const counted = { questions: 0 };
  return {
    number: lesson.order,
    title: oneLine(lesson.title) || "—",
    summary: oneLine(lesson.summary),
    objectives: lesson.objectives.map(oneLine),
    minutes: lesson.estimatedMinutes,
    pieces: lesson.blocks.map((block) => {
      if (block.type === "text") return textOf(block, number(block.citations ?? [], notes));
      if (block.type !== "quiz") return pieceOf(block, words);
      const questions = block.questions.map((question) => {
        counted.questions += 1;
        return exerciseOf(question, counted.questions, words);
      });
      return { kind: "quiz", questions };
    }),
    notes,
  };
}

const textOf = ({ type, markdown }: Block & { type: "text" }, notes: readonly number[]): Piece => ({
  kind: type,
  markdown: clean(markdown),
  notes: [...new Set(notes)],
});

function pieceOf(block: Exclude<Block, { type: "text" | "quiz" }>, words: Wording): Piece {
  switch (block.type) {
    case "example":
      return { kind: "example", markdown: clean(block.markdown), notes: [] };
    case "code":
      return {
        kind: "code",
        language: /^[\w+#.-]{1,30}$/.test(block.language) ? block.language : "",
        code: clean(block.code).replace(/\n+$/, ""),
        explanation: block.explanation === undefined ? undefined : oneLine(block.explanation),
      };
    case "flashcards":
      return {
        kind: "flashcards",
        cards: block.cards.map(({ front, back }) => ({ front: oneLine(front), back: oneLine(back) })),
      };
    case "resource":
      return {
        kind: "resource",
        label: words[block.kind],
        title: oneLine(block.title),
        url: safeUrl(block.url),
        attribution: block.attribution === undefined ? undefined : oneLine(block.attribution),
      };
  }
}

const exerciseOf = ({ prompt, kind, options, hint }: Question, number: number, words: Wording): Exercise => ({
  number,
  prompt: oneLine(prompt),
  instruction: words[kind],
  options: options.map(({ text }, index) => ({ letter: letterOf(index), text: oneLine(text) })),
  hint: hint === undefined ? undefined : oneLine(hint),
});

function answersOf({ blocks }: Lesson, key: ShownKey, words: Wording): AnswerPage["items"] {
  const questions = blocks.flatMap((block) => (block.type === "quiz" ? block.questions : []));
  return questions.flatMap((question, index) => {
    const answer = key.questions[question.id];
    if (!answer) return [];
    const right = question.options.flatMap(({ id, text }, option) =>
      answer.correctOptionIds.includes(id) ? [`${letterOf(option)}. ${oneLine(text)}`] : [],
    );
    const written =
      right.length === 0 && answer.correctText !== undefined ? [oneLine(answer.correctText)] : [];
    const texts = (answer.acceptedTexts ?? []).map(oneLine).filter((text) => !written.includes(text));
    const accepted = texts.length > 0 ? [say(words.alsoAccepted, { texts: texts.join(", ") })] : [];
    return [
      {
        number: index + 1,
        right: [...right, ...written, ...accepted],
        explanation: oneLine(answer.explanation),
      },
    ];
  });
}
