import type { Lesson } from "../learning/lesson.ts";
import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import { ask } from "../platform/inference/ask.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { advanceTask } from "../tasks/track-task.ts";
import { checkOutline } from "./check-draft.ts";
import { Assignment, type StepJob } from "./contract.ts";
import type { Brief, Outline, Passage } from "./draft.ts";
import { followRun } from "./follow-run.ts";
import { findSources, gatherPassages } from "./gather-passages.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { OUTLINE, type Plan } from "./plan.ts";
import { outlinePrompt } from "./prompts.ts";
import { bothSettled, runStep, type Step } from "./run-step.ts";

/** The first step: a plan, and a lesson to be written for each of its parts. */
export function planCourse(deps: GenerationDeps, job: StepJob, delivery: Delivery): Promise<Outcome> {
  return runStep(deps, {
    ref: job,
    step: OUTLINE,
    delivery,
    work: async (step) => {
      await bothSettled(
        advanceTask(deps, job, { percent: 1, step: OUTLINE, message: "Planning the course." }),
        makePlan(deps, job, step),
      );
    },
    follow: () => followRun(deps, job, job.courseId, OUTLINE),
  });
}

async function makePlan(deps: GenerationDeps, job: StepJob, step: Step): Promise<void> {
  const { brief: asked, sourceIds: chosen } = Assignment.parse(step.assignment);
  const required = !deps.capability.knows;
  const sourceIds =
    chosen.length > 0
      ? chosen
      : (await findSources(deps, { userId: job.userId, topic: asked.topic, required })).map(({ id }) => id);
  const passages = await gatherPassages(deps, sourceIds);
  const { brief, notes } = fitted(asked, passages, deps.capability.minimumWords);
  const input = { brief, passages };
  const prompt = outlinePrompt(input);
  const { value: outline } = await ask(step.model, {
    ...prompt,
    signal: AbortSignal.timeout(deps.modelTimeoutMs * 4),
    check: (value) => checkOutline(value, input),
  });
  if (outline.lessons.length < brief.lessonCount)
    notes.push(`The material made ${outline.lessons.length} lessons of the ${asked.lessonCount} asked for.`);
  const plan: Plan = { outline, sourceIds, lessonIds: outline.lessons.map(() => deps.newId()), notes };
  await step.commit(plan, async ({ tx }) => {
    const course = await deps.courses.find(job.courseId, tx);
    if (!course) throw new Problem("resource-not-found", "The course was removed.");
    const at = timestamp(deps.clock());
    deps.courses.change(tx, course, at, {
      title: outline.title,
      summary: outline.summary,
      description: outline.description,
      tags: outline.tags,
      objectives: outline.objectives,
      lessonCount: plan.lessonIds.length,
    });
    for (const lesson of plannedLessons(job.courseId, plan, outline, at)) deps.courses.saveLesson(tx, lesson);
  });
}

const WORDS_PER_LESSON = 150;

/** The brief as the material allows it: at most one lesson for every 150 words. */
function fitted(
  brief: Brief,
  passages: readonly Passage[],
  minimumWords: number,
): { brief: Brief; notes: string[] } {
  if (passages.length === 0) return { brief, notes: [] };
  const words = passages.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);
  if (words < minimumWords)
    throw new Problem(
      "sources-missing",
      `The material has ${words} words; a course needs at least ${minimumWords}.`,
    );
  const most = Math.max(1, Math.floor(words / WORDS_PER_LESSON));
  if (brief.lessonCount <= most) return { brief, notes: [] };
  return {
    brief: { ...brief, lessonCount: most },
    notes: [`${words} words of material are enough for ${most} lessons, not for ${brief.lessonCount}.`],
  };
}

const plannedLessons = (courseId: string, plan: Plan, outline: Outline, at: string): Lesson[] =>
  outline.lessons.map((lesson, index) => ({
    id: plan.lessonIds[index] ?? "",
    courseId,
    order: index + 1,
    title: lesson.title,
    summary: lesson.summary,
    objectives: lesson.objectives,
    estimatedMinutes: 0,
    // All of them are enqueued at once.
    status: "writing",
    blocks: [],
    createdAt: at,
    updatedAt: at,
  }));
