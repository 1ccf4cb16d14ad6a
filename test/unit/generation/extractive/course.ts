import {
  type Brief,
  LessonDraft,
  type LessonInput,
  Outline,
  type OutlineInput,
  type Passage,
} from "#functions/generation/draft";
import { extractiveModel } from "#functions/generation/extractive/extractive-model";
import { passagesOf } from "./passages.ts";

export interface Course {
  readonly passages: readonly Passage[];
  readonly outline: Outline;
  readonly lessons: readonly LessonDraft[];
}

const model = extractiveModel();

/** Asks the engine as a pipeline would and parses what it answers. */
export async function ask(operation: string, input: unknown): Promise<unknown> {
  const answer = await model.complete({
    operation,
    system: "",
    turns: [],
    input,
    schema: {},
    maxTokens: 4096,
    signal: new AbortController().signal,
  });
  return JSON.parse(answer.text);
}

/** A whole course from a text: the outline, then every lesson from its passages and up to twelve others. */
export async function courseFrom(text: string, brief: Brief): Promise<Course> {
  const passages = passagesOf(text);
  const input: OutlineInput = { brief, passages };
  const outline = Outline.parse(await ask("outline", input));
  const lessons: LessonDraft[] = [];
  for (const [index, plan] of outline.lessons.entries()) {
    const own = passages.filter((passage) => plan.passages.includes(passage.ref));
    const surroundings = passages.filter((passage) => !plan.passages.includes(passage.ref)).slice(0, 12);
    const lesson: LessonInput = { brief, outline, index, passages: own, surroundings };
    lessons.push(LessonDraft.parse(await ask("lesson", lesson)));
  }
  return { passages, outline, lessons };
}
