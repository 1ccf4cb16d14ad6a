import { ask } from "../platform/inference/ask.ts";
import type { Model } from "../platform/inference/model.ts";
import type { Finding } from "../quality/report.ts";
import { unsafeContent } from "../quality/rules/unsafe-content.ts";
import { fold, quoted } from "../quality/words.ts";
import type { LessonDraft } from "./draft.ts";
import { safetyPrompt } from "./prompts.ts";
import { HARMS, type SafetyInput } from "./safety.ts";

export interface SafetyDeps {
  readonly model: Model;
  readonly timeoutMs: number;
}

/**
 * Has the model look at a lesson for what is unfit for learners, in a call that knows nothing of how the lesson came
 * about: what talked its author into something is not told to its examiner. The built-in engine copies sentences of
 * the sources and judges nothing: there the lists of `unsafe-content` are all there is.
 * @returns an error for each stretch found, with the place in the draft it stands in.
 * @throws {Problem} `model-unavailable` when the model does not answer, or not usably: what nobody has checked passes
 * no gate.
 */
export async function checkSafety(
  { model, timeoutMs }: SafetyDeps,
  { language, title, objectives, draft }: LessonTold,
): Promise<Finding[]> {
  if (model.degraded) return [];
  const { summary, texts, example, questions, flashcards } = draft;
  const input: SafetyInput = {
    language,
    checked: {
      title,
      objectives,
      summary,
      texts,
      ...(example !== undefined && { example }),
      questions,
      flashcards,
    },
  };
  const parts = partsOf(input.checked);
  const placeOf = (quote: string) => parts.find(({ text }) => fold(text).includes(fold(quote)))?.pointer;
  const { value } = await ask(model, {
    ...safetyPrompt(input),
    signal: AbortSignal.timeout(timeoutMs),
    check: ({ unsafe }) =>
      unsafe
        .filter(({ quote }) => placeOf(quote) === undefined)
        .map(
          ({ quote }) => `${quoted(quote)} does not stand in the lesson: copy exactly, from one part of it.`,
        ),
  });
  const { name: rule, severity, title: what, advice, reveals } = unsafeContent;
  return value.unsafe.map(({ harm, quote }) => ({
    ...{ rule, severity, title: what, advice, reveals, pointer: placeOf(quote) ?? "" },
    detail: `${quoted(quote)} is ${HARMS[harm]}.`,
  }));
}

interface LessonTold {
  readonly language: string;
  readonly title: string;
  readonly objectives: readonly string[];
  readonly draft: LessonDraft;
}

/** Each piece of text of a lesson, with a JSON Pointer into the draft; the empty one for what the plan says. */
function partsOf(checked: SafetyInput["checked"]): { pointer: string; text: string }[] {
  const { title, objectives, summary, texts, example, questions, flashcards } = checked;
  const at = (pointer: string, pieces: readonly string[]) => pieces.map((text) => ({ pointer, text }));
  return [
    ...texts.flatMap(({ markdown }, n) => at(`/texts/${n}`, [markdown])),
    ...at("/example", example === undefined ? [] : [example]),
    ...questions.flatMap(({ prompt, options, explanation }, n) =>
      at(`/questions/${n}`, [prompt, ...options.map(({ text }) => text), explanation]),
    ),
    ...flashcards.flatMap(({ front, back }, n) => at(`/flashcards/${n}`, [front, back])),
    ...at("/summary", [summary]),
    ...at("", [title, ...objectives]),
  ];
}
