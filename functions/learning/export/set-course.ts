import type { AnswerPage, Book, Exercise, Part, Piece } from "./book.ts";
import { printable, UNPRINTABLE } from "./glyphs.ts";
import type { Content } from "./pdf.ts";
import { gridOf, setCode, setMarkdown } from "./set-markdown.ts";
import { say } from "./text.ts";

type Words = Book["words"];

/** A course as the contents of a PDF: cover, table of contents, lessons, answers. */
export function setCourse(book: Book): Content[] {
  const { parts, answers, words } = book;
  const body = [
    ...parts.flatMap((part) => lesson(part, words)),
    ...(answers.length > 0 ? answerSection(answers, words) : []),
  ];
  const front = opening(book);
  const lacks = JSON.stringify([front, body]).includes(UNPRINTABLE);
  return [...front, ...(lacks ? [notice(words.unprintable)] : []), contents(words), ...body];
}

const plain = (value: string, style = "paragraph"): Content => ({ text: printable(value), style });

const notice = (value: string): Content => ({
  table: { widths: ["*"], body: [[{ text: printable(value) }]] },
  layout: "code",
  margin: [0, 8, 0, 8],
});

const bullets = (items: readonly string[]): Content => ({
  ul: items.map((item) => ({ text: printable(item), margin: [0, 0, 0, 2] })),
  style: "list",
});

const goals = (objectives: readonly string[], words: Words): Content[] =>
  objectives.length === 0 ? [] : [{ text: words.objectives, style: "h4" }, bullets(objectives)];

/** Of the cover's title on a line. */
const COVER_LETTERS = 24;

function opening({
  title,
  summary,
  description,
  facts,
  notice: incomplete,
  objectives,
  words,
}: Book): Content[] {
  const paragraphs = description === summary ? [] : description.split(/\n\s*\n/).filter(Boolean);
  return [
    { text: printable(title, COVER_LETTERS), style: "h1", margin: [0, 150, 0, 14] },
    ...(summary ? [plain(summary, "lead")] : []),
    { text: facts.map(printable).join("   ·   "), style: "small", margin: [0, 4, 0, 16] },
    ...(incomplete === undefined ? [] : [notice(incomplete)]),
    ...paragraphs.map((paragraph) => plain(paragraph.replace(/\s+/g, " "))),
    ...goals(objectives, words),
  ];
}

const contents = (words: Words): Content => ({
  toc: {
    title: { text: words.contents, style: "h2" },
    textMargin: [0, 0, 0, 6],
    numberStyle: { color: "#5b6270" },
    outlines: true,
  },
  pageBreak: "before",
});

function lesson(part: Part, words: Words): Content[] {
  const { number, title, summary, objectives, minutes, pieces, notes } = part;
  return [
    {
      text: `${say(words.lesson, { n: number })}  ·  ${say(words.minutes, { n: minutes })}`,
      style: "small",
      pageBreak: "before",
      margin: [0, 0, 0, 4],
    },
    { text: printable(`${number}. ${title}`), style: "h2", tocItem: true },
    ...(summary ? [plain(summary, "lead")] : []),
    ...goals(objectives, words),
    ...pieces.flatMap((piece) => setPiece(piece, words)),
    ...headed(
      words.sources,
      notes.map(
        ({ number: note, source, quote }): Content => ({
          text: `${note}.  “${printable(quote)}” — ${printable(source)}`,
          style: "small",
          id: `note-${note}`,
          margin: [0, 0, 0, 4],
          ...(quote.length < SHORT && { unbreakable: true }),
        }),
      ),
    ),
  ];
}

function setPiece(piece: Piece, words: Words): Content[] {
  switch (piece.kind) {
    case "text":
      return setMarkdown(piece.markdown, { headings: 3, notes: piece.notes });
    case "example":
      return [
        {
          table: {
            widths: ["*"],
            body: [
              [
                [
                  { text: words.example, style: "h4", margin: [0, 0, 0, 4] },
                  ...setMarkdown(piece.markdown, { headings: 4 }),
                ],
              ],
            ],
          },
          layout: "panel",
          margin: [0, 4, 0, 10],
        },
      ];
    case "code":
      return [setCode(piece.code), ...(piece.explanation === undefined ? [] : [plain(piece.explanation)])];
    case "quiz":
      return headed(
        words.questions,
        piece.questions.map((question) => setExercise(question, words)),
      );
    case "flashcards":
      return piece.cards.length === 0 ? [] : headed(words.flashcards, [cards(piece.cards, words)]);
    case "resource": {
      const { label, title, url, attribution } = piece;
      const linked = { text: printable(title), ...(url !== undefined && { link: url, color: "#1f5fbf" }) };
      const more = attribution === undefined ? [] : [` — ${printable(attribution)}`];
      return [{ text: [{ text: `${label}: `, bold: true }, linked, ...more], style: "paragraph" }];
    }
  }
}

/** A heading with what it heads: it stays with the first of it. */
function headed(title: string, [first, ...rest]: Content[]): Content[] {
  if (first === undefined) return [];
  const whole = typeof first === "object" && "unbreakable" in first;
  const heading: Content = { text: title, style: "h3" };
  return whole ? [{ stack: [heading, first], unbreakable: true }, ...rest] : [heading, first, ...rest];
}

/** What is longer than that may be broken over pages: it might not fit one. */
const SHORT = 1500;

function setExercise({ number, prompt, instruction, options, hint }: Exercise, words: Words): Content {
  const stack: Content[] = [
    { text: [{ text: `${number}.  `, bold: true }, printable(prompt)] },
    { text: instruction, style: "small", margin: [0, 0, 0, 3] },
    ...options.map(
      ({ letter, text }): Content => ({
        columns: [
          { text: letter, bold: true, width: 18, color: "#5b6270" },
          { text: printable(text), width: "*" },
        ],
        margin: [12, 0, 0, 2],
      }),
    ),
    ...(options.length === 0 ? [gap()] : []),
    ...(hint === undefined ? [] : [aside(`${words.hint}: ${printable(hint)}`)]),
  ];
  const length =
    prompt.length + (hint?.length ?? 0) + options.reduce((sum, { text }) => sum + text.length + 60, 0);
  return { stack, margin: [0, 0, 0, 12], ...(length < SHORT && { unbreakable: true }) };
}

const aside = (text: string): Content => ({ text, style: "small", margin: [12, 2, 0, 0] });

const gap = (): Content => ({
  canvas: [{ type: "line", x1: 12, y1: 16, x2: 220, y2: 16, lineColor: "#5b6270", lineWidth: 0.7 }],
});

/** Of a card's front on a line: it stands in the narrower column. */
const FRONT_LETTERS = 24;

function cards(all: readonly { front: string; back: string }[], words: Words): Content {
  const header = [words.front, words.back].map((text): Content => ({ text, bold: true, fontSize: 9 }));
  const rows = all.map(({ front, back }): Content[] => [
    { text: printable(front, FRONT_LETTERS), bold: true },
    { text: printable(back) },
  ]);
  const length = all.reduce((sum, { front, back }) => sum + front.length + back.length + 60, 0);
  const table = gridOf([header, ...rows], ["38%", "*"]);
  return length < SHORT ? { stack: [table], unbreakable: true } : table;
}

const answerSection = (answers: readonly AnswerPage[], words: Words): Content[] => [
  { text: words.answers, style: "h2", tocItem: true, pageBreak: "before" },
  ...answers.flatMap(({ part, items }): Content[] => [
    { text: printable(`${say(words.lesson, { n: part.number })}: ${part.title}`), style: "h3" },
    ...items.map(
      ({ number, right, explanation }): Content => ({
        text: [
          { text: `${number}.  `, bold: true },
          { text: right.map(printable).join("; "), bold: true },
          ...(explanation ? [`\n${printable(explanation)}`] : []),
        ],
        margin: [0, 0, 0, 6],
      }),
    ),
  ]),
];
