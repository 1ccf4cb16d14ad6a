import type { FootnoteDefinition, ListItem, PhrasingContent, Root, RootContent, TableRow } from "mdast";
import remarkGfm from "remark-gfm";
import remarkStringify from "remark-stringify";
import { unified } from "unified";
import { stringify as yamlText } from "yaml";
import { type AnswerPage, type Book, bookOf, type Exercise, type Part, type Piece } from "./book.ts";
import type { Exported } from "./format.ts";
import { readMarkdown } from "./read-markdown.ts";
import { say } from "./text.ts";

const writer = unified()
  .use(remarkStringify, { bullet: "-", emphasis: "_", fences: true, rule: "-", listItemIndent: "one" })
  .use(remarkGfm);

/** The course as Markdown, GitHub's kind: front matter, lessons, and footnotes for what is cited. */
export async function formatMarkdown(exported: Exported): Promise<Uint8Array<ArrayBuffer>> {
  const book = bookOf(exported);
  const { words, parts, answers } = book;
  const root: Root = {
    type: "root",
    children: [
      ...opening(book),
      ...parts.flatMap((part) => lesson(part, book)),
      ...(answers.length > 0
        ? [heading(2, words.answers), ...answers.flatMap((page) => answerPage(page, book))]
        : []),
    ],
  };
  return new TextEncoder().encode(`${frontMatter(exported, book)}\n${writer.stringify(root)}`);
}

const frontMatter = ({ course }: Exported, { title, tags, updatedAt }: Book): string => {
  const { id, version, language, difficulty, estimatedMinutes } = course;
  const known = {
    title,
    id,
    version,
    language,
    difficulty,
    estimatedMinutes,
    tags,
    updatedAt: updatedAt.toISOString(),
  };
  return `---\n${yamlText(known)}---\n`;
};

const text = (value: string): PhrasingContent => ({ type: "text", value });
const strong = (value: string): PhrasingContent => ({ type: "strong", children: [text(value)] });
const emphasis = (value: string): PhrasingContent => ({ type: "emphasis", children: [text(value)] });
const paragraph = (...children: PhrasingContent[]): RootContent => ({ type: "paragraph", children });
const heading = (depth: 1 | 2 | 3, value: string): RootContent => ({
  type: "heading",
  depth,
  children: [text(value)],
});

const list = (items: readonly (readonly PhrasingContent[])[], ordered = false): RootContent[] =>
  items.length === 0
    ? []
    : [
        {
          type: "list",
          ordered,
          spread: false,
          children: items.map(
            (children): ListItem => ({
              type: "listItem",
              spread: false,
              children: [{ type: "paragraph", children: [...children] }],
            }),
          ),
        },
      ];

const headed = (value: string, content: readonly RootContent[]): RootContent[] =>
  content.length === 0 ? [] : [heading(3, value), ...content];

const quoted = (value: string): RootContent => ({
  type: "blockquote",
  children: [{ type: "paragraph", children: [text(value)] }],
});

const nameOf = ({ number, title }: Part, { words }: Book): string =>
  `${say(words.lesson, { n: number })}: ${title}`;

const plural = (value: string): RootContent[] =>
  value
    .split(/\n\s*\n/)
    .filter((chunk) => chunk.trim() !== "")
    .map((chunk) => paragraph(text(chunk.trim())));

function opening(book: Book): RootContent[] {
  const { title, summary, description, facts, notice, objectives, parts, words } = book;
  return [
    heading(1, title),
    ...(summary ? [paragraph(emphasis(summary))] : []),
    ...(description === summary ? [] : plural(description)),
    paragraph(text(facts.join(" · "))),
    ...(notice === undefined ? [] : [quoted(notice)]),
    ...headed(words.objectives, list(objectives.map((objective) => [text(objective)]))),
    ...headed(words.contents, list(parts.map((part) => [text(nameOf(part, book))]))),
  ];
}

function lesson(part: Part, book: Book): RootContent[] {
  const { words } = book;
  return [
    heading(2, nameOf(part, book)),
    ...(part.summary ? [paragraph(emphasis(part.summary))] : []),
    paragraph(text(say(words.minutes, { n: part.minutes }))),
    ...headed(words.objectives, list(part.objectives.map((objective) => [text(objective)]))),
    ...part.pieces.flatMap((piece) => pieceOf(piece, book)),
    ...part.notes.map(
      ({ number, source, quote }): FootnoteDefinition => ({
        type: "footnoteDefinition",
        identifier: String(number),
        label: String(number),
        children: [{ type: "paragraph", children: [text(`“${quote}” — ${source}`)] }],
      }),
    ),
  ];
}

function pieceOf(piece: Piece, { words }: Book): RootContent[] {
  switch (piece.kind) {
    case "text":
      return readMarkdown(piece.markdown, { headings: 3, notes: piece.notes }).children;
    case "example":
      return headed(words.example, readMarkdown(piece.markdown, { headings: 4 }).children);
    case "code":
      return [
        { type: "code", lang: piece.language || null, value: piece.code },
        ...(piece.explanation === undefined ? [] : [paragraph(text(piece.explanation))]),
      ];
    case "quiz":
      return headed(
        words.questions,
        piece.questions.flatMap((question) => exercise(question, words.hint)),
      );
    case "flashcards":
      return headed(words.flashcards, cards(piece.cards, [words.front, words.back]));
    case "resource": {
      const title: PhrasingContent =
        piece.url === undefined
          ? text(piece.title)
          : { type: "link", url: piece.url, children: [text(piece.title)] };
      const attribution = piece.attribution === undefined ? [] : [text(` — ${piece.attribution}`)];
      return [paragraph(strong(`${piece.label}:`), text(" "), title, ...attribution)];
    }
  }
}

const exercise = ({ number, prompt, instruction, options, hint }: Exercise, label: string): RootContent[] => [
  paragraph(strong(`${number}.`), text(` ${prompt} `), emphasis(instruction)),
  ...list(options.map(({ letter, text: option }) => [strong(`${letter}.`), text(` ${option}`)])),
  ...(hint === undefined ? [] : [quoted(`${label}: ${hint}`)]),
];

function cards(all: readonly { front: string; back: string }[], header: readonly string[]): RootContent[] {
  const row = (cells: readonly string[]): TableRow => ({
    type: "tableRow",
    children: cells.map((cell) => ({ type: "tableCell", children: [text(cell)] })),
  });
  if (all.length === 0) return [];
  return [{ type: "table", children: [row(header), ...all.map(({ front, back }) => row([front, back]))] }];
}

const answerPage = ({ part, items }: AnswerPage, book: Book): RootContent[] => [
  heading(3, nameOf(part, book)),
  ...items.map(({ number, right, explanation }) =>
    paragraph(strong(`${number}.`), text(` ${right.join("; ")}${explanation ? ` — ${explanation}` : ""}`)),
  ),
];
