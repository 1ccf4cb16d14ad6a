import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import { ask } from "../platform/inference/ask.ts";
import { Problem } from "../shared/problem.ts";
import { advanceTask } from "../tasks/track-task.ts";
import { checkOutline } from "./check-draft.ts";
import { Assignment, type StepJob } from "./contract.ts";
import type { Brief, Passage } from "./draft.ts";
import { followRun } from "./follow-run.ts";
import { findSources, gatherPassages } from "./gather-passages.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { holdPlan } from "./hold-plan.ts";
import { mostLessons, wordsIn } from "./outline.ts";
import { isAwaited, OUTLINE, type Plan } from "./plan.ts";
import { outlinePrompt } from "./prompts.ts";
import { bothSettled, runStep, type Step } from "./run-step.ts";
import { savePlan } from "./save-plan.ts";

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
  const { brief: asked, sourceIds: chosen, confirmOutline } = Assignment.parse(step.assignment);
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
  const lessonIds = outline.lessons.map(() => deps.newId());
  const confirmation = { state: "awaited", version: 1 } as const;
  const plan: Plan = { outline, sourceIds, lessonIds, notes, ...(confirmOutline && { confirmation }) };
  await step.commit(plan, ({ tx }) =>
    isAwaited(plan) ? holdPlan(deps, job, plan, tx) : savePlan(deps, tx, { courseId: job.courseId, plan }),
  );
}

/** The brief as the material allows it: at most one lesson for every 150 words. */
function fitted(
  brief: Brief,
  passages: readonly Passage[],
  minimumWords: number,
): { brief: Brief; notes: string[] } {
  if (passages.length === 0) return { brief, notes: [] };
  const words = wordsIn(passages);
  if (words < minimumWords)
    throw new Problem(
      "sources-missing",
      `The material has ${words} words; a course needs at least ${minimumWords}.`,
    );
  const most = mostLessons(words);
  if (brief.lessonCount <= most) return { brief, notes: [] };
  return {
    brief: { ...brief, lessonCount: most },
    notes: [`${words} words of material are enough for ${most} lessons, not for ${brief.lessonCount}.`],
  };
}
