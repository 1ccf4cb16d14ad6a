import { Problem } from "../shared/problem.ts";
import type { TrackDeps } from "../tasks/track-task.ts";

/** @throws {Problem} `quota-exceeded` while as many of somebody's tasks are worked on as they may have at once. */
export async function refuseTooMany(
  deps: Pick<TrackDeps, "tasks"> & { readonly activeTasksPerUser: number },
  userId: string,
): Promise<void> {
  const active = await deps.tasks
    .tasks(userId)
    .find((tasks) => tasks.where("state", "in", ["queued", "running"]).limit(deps.activeTasksPerUser));
  if (active.length >= deps.activeTasksPerUser)
    throw new Problem(
      "quota-exceeded",
      `${active.length} of your tasks are being worked on. Wait for one to end.`,
      { retryAfterSeconds: 30 },
    );
}
