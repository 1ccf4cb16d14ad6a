import { status } from "@grpc/grpc-js";
import type { Identity } from "../identity.ts";
import { type Deliver, nextDelivery, type Send } from "./delivery.ts";
import { isExhausted, type Queue, retryDelay } from "./queue.ts";
import type { QueueStore } from "./queue-store.ts";
import type { Task } from "./task.ts";

export interface AttemptDeps {
  store: QueueStore;
  identity: Identity;
  deliver: Deliver;
  send: Send;
  log: (line: string) => void;
  /** Aborts when the emulator stops: what is under way then never happened, and is made again after a restart. */
  stopping: AbortSignal;
}

/** Sends a task once and writes down how it went. Says whether it is to be tried again, at its new schedule time. */
export async function attempt(
  deps: AttemptDeps,
  { queue, task }: { queue: Queue; task: Task },
): Promise<boolean> {
  const startedAt = Date.now();
  const signal = AbortSignal.any([AbortSignal.timeout(task.deadlineMs), deps.stopping]);
  const delivery = nextDelivery(deps.identity, { queue, task, signal });
  task.dispatchCount += 1;
  task.firstDispatchAt ??= startedAt;
  task.lastAttempt = { scheduledAt: task.scheduledAt, dispatchedAt: startedAt };
  deps.store.changed();
  const answer = await delivery
    .then((ready) => Promise.race([deps.deliver(ready, deps.send), aborted(signal)]))
    .catch((): "no-answer" => "no-answer");
  if (deps.stopping.aborted && answer === "no-answer") return false;

  const outcome = verdict(answer, signal.aborted);
  const tookMs = Date.now() - startedAt;
  deps.log(`${shortName(task)} attempt ${task.dispatchCount}: ${outcome.message} in ${tookMs} ms`);
  if (queue.tasks.get(task.name) !== task) return false;
  const ageMs = Date.now() - task.firstDispatchAt;
  if (outcome.code === status.OK || isExhausted(queue.retryConfig, task.dispatchCount, ageMs)) {
    deps.store.removeTask(queue, task);
    return false;
  }
  if (answer !== "no-answer") task.responseCount += 1;
  if (answer !== "no-answer" && answer < 500) task.executionCount += 1;
  task.previousStatus = answer === "no-answer" ? undefined : answer;
  task.retryReason = outcome.reason;
  task.lastAttempt.outcome = { at: Date.now(), code: outcome.code, message: outcome.message };
  task.scheduledAt = Date.now() + retryDelay(queue.retryConfig, task.dispatchCount);
  deps.store.changed();
  return true;
}

function verdict(answer: number | "no-answer", isLate: boolean) {
  if (answer === "no-answer") {
    const reason = isLate ? "DEADLINE_EXCEEDED" : "UNAVAILABLE";
    return { code: status[reason], message: reason, reason };
  }
  const isSuccess = answer >= 200 && answer < 300;
  const failure = answer >= 500 ? status.UNAVAILABLE : status.UNKNOWN;
  return { code: isSuccess ? status.OK : failure, message: `HTTP ${answer}`, reason: `HTTP_${answer}` };
}

/** Rejects when the signal aborts, for a delivery that was lost on its way and never ends by itself. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

const shortName = (task: Task): string => task.name.split("/").slice(-3).join("/");
