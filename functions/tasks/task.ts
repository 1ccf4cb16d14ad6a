import { z } from "zod";
import { Problem, type ProblemSlug, problems, problemType } from "../shared/problem.ts";

export const TaskState = z.enum(["queued", "running", "waiting", "succeeded", "failed", "canceled"]);
export type TaskState = z.infer<typeof TaskState>;

export const Progress = z.strictObject({
  /** 0 to 100; never falls. */
  percent: z.int().min(0).max(100),
  /** The step being done, in one stable word. */
  step: z.string(),
  /** The same in words for a person. */
  message: z.string(),
  lessonsReady: z.int().nonnegative().optional(),
  lessonsTotal: z.int().nonnegative().optional(),
});
export type Progress = z.infer<typeof Progress>;

/** Why it failed, as a problem without the request it never had. */
export const TaskProblem = z.strictObject({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});
export type TaskProblem = z.infer<typeof TaskProblem>;

/** What a task came to: a course, or a file to be fetched. */
export const TaskResult = z.union([
  z.strictObject({ courseId: z.uuid() }),
  z.strictObject({
    bytes: z.int().nonnegative(),
    /** The file is removed then. */
    expiresAt: z.iso.datetime(),
    downloadUrl: z.url().optional().meta({
      description:
        "Where the file is fetched, for 15 minutes, without a token: made anew by each GET of the task, shown nowhere else",
    }),
  }),
]);
export type TaskResult = z.infer<typeof TaskResult>;

/** Long work as a resource. Its document is what a listener sees: exactly these fields, times as strings. */
export const Task = z
  .strictObject({
    id: z.uuid(),
    type: z.enum(["course-generation", "course-regeneration", "data-export"]),
    state: TaskState,
    waitingFor: z.enum(["confirmation", "budget"]).optional(),
    progress: Progress,
    /** What was asked for. */
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    result: TaskResult.optional(),
    problem: TaskProblem.optional(),
    /** 1 at first; each retry adds one. */
    attempts: z.int().positive(),
    /** Rises with every change. */
    version: z.int().positive(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().optional(),
    finishedAt: z.iso.datetime().optional(),
    deadlineAt: z.iso.datetime(),
  })
  .meta({ id: "Task" });
export type Task = z.infer<typeof Task>;

export const isFinal = (task: Pick<Task, "state">): boolean =>
  task.state === "succeeded" || task.state === "failed" || task.state === "canceled";

/** Begins the name of every file that a task's attempts make in the bucket `exports`. */
export const filesOf = (of: { tid: string; userId: string }, taskId: string): string =>
  `${of.tid}/${of.userId}/${taskId}/`;

/** The file that an attempt of a `data-export` makes. */
export const exportFile = (
  of: { tid: string; userId: string },
  task: Pick<Task, "id" | "attempts">,
): string => `${filesOf(of, task.id)}${task.attempts}.json`;

export const taskProblem = (slug: ProblemSlug, detail: string): TaskProblem => ({
  type: problemType(slug),
  title: problems[slug].title,
  status: problems[slug].status,
  detail,
});

const next = (task: Task, changes: Partial<Task>): Task => ({
  ...task,
  ...changes,
  version: task.version + 1,
});

/** Progress made by the given attempt. What is stored already, or belongs to a final task, stays as it is. */
export function advance(task: Task, attempt: number, at: string, progress: Progress): Task {
  // What comes late must not wake a task that waits for its owner.
  if (isFinal(task) || task.state === "waiting" || task.attempts !== attempt) return task;
  const ready = Math.max(task.progress.lessonsReady ?? 0, progress.lessonsReady ?? 0);
  const known = task.progress;
  const behind = progress.percent < known.percent;
  const merged = behind ? known : { ...known, ...progress, ...(ready > 0 && { lessonsReady: ready }) };
  if (task.state === "running" && JSON.stringify(merged) === JSON.stringify(known)) return task;
  return next(task, { state: "running", startedAt: task.startedAt ?? at, progress: merged });
}

/** Stops until its owner says so, at the latest at `until`. A task that has ended, or waits already, stays as it is. */
export function hold(
  task: Task,
  attempt: number,
  wait: { waitingFor: NonNullable<Task["waitingFor"]>; until: string; progress: Progress },
): Task {
  if (isFinal(task) || task.state === "waiting" || task.attempts !== attempt) return task;
  const percent = Math.max(task.progress.percent, wait.progress.percent);
  return next(task, {
    state: "waiting",
    waitingFor: wait.waitingFor,
    progress: { ...wait.progress, percent },
    deadlineAt: wait.until,
  });
}

/** Ends the waiting: the task runs, with a new deadline. @throws {Problem} `conflict` unless it waits. */
export function goOn(task: Task, at: string, on: { deadlineAt: string; progress: Progress }): Task {
  if (task.state !== "waiting") throw notWaiting(task);
  const { waitingFor: _, ...rest } = task;
  const percent = Math.max(task.progress.percent, on.progress.percent);
  return next(rest, {
    state: "running",
    startedAt: task.startedAt ?? at,
    progress: { ...on.progress, percent },
    deadlineAt: on.deadlineAt,
  });
}

export const notWaiting = (task: Pick<Task, "state">): Problem =>
  new Problem("conflict", `The task does not wait to be confirmed; it is ${task.state}.`);

/** The end of the given attempt: succeeded, or failed with the reason. Final tasks stay as they ended. */
export function finish(
  task: Task,
  attempt: number,
  at: string,
  end: { result?: Task["result"]; problem?: TaskProblem; message: string },
): Task {
  if (isFinal(task) || task.attempts !== attempt) return task;
  const succeeded = end.problem === undefined;
  const { waitingFor: _, ...rest } = task;
  return next(rest, {
    state: succeeded ? "succeeded" : "failed",
    startedAt: task.startedAt ?? at,
    finishedAt: at,
    progress: {
      ...task.progress,
      percent: succeeded ? 100 : task.progress.percent,
      step: succeeded ? "done" : task.progress.step,
      message: end.message,
    },
    ...(end.result && { result: end.result }),
    ...(end.problem && { problem: end.problem }),
  });
}

/** Canceling is final at once. @throws {Problem} `conflict` when the task has ended otherwise. */
export function cancel(task: Task, at: string): Task {
  if (task.state === "canceled") return task;
  if (isFinal(task)) throw new Problem("conflict", `The task has ${task.state}; there is nothing to cancel.`);
  const { waitingFor: _, ...rest } = task;
  return next(rest, {
    state: "canceled",
    finishedAt: at,
    progress: { ...task.progress, message: "Canceled." },
  });
}

/** A new attempt that keeps what succeeded. @throws {Problem} `conflict` unless the task failed or was canceled. */
export function retry(task: Task, deadlineAt: string): Task {
  if (task.state !== "failed" && task.state !== "canceled")
    throw new Problem(
      "conflict",
      `The task is ${task.state}; only a failed or canceled one can be tried again.`,
    );
  const { problem: _, finishedAt: __, ...rest } = task;
  return {
    ...rest,
    state: "queued",
    attempts: task.attempts + 1,
    version: task.version + 1,
    deadlineAt,
    progress: { ...task.progress, message: "Waiting to be tried again." },
  };
}
