import type { Course, CourseStatus } from "../learning/course.ts";
import type { Lesson } from "../learning/lesson.ts";
import type { Unit } from "../platform/firestore/transact.ts";
import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import { ask } from "../platform/inference/ask.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem, type ProblemSlug, problems } from "../shared/problem.ts";
import type { RunRef, StepMark } from "../tasks/run.ts";
import { type TaskProblem, taskProblem } from "../tasks/task.ts";
import { finishTask, stepMarks } from "../tasks/track-task.ts";
import { Assignment, type CourseGenerated, type StepJob } from "./contract.ts";

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
  const [marks, cost] = await Promise.all([stepMarks(deps, job), sumCost(deps, job)]);
  const problem = problemOf(marks);
  const message = problem?.detail ?? "The course is ready.";
  await finishTask(
    deps,
    job,
    { result: { courseId: job.courseId }, ...(problem && { problem }), message },
    (unit) => closeCourse(deps, unit, job, { marks, cost, status: problem ? "partial" : "ready" }),
  );
}

function problemOf(marks: readonly StepMark[]): TaskProblem | undefined {
  const failed = marks.filter((mark) => mark.outcome === "failed");
  const first = failed[0];
  if (!first?.problem) return undefined;
  // A mark's slug was one of ours when it was written; an unknown one is a fault of our own.
  const slug = (first.problem.slug in problems ? first.problem.slug : "server-error") as ProblemSlug;
  const lessons = failed.filter((mark) => mark.step.startsWith("lesson-")).length;
  const detail =
    lessons === 0
      ? first.problem.detail
      : `${lessons} of the lessons could not be written: ${first.problem.detail} The others can be read; trying again writes only the missing ones.`;
  return taskProblem(slug, detail);
}

interface Closing {
  readonly marks: readonly StepMark[];
  readonly cost: NonNullable<Course["generation"]>["cost"] & { model: string };
  readonly status: CourseStatus;
}

/** Sets the course's last state in the commit that ends its task, and tells of it when there is something to read. */
async function closeCourse(
  deps: GenerationDeps,
  unit: Unit,
  job: RunRef & { courseId: string },
  { marks, cost: { model, ...cost }, status }: Closing,
): Promise<void> {
  const [course, lessons] = await Promise.all([
    deps.courses.find(job.courseId, unit.tx),
    deps.courses.lessons(job.courseId, unit.tx),
  ]);
  if (!course) throw new Problem("resource-not-found", "The course was removed.");
  const ready = lessons.filter((lesson) => lesson.status === "ready");
  const plan = planOf(marks);
  const review = marks.find((mark) => mark.step === REVIEW && mark.outcome === "done")?.result as
    | Review
    | null
    | undefined;
  const at = timestamp(deps.clock());
  for (const lesson of lessons.filter((found) => found.status !== "ready"))
    deps.courses.saveLesson(unit.tx, { ...lesson, status: "failed", updatedAt: at });
  deps.courses.change(unit.tx, course, at, {
    status: ready.length > 0 ? status : "failed",
    estimatedMinutes: ready.reduce((sum, lesson) => sum + lesson.estimatedMinutes, 0),
    ...(review && { summary: review.summary, description: review.description, tags: review.tags }),
    generation: {
      taskId: job.taskId,
      model,
      grounded: (plan?.sourceIds.length ?? 0) > 0,
      degraded: deps.model.degraded,
      cost,
      notes: [...(plan?.notes ?? []), ...(review?.issues.map((issue) => issue.problem) ?? [])],
    },
  });
  if (ready.length === 0) return;
  const { courseId, taskId, userId } = job;
  const data: CourseGenerated = {
    courseId,
    taskId,
    userId,
    lessonsReady: ready.length,
    lessonsTotal: lessons.length,
  };
  unit.publish({ id: deps.newId(), type: "course.generated", tid: job.tid, at, data });
}
