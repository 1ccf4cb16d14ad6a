import { citedPassages } from "../learning/judge-course.ts";
import type { Lesson } from "../learning/lesson.ts";
import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import { ask } from "../platform/inference/ask.ts";
import { type ProblemSlug, problems } from "../shared/problem.ts";
import type { StepMark } from "../tasks/run.ts";
import { type TaskProblem, taskProblem } from "../tasks/task.ts";
import { finishTask, stepMarks } from "../tasks/track-task.ts";
import { closeCourse } from "./close-course.ts";
import { Assignment, type StepJob } from "./contract.ts";

import type { Review } from "./draft.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { type Plan, planOf, REVIEW } from "./plan.ts";
import { reviewPrompt } from "./prompts.ts";
import { runStep, type Step } from "./run-step.ts";
import { sumCost } from "./sum-cost.ts";

/** The last step: a look over the whole course, then the task ends. Without lessons there is nothing to review. */
export function reviewCourse(deps: GenerationDeps, job: StepJob, delivery: Delivery): Promise<Outcome> {
  return runStep(deps, {
    ref: { tid: job.tid, userId: job.userId, taskId: job.taskId, attempt: job.attempt },
    step: REVIEW,
    delivery,
    work: async (step) => {
      const [marks, lessons] = await Promise.all([stepMarks(deps, job), deps.courses.lessons(job.courseId)]);
      const plan = planOf(marks);
      const ready = lessons.filter((lesson) => lesson.status === "ready");
      const review = plan && ready.length > 0 ? await askReview(deps, step, { plan, ready }) : null;
      await step.commit(review, () => undefined);
    },
    follow: () => endCourse(deps, job),
  });
}

async function askReview(
  deps: GenerationDeps,
  step: Step,
  { plan, ready }: { plan: Plan; ready: readonly Lesson[] },
): Promise<Review> {
  const { brief } = Assignment.parse(step.assignment);
  const lessons = ready.map(({ title, summary, blocks }) => ({
    title,
    summary,
    questions: blocks.flatMap((block) =>
      block.type === "quiz" ? block.questions.map(({ prompt }) => prompt) : [],
    ),
  }));
  const { value } = await ask(step.model, {
    ...reviewPrompt({ brief, outline: plan.outline, lessons }),
    signal: AbortSignal.timeout(deps.modelTimeoutMs * 4),
  });
  return value;
}

/** Ends the task by what its steps came to: all good, some lessons missing, or nothing to read. */
async function endCourse(deps: GenerationDeps, job: StepJob): Promise<void> {
  const [marks, cost, lessons, run] = await Promise.all([
    stepMarks(deps, job),
    sumCost(deps, job),
    deps.courses.lessons(job.courseId),
    deps.tasks.runs.get(job.taskId),
  ]);
  const assignment = Assignment.safeParse(run?.assignment);
  const targetMinutes = assignment.data?.brief.targetMinutes;
  const passages = await citedPassages(deps, lessons);
  const problem = problemOf(marks);
  const message = problem?.detail ?? "The course is ready.";
  await finishTask(
    deps,
    job,
    { result: { courseId: job.courseId }, ...(problem && { problem }), message },
    (unit) =>
      closeCourse(deps, unit, job, {
        marks,
        cost,
        passages,
        targetMinutes,
        status: problem ? "partial" : "ready",
      }),
  );
}

function detailOf(marks: readonly StepMark[], failed: readonly StepMark[], why: string): string {
  const lessonsIn = (of: readonly StepMark[]) => of.filter(({ step }) => step.startsWith("lesson-")).length;
  const missing = lessonsIn(failed);
  if (missing === 0) return why;
  return missing === lessonsIn(marks)
    ? `No lesson could be written: ${why}`
    : `${missing} of the lessons could not be written: ${why} The others can be read; trying again writes only the missing ones.`;
}

function problemOf(marks: readonly StepMark[]): TaskProblem | undefined {
  const failed = marks.filter((mark) => mark.outcome === "failed");
  const first = failed[0];
  if (!first?.problem) return undefined;
  // A mark's slug was one of ours when it was written; an unknown one is a fault of our own.
  const slug = (first.problem.slug in problems ? first.problem.slug : "server-error") as ProblemSlug;
  return taskProblem(slug, detailOf(marks, failed, first.problem.detail));
}
