import { checkLesson, checkOutline } from "#functions/generation/check-draft";
import {
  type Brief,
  LessonDraft,
  type LessonInput,
  Outline,
  type OutlineInput,
  type Passage,
} from "#functions/generation/draft";
import { extractiveModel } from "#functions/generation/extractive/extractive-model";
import { lessonPassages } from "#functions/generation/gather-passages";
import { passagesOf } from "./passages.ts";

export interface Course {
  readonly passages: readonly Passage[];
  readonly outline: Outline;
  readonly lessons: readonly LessonDraft[];
  /** What the pipeline would send back for repair. */
  readonly findings: readonly string[];
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

/** A whole course from a text, as the pipeline asks for it: the outline, then every lesson from what it names. */
export async function courseFrom(text: string, brief: Brief): Promise<Course> {
  const passages = passagesOf(text);
  const input: OutlineInput = { brief, passages };
  const outline = Outline.parse(await ask("outline", input));
  const findings = checkOutline(outline, input);
  const lessons: LessonDraft[] = [];
  for (const [index, plan] of outline.lessons.entries()) {
    const lesson: LessonInput = { brief, outline, index, ...lessonPassages(plan, passages) };
    const draft = LessonDraft.parse(await ask("lesson", lesson));
    findings.push(...checkLesson(draft, lesson));
    lessons.push(draft);
  }
  return { passages, outline, lessons, findings };
}
