import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { usageStore } from "../../functions/generation/usage-store.ts";
import { GenerationAccepted } from "../../functions/learning/contract.ts";
import { machinery, type OutboxEntry } from "../../functions/platform/firestore/machinery.ts";
import { isFinal, Task } from "../../functions/tasks/task.ts";
import { taskStore } from "../../functions/tasks/task-store.ts";
import { type FaultRun, type FaultStack, type Learner, PATIENCE_MS, TENANT } from "./fault-stack.ts";

export const LESSONS = 3;
/** Calls of a run that nothing disturbs: the outline, each lesson and the look at it, the review. */
export const CALLS = 2 * LESSONS + 2;

const LIBRARY = join(import.meta.dirname, "../../infra/local/library");
const article = readFileSync(join(LIBRARY, "plate-tectonics.md"), "utf8");

/** A call of the API as the learner. @throws {Error} when it is refused. */
export async function call<T>(
  at: FaultStack,
  learner: Learner,
  request: { method: string; path: string; answer: z.ZodType<T>; body?: unknown; key?: string },
): Promise<T> {
  const response = await fetch(`${at.stack.url}${request.path}`, {
    method: request.method,
    headers: {
      authorization: `Bearer ${learner.token}`,
      "content-type": "application/json",
      ...(request.key !== undefined && { "idempotency-key": request.key }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
  const said = await response.text();
  if (!response.ok) throw new Error(`${request.method} ${request.path}: ${response.status} ${said}`);
  return request.answer.parse(JSON.parse(said));
}

/** What every run of these tests is asked for, so that all of them must come to the same course. */
export async function askedFor(at: FaultStack, learner: Learner, lessonCount = LESSONS) {
  const source = await call(at, learner, {
    ...{ method: "POST", path: "/v1/sources", answer: z.object({ id: z.uuid() }) },
    body: { title: "Plate tectonics", text: article },
  });
  return { topic: "Plate tectonics", lessonCount, sourceIds: [source.id] };
}

export async function startRun(
  at: FaultStack,
  learner: Learner,
  lessonCount: number = LESSONS,
): Promise<FaultRun> {
  const body = await askedFor(at, learner, lessonCount);
  const accepted = await call(at, learner, {
    ...{ method: "POST", path: "/v1/courses/generate", answer: GenerationAccepted, body },
  });
  return runOf(at, learner, accepted);
}

export function runOf(
  at: FaultStack,
  learner: Learner,
  { taskId, courseId }: { taskId: string; courseId: string },
): FaultRun {
  const { userId } = learner;
  const tasks = taskStore(at.db, TENANT);
  const { usage } = usageStore(at.db, TENANT);
  const task = async (): Promise<Task> => {
    const found = await tasks.tasks(userId).get(taskId);
    if (!found) throw new Error(`There is no task ${taskId}.`);
    return found;
  };
  const post = (verb: string) =>
    call(at, learner, { method: "POST", path: `/v1/tasks/${taskId}/${verb}`, answer: Task });
  const ended = () => until(task, isFinal, (last) => `the task is ${JSON.stringify(last)}`, at.patienceMs);
  const run: FaultRun = {
    ...{ learner, taskId, courseId, task, ended },
    cancel: () => post("cancel"),
    retry: () => post("retry"),
    accounted: async () => {
      const last = await ended();
      const accounts = () => usage.find((days) => days.where("userId", "==", userId));
      await until(
        async () => (await accounts()).reduce((sum, day) => sum + day.tasks, 0),
        (counted) => counted >= last.attempts,
        (counted) => `${counted} of ${last.attempts} attempts are accounted for`,
        at.patienceMs,
      );
      const { outbox } = machinery(at.db);
      await until(
        () => outbox.find((all) => all.where("createdAt", ">=", last.createdAt)),
        (entries) => entries.every((entry) => isSent(entry) || !entry.body.includes(taskId)),
        () => `the news of ${taskId} is not sent`,
        at.patienceMs,
      );
      return last;
    },
  };
  at.runs.push(run);
  return run;
}

const isSent = ({ pendingSince }: OutboxEntry): boolean => pendingSince === undefined;

/** Looks until what it sees is right. @throws {Error} saying what it saw last. */
export async function until<T>(
  look: () => Promise<T> | T,
  isRight: (seen: T) => boolean,
  complaint: (seen: T) => string,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`After ${patienceMs / 1000} s ${complaint(seen)}.`);
    await wait(150);
  }
}
