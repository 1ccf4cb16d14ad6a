import { randomUUID } from "node:crypto";
import { buildLesson } from "../../functions/generation/build-lesson.ts";
import { checkLesson, checkOutline } from "../../functions/generation/check-draft.ts";
import type { LessonDraft, LessonPlan, Outline } from "../../functions/generation/draft.ts";
import { gateLesson } from "../../functions/generation/gate-lesson.ts";
import { lessonPassages } from "../../functions/generation/gather-passages.ts";
import { lessonPrompt, outlinePrompt } from "../../functions/generation/prompts.ts";
import type { AnswerKey } from "../../functions/learning/block.ts";
import type { Lesson } from "../../functions/learning/lesson.ts";
import { ask } from "../../functions/platform/inference/ask.ts";
import type { Model } from "../../functions/platform/inference/model.ts";
import { composeCoursework } from "../../functions/quality/compose-coursework.ts";
import type { Coursework } from "../../functions/quality/coursework.ts";
import type { LessonRepair } from "../../functions/quality/repair.ts";
import { Problem } from "../../functions/shared/problem.ts";
import type { EvaluationBrief } from "./brief.ts";

/** A course as it was first drafted, and as the gate let it pass. */
export interface WrittenCourse {
  readonly before: Coursework;
  readonly after: Coursework;
  readonly repairs: readonly Omit<LessonRepair, "lessonId">[];
  /** Lessons that could not be written, or the plan, with the reason. */
  readonly lost: readonly string[];
}

const SECONDS = 300;

interface Drafted {
  readonly plan: LessonPlan;
  readonly before: LessonDraft;
  readonly after: LessonDraft;
}

/** Writes a course as the pipeline does, without its queues and its database. */
export async function writeCourse(model: Model, evaluation: EvaluationBrief): Promise<WrittenCourse> {
  const { brief, passages } = evaluation;
  const input = { brief, passages: [...passages] };
  const signal = () => AbortSignal.timeout(SECONDS * 1000);
  const drafted: Drafted[] = [];
  const repairs: Omit<LessonRepair, "lessonId">[] = [];
  const lost: string[] = [];
  const { value: outline } = await ask(model, {
    ...outlinePrompt(input),
    signal: signal(),
    check: (plan) => checkOutline(plan, input),
  }).catch((error: unknown) => {
    lost.push(`the plan: ${reasonOf(error)}`);
    return { value: unplanned(brief.topic) };
  });
  for (const [index, plan] of outline.lessons.entries())
    try {
      const lesson = { brief, outline, index, ...lessonPassages(plan, passages) };
      const { value: before } = await ask(model, {
        ...lessonPrompt(lesson),
        signal: signal(),
        check: (draft) => checkLesson(draft, lesson),
      });
      const material = { passages: lesson.passages, surroundings: lesson.surroundings };
      const gated = await gateLesson(
        { model, timeoutMs: SECONDS * 1000 },
        { brief, lesson: plan, draft: before, ...material },
      );
      repairs.push(gated.repair);
      drafted.push({ plan, before, after: gated.draft });
    } catch (error) {
      lost.push(`${plan.title}: ${reasonOf(error)}`);
    }
  return {
    ...{ repairs, lost },
    before: composed(
      evaluation,
      outline,
      drafted.map(({ plan, before }) => [plan, before]),
    ),
    after: composed(
      evaluation,
      outline,
      drafted.map(({ plan, after }) => [plan, after]),
    ),
  };
}

/** Why the model failed; anything else is a fault of our own. */
function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  throw error;
}

const unplanned = (title: string): Outline => ({
  ...{ title, summary: "", description: "", tags: [], objectives: [], lessons: [] },
});

/** Drafts as the course they make. */
function composed(
  { brief, passages }: EvaluationBrief,
  outline: Outline,
  drafts: readonly (readonly [LessonPlan, LessonDraft])[],
): Coursework {
  const at = "2026-01-01T00:00:00.000Z";
  const built = drafts.map(([{ title, summary, objectives }, draft], index) => {
    const lesson: Lesson = {
      ...{ id: randomUUID(), courseId: randomUUID(), order: index + 1, title, summary, objectives },
      ...{ estimatedMinutes: 0, status: "writing", version: 1, blocks: [], createdAt: at, updatedAt: at },
    };
    return buildLesson({ newId: randomUUID }, { lesson, draft, passages, at });
  });
  const keys: AnswerKey["questions"] = Object.assign({}, ...built.map(({ key }) => key.questions));
  return composeCoursework({
    course: { ...outline, language: brief.language, difficulty: brief.difficulty },
    ...{ lessons: built.map(({ lesson }) => lesson), keys, grounded: passages.length > 0 },
    targetMinutes: brief.targetMinutes,
    passageOf: ({ start }) => passages.find((passage) => passage.start <= start && start < passage.end)?.text,
  });
}
