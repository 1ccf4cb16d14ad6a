import type { RewriteInput } from "../rewriting.ts";
import { folded } from "./distractor.ts";
import type { Reading } from "./reading.ts";
import type { Sentence } from "./sentence.ts";

/** Words alone: Markdown, marks and spaces differ between a source and what was made of it. */
const bare = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;

/** The sentences that stand, word for word, in some texts. */
export function toldIn(sentences: readonly Sentence[], texts: readonly string[]): Set<number> {
  const all = texts.map(bare);
  const told = sentences.filter(({ text }) => all.some((known) => known.includes(bare(text))));
  return new Set(told.map(({ at }) => at));
}

/** What was read, for whoever was told and asked something of it before. */
export const rereadingOf = (
  reading: Reading,
  { texts, questions }: Pick<RewriteInput["present"], "texts" | "questions">,
): Reading => ({
  ...reading,
  asked: new Set(questions.map(folded)),
  told: toldIn(reading.sentences, texts),
});
