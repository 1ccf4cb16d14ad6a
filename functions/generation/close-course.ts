import type { Course, CourseStatus } from "../learning/course.ts";
import { type citedPassages, judgeCourse } from "../learning/judge-course.ts";
import { changedLesson } from "../learning/lesson.ts";
import type { Unit } from "../platform/firestore/transact.ts";
import { badgeOf } from "../quality/badge.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import type { RunRef, StepMark } from "../tasks/run.ts";
import type { CourseGenerated } from "./contract.ts";
import type { Review } from "./draft.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { type Plan, planOf, REVIEW } from "./plan.ts";

interface Closing {
  readonly marks: readonly StepMark[];
  readonly cost: NonNullable<Course["generation"]>["cost"] & { model: string };
  readonly passages: Awaited<ReturnType<typeof citedPassages>>;
  readonly targetMinutes: number | undefined;
  readonly status: CourseStatus;
}

/** Sets the course's last state in the commit that ends its task, and tells of it when there is something to read. */
export async function closeCourse(
  deps: GenerationDeps,
  unit: Unit,
  job: RunRef & { courseId: string },
  { marks, cost: { model, ...cost }, passages, targetMinutes, status }: Closing,
): Promise<void> {
  const [course, lessons, keys, repairs] = await Promise.all([
    deps.courses.find(job.courseId, unit.tx),
    deps.courses.lessons(job.courseId, unit.tx),
    deps.courses.keys(job.courseId),
    deps.courses.repairs(job.courseId),
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
    deps.courses.saveLesson(unit.tx, changedLesson(lesson, at, { status: "failed" }));
  const grounded = (plan?.sourceIds.length ?? 0) > 0;
  const report = judgeCourse({ course, lessons, keys, passages, grounded, targetMinutes });
  const closed = deps.courses.change(unit.tx, course, at, {
    status: ready.length > 0 ? status : "failed",
    estimatedMinutes: ready.reduce((sum, lesson) => sum + lesson.estimatedMinutes, 0),
    ...(status === "ready" && review && plan && reviewed(course, plan.outline, review)),
    generation: {
      taskId: job.taskId,
      model,
      grounded,
      degraded: deps.model.degraded,
      cost,
      notes: [...(plan?.notes ?? []), ...(review?.issues.map((issue) => issue.problem) ?? [])],
      // A course without a lesson is neither good nor bad.
      ...(ready.length > 0 && { quality: badgeOf(report) }),
    },
  });
  const { version } = closed;
  deps.courses.saveReport(unit.tx, { courseId: job.courseId, version, judgedAt: at, repairs, report });
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

const REVIEWED = ["summary", "description", "tags"] as const;

/** What a review of the whole says of a course, in the outline's place; what its author has said since stays. */
const reviewed = (course: Course, outline: Plan["outline"], review: Review): Partial<Course> =>
  Object.fromEntries(
    REVIEWED.filter((name) => JSON.stringify(course[name]) === JSON.stringify(outline[name])).map((name) => [
      name,
      review[name],
    ]),
  );
