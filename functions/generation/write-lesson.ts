import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import { ask } from "../platform/inference/ask.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { buildLesson } from "./build-lesson.ts";
import { checkLesson } from "./check-draft.ts";
import { Assignment, type LessonJob } from "./contract.ts";
import { followRun } from "./follow-run.ts";
import { gateLesson } from "./gate-lesson.ts";
import { gatherPassages, lessonPassages } from "./gather-passages.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { lessonStep, OUTLINE, type Plan, planOf } from "./plan.ts";
import { lessonPrompt } from "./prompts.ts";
import { runStep, type Step } from "./run-step.ts";

/** One lesson of a planned course, in parallel with the others: drafted, checked, repaired, saved, readable. */
export function writeLesson(deps: GenerationDeps, job: LessonJob, delivery: Delivery): Promise<Outcome> {
  return runStep(deps, {
    ref: { tid: job.tid, userId: job.userId, taskId: job.taskId, attempt: job.attempt },
    step: lessonStep(job.index),
    delivery,
    work: (step) => draftLesson(deps, job, step),
    follow: () => followRun(deps, job, job.courseId, lessonStep(job.index)),
  });
}

async function draftLesson(deps: GenerationDeps, job: LessonJob, step: Step): Promise<void> {
  const { brief } = Assignment.parse(step.assignment);
  const plan = await planStep(deps, job);
  const part = plan?.outline.lessons[job.index];
  const lessonId = plan?.lessonIds[job.index];
  if (!plan || !part || !lessonId)
    throw new Problem("validation-error", `The plan has no lesson ${job.index + 1}.`);
  const [lesson, all] = await Promise.all([
    deps.courses.lesson(job.courseId, lessonId),
    gatherPassages(deps, plan.sourceIds),
  ]);
  if (!lesson && !(await deps.courses.find(job.courseId)))
    throw new Problem("resource-not-found", "The lesson's course was removed.");
  // Its author has removed it since it failed, or written it.
  if (!lesson || lesson.status === "ready") return step.commit(null, () => undefined);
  const input = { brief, outline: plan.outline, index: job.index, ...lessonPassages(part, all) };
  const { value: draft } = await ask(step.model, {
    ...lessonPrompt(input),
    signal: AbortSignal.timeout(deps.modelTimeoutMs * 4),
    check: (value) => checkLesson(value, input),
  });
  const { passages, surroundings } = input;
  const gated = await gateLesson(
    { model: step.model, timeoutMs: deps.modelTimeoutMs * 4 },
    { brief, lesson: part, draft, passages, surroundings },
  );
  const at = timestamp(deps.clock());
  const built = buildLesson(deps, { lesson, draft: gated.draft, passages, at });
  await step.commit(null, ({ tx }) => {
    deps.courses.saveLesson(tx, built.lesson, built.key);
    deps.courses.saveRepair(tx, job.courseId, { lessonId, ...gated.repair });
  });
}

async function planStep(deps: GenerationDeps, job: LessonJob): Promise<Plan | undefined> {
  const mark = await deps.tasks.steps(job.userId, job.taskId).get(OUTLINE);
  return mark && planOf([mark]);
}
