import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import { ask } from "../platform/inference/ask.ts";
import { advanceTask } from "../tasks/track-task.ts";
import { checkOutline } from "./check-draft.ts";
import { Assignment, type StepJob } from "./contract.ts";
import { fitMaterial } from "./fit-material.ts";
import { followRun } from "./follow-run.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { holdPlan } from "./hold-plan.ts";
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
  const material = await fitMaterial(deps, { userId: job.userId, brief: asked, sourceIds: chosen });
  const { brief, sourceIds, passages, notes } = material;
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
