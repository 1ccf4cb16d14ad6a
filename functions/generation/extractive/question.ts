import type { QuestionDraft } from "../draft.ts";
import type { Sentence } from "./sentence.ts";

/** How a question was made: a lesson mixes them. */
export type QuestionForm = "term" | "meaning" | "subject" | "cloze" | "number" | "truth";

/** A question that could be asked, with what choosing among candidates needs. */
export interface Candidate {
  readonly form: QuestionForm;
  /** What it asks for, folded: asked once in a lesson. */
  readonly about: string;
  /** The answer as an objective names it: `the stroma`; empty for numbers and statements. */
  readonly topic: string;
  readonly sentence: Sentence;
  readonly draft: Omit<QuestionDraft, "objective">;
  /** How well such questions come out, as a factor. */
  readonly worth: number;
}

/** What is shown after answering: the words it rests on. */
export function explanationOf(sentence: Sentence, answer?: string): string {
  const lead = answer === undefined ? "" : `${answer}. `;
  const room = 580 - lead.length;
  const text =
    sentence.text.length > room
      ? `${sentence.text.slice(0, room - 1).replace(/\s+\S*$/, "")}…`
      : sentence.text;
  return `${lead}The source says: “${text}”`;
}

/** Three to six, by what there is to read. */
export function questionCount(sentences: readonly Sentence[]): number {
  const words = sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);
  return Math.max(3, Math.min(6, Math.round(words / 60)));
}
