import { isTaken } from "../platform/firestore/contention.ts";
import type { Transaction } from "../platform/firestore/database.ts";
import type { Transact, Unit } from "../platform/firestore/transact.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { Run, RunRef, SavedAnswer, StepMark } from "./run.ts";
import { advance, finish, hold, type Progress, type Task, type TaskProblem } from "./task.ts";
import type { TaskStore } from "./task-store.ts";

/** A task is given this long; waiting for its owner does not count. */
export const DEADLINE_SECONDS = 20 * 60;
/** The sweeper looks at an open run this often. */
export const SWEEP_SECONDS = 120;

/** The attempt a job belongs to is over: canceled, finished or replaced. Nothing of it may be written any more. */
export class RunClosed extends Error {
  override readonly name = "RunClosed";
}

export interface TrackDeps {
  readonly tasks: TaskStore;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface NewTask {
  readonly id: string;
  readonly userId: string;
  readonly type: Task["type"];
  readonly area: string;
  readonly params: Task["params"];
  readonly assignment: unknown;
  readonly message: string;
}

/** Writes a new task and its run, in the caller's transaction. */
export function createTask(deps: TrackDeps, unit: Unit, input: NewTask): Task {
  const now = deps.clock();
  const deadlineAt = timestamp(plusSeconds(now, DEADLINE_SECONDS));
  const task: Task = {
    id: input.id,
    type: input.type,
    state: "queued",
    progress: { percent: 0, step: "queued", message: input.message },
    params: input.params,
    attempts: 1,
    version: 1,
    createdAt: timestamp(now),
    deadlineAt,
  };
  deps.tasks.tasks(input.userId).create(unit.tx, task.id, task);
  deps.tasks.runs.create(unit.tx, task.id, {
    taskId: task.id,
    userId: input.userId,
    area: input.area,
    attempt: 1,
    open: true,
    deadlineAt,
    assignment: input.assignment,
    dueAt: timestamp(plusSeconds(now, SWEEP_SECONDS)),
  });
  return task;
}

/** Whether the job's attempt is the one alive. */
export const isAlive = (run: Run | undefined, ref: RunRef): boolean =>
  run?.open === true && run.attempt === ref.attempt;

/** Checks, before a model is called or inside a commit, that the attempt is alive. @throws {RunClosed} */
export async function guardRun(deps: TrackDeps, ref: RunRef, tx?: Transaction): Promise<void> {
  if (!isAlive(await deps.tasks.runs.get(ref.taskId, tx), ref)) throw new RunClosed("the attempt is over");
}

/** Shows progress to whoever watches. Never falls, never wakes a task that has ended. */
export async function advanceTask(deps: TrackDeps, ref: RunRef, progress: Progress): Promise<void> {
  const at = timestamp(deps.clock());
  await deps.tasks.tasks(ref.userId).change(ref.taskId, (task) => advance(task, ref.attempt, at, progress));
}

/**
 * Lets a task wait for its owner, in the caller's transaction. Waiting uses up none of its time: the sweeper looks
 * at it next when the waiting is over. Reads before it writes. @throws {RunClosed}
 */
export async function holdTask(
  deps: TrackDeps,
  ref: RunRef,
  tx: Transaction,
  wait: Parameters<typeof hold>[2],
): Promise<void> {
  const [run, task] = await Promise.all([
    deps.tasks.runs.get(ref.taskId, tx),
    deps.tasks.tasks(ref.userId).get(ref.taskId, tx),
  ]);
  if (!run || !task || !isAlive(run, ref)) throw new RunClosed("the attempt is over");
  const held = hold(task, ref.attempt, wait);
  if (held === task) return;
  deps.tasks.tasks(ref.userId).set(tx, task.id, held);
  deps.tasks.runs.set(tx, run.taskId, { ...run, deadlineAt: wait.until, dueAt: wait.until });
}

/**
 * Ends the task and closes its run in one commit; tells `task.finished`. `also` writes what must be true with it.
 * Does nothing when the attempt is over already.
 */
export function finishTask(
  deps: TrackDeps & { transact: Transact },
  ref: RunRef,
  end: { result?: Task["result"]; problem?: TaskProblem; message: string },
  also: (unit: Unit) => void | Promise<void> = () => undefined,
): Promise<boolean> {
  return deps.transact(async (unit) => {
    const [run, task] = await Promise.all([
      deps.tasks.runs.get(ref.taskId, unit.tx),
      deps.tasks.tasks(ref.userId).get(ref.taskId, unit.tx),
    ]);
    if (!run || !task || !isAlive(run, ref)) return false;
    await also(unit);
    const ended = finish(task, ref.attempt, timestamp(deps.clock()), end);
    deps.tasks.tasks(ref.userId).set(unit.tx, ref.taskId, ended);
    closeRun(deps, unit, run);
    tellFinished(deps, unit, ref, ended);
    return true;
  });
}

export function closeRun(deps: TrackDeps, unit: Unit, run: Run): void {
  const { dueAt: _, ...rest } = run;
  deps.tasks.runs.set(unit.tx, run.taskId, { ...rest, open: false });
}

export function tellFinished(deps: TrackDeps, unit: Unit, ref: Omit<RunRef, "attempt">, task: Task): void {
  unit.publish({
    id: deps.newId(),
    type: "task.finished",
    tid: ref.tid,
    at: timestamp(deps.clock()),
    data: { taskId: task.id, userId: ref.userId, type: task.type, state: task.state, attempt: task.attempts },
  });
}

/** The marks of the steps that are over. */
export const stepMarks = (deps: TrackDeps, ref: RunRef): Promise<StepMark[]> =>
  deps.tasks.steps(ref.userId, ref.taskId).find((steps) => steps);

/** Marks a step as over, in the commit that holds what it made. */
export function markStep(
  deps: TrackDeps,
  tx: Transaction,
  ref: RunRef,
  mark: Omit<StepMark, "at" | "attempt">,
): void {
  const at = timestamp(deps.clock());
  deps.tasks.steps(ref.userId, ref.taskId).create(tx, mark.step, { ...mark, attempt: ref.attempt, at });
}

/** An answer as the inference platform knows it. */
type Answer = Omit<SavedAnswer, "at" | "step" | "attempt">;

/** Where a step's model answers are kept, by the key of what was asked. */
export function savedAnswers(deps: TrackDeps, ref: RunRef, step: string) {
  const answers = deps.tasks.answers(ref.userId, ref.taskId);
  return {
    read: async (key: string): Promise<Answer | undefined> => answers.get(key),
    write: async (key: string, { text, model, usage, finish: end }: Answer): Promise<void> => {
      const at = timestamp(deps.clock());
      const answer: SavedAnswer = { step, attempt: ref.attempt, text, model, usage, finish: end, at };
      try {
        // One document, nothing read: a commit of its own, made before anything else can fail.
        await answers.ref(key).create(answer);
      } catch (error) {
        // Another worker paid for the same answer at the same time: the first one stands.
        if (!isTaken(error)) throw error;
      }
    },
  };
}
