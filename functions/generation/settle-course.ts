import { changedLesson } from "../learning/lesson.ts";
import type { Outcome } from "../platform/http/jobs-app.ts";
import { timestamp } from "../shared/clock.ts";
import type { RunRef } from "../tasks/run.ts";
import { AnyAssignment } from "./contract.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { settleRewriting } from "./settle-rewriting.ts";
import { sumCost } from "./sum-cost.ts";

/**
 * Leaves the course of an attempt that was canceled, or ran past its deadline, in a state a learner can use:
 * what is ready can be read, nothing looks as if it were still being written.
 */
export async function settleCourse(deps: GenerationDeps, ref: RunRef): Promise<Outcome> {
  const run = await deps.tasks.runs.get(ref.taskId);
  if (!run || run.open || run.attempt !== ref.attempt) return "dropped";
  const assignment = AnyAssignment.parse(run.assignment);
  if ("lessonIds" in assignment) return settleRewriting(deps, ref, assignment);
  const { courseId } = assignment;
  const { model, ...cost } = await sumCost(deps, ref);
  return deps.transact(async ({ tx }) => {
    const present = await deps.tasks.runs.get(ref.taskId, tx);
    const course = await deps.courses.find(courseId, tx);
    const lessons = await deps.courses.lessons(courseId, tx);
    if (!course || present?.open !== false || course.status !== "generating") return "dropped";
    const at = timestamp(deps.clock());
    const ready = lessons.filter((lesson) => lesson.status === "ready");
    for (const lesson of lessons.filter((found) => found.status !== "ready"))
      deps.courses.saveLesson(tx, changedLesson(lesson, at, { status: "failed" }));
    deps.courses.change(tx, course, at, {
      status: ready.length > 0 ? "partial" : "failed",
      estimatedMinutes: ready.reduce((sum, lesson) => sum + lesson.estimatedMinutes, 0),
      ...(course.generation && { generation: { ...course.generation, model, cost } }),
    });
    return "done";
  });
}
