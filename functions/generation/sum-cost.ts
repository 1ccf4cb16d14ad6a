import type { Cost } from "../learning/course.ts";
import type { RunRef } from "../tasks/run.ts";
import type { TrackDeps } from "../tasks/track-task.ts";

/** What a task's saved answers cost, over all its attempts, and which model gave them. */
export async function sumCost(deps: TrackDeps, ref: RunRef): Promise<Cost & { model: string }> {
  const answers = await deps.tasks.answers(ref.userId, ref.taskId).find((found) => found);
  const task = await deps.tasks.tasks(ref.userId).get(ref.taskId);
  const began = Date.parse(task?.startedAt ?? task?.createdAt ?? deps.clock().toISOString());
  return {
    calls: answers.length,
    promptTokens: answers.reduce((sum, { usage }) => sum + usage.promptTokens, 0),
    completionTokens: answers.reduce((sum, { usage }) => sum + usage.completionTokens, 0),
    seconds: Math.max(0, Math.round((deps.clock().getTime() - began) / 100) / 10),
    model: answers.at(-1)?.model ?? "none",
  };
}
