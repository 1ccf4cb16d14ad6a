import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "#functions/shared/problem";
import { courseFrom } from "./course.ts";
import { aBrief, library, libraryText } from "./passages.ts";

const sentences = library.flatMap((name) => libraryText(name).text.split(/(?<=[.!?])\s+/));
const junk = [
  "<div>",
  "<img src=x onerror=alert(1)>",
  "## ",
  "- ",
  "\n\n",
  "```\ncode()\n```\n",
  "| a | b |\n",
  "🚀",
  "\r\n",
  '{"a":1}',
  "http://x.y/z?q=1",
  "“",
  "(",
  ")",
  "”",
  "...",
  "A",
  "1.",
  "e.g. ",
  "\u00a0",
  "\u200b",
  "--",
  "—",
  ";",
  ":",
  "WHAT?!",
  "İstanbul ",
  "ﬁ",
  "$5",
  "100%",
  "3-4",
  "C++",
  "\t",
  "**",
  "[x](y)",
  "$&",
  "\\",
  "_____",
  "__proto__ ",
  "constructor. ",
];

describe("texts nobody wrote with care", () => {
  it("become courses that pass the shape, or are refused in words; nothing else happens", async () => {
    const piece = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...sentences).map((text) => `${text} `) },
      { weight: 2, arbitrary: fc.constantFrom(...junk) },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 30 }) },
      { weight: 1, arbitrary: fc.constant("\n\n") },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        async (pieces, lessonCount) => {
          try {
            const { lessons } = await courseFrom(pieces.join(""), aBrief({ lessonCount }));
            for (const { options } of lessons.flatMap((lesson) => lesson.questions)) {
              expect(options.filter((option) => option.correct)).toHaveLength(1);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            expect(error).toMatchObject({ slug: "sources-missing" });
          }
        },
      ),
      { numRuns: 150, seed: 20 },
    );
  });
});
