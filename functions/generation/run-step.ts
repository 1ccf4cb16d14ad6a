import type { Transaction } from "../platform/firestore/database.ts";
import { claimLease, type Lease, type LeaseDeps, LeaseLost } from "../platform/firestore/lease.ts";
import type { Transact, Unit } from "../platform/firestore/transact.ts";
import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import type { Model } from "../platform/inference/model.ts";
import { faultOf } from "../platform/inference/model-fault.ts";
import { type SavedAnswers, savedModel } from "../platform/inference/saved-model.ts";
import type { Log } from "../platform/telemetry/log.ts";
import { isTerminal, Problem } from "../shared/problem.ts";
import type { Run, RunRef } from "../tasks/run.ts";
import { guardRun, isAlive, markStep, RunClosed, savedAnswers, type TrackDeps } from "../tasks/track-task.ts";

export interface StepDeps extends TrackDeps, LeaseDeps {
  readonly transact: Transact;
  readonly model: Model;
  readonly modelTimeoutMs: number;
  /** How much longer a step's lease is than a call to the model may take; 10 s unless given. */
  readonly leaseMarginMs?: number;
  readonly log: Log;
}

/** What a step works with while it holds its lease. */
export interface Step {
  /** What the run works on. */
  readonly assignment: unknown;
  /** Answers are saved as they arrive and never paid for twice; every call checks that the work is still wanted. */
  readonly model: Model;
  /** Commits what the step made, with its mark, unless the attempt is over or the lease lost. */
  commit(result: unknown, write: (unit: Unit) => void | Promise<void>): Promise<void>;
}

export interface StepRequest {
  readonly ref: RunRef;
  readonly step: string;
  readonly delivery: Delivery;
  readonly work: (step: Step) => Promise<void>;
  /** What follows a step that is over, done or failed: enqueues the next. It runs again with every delivery. */
  readonly follow: () => Promise<void>;
}

const LEASE_MARGIN_MS = 10_000;

/** The key of a step's lease. */
export const leaseKey = (ref: RunRef, step: string): string => `${ref.taskId}/${step}`;

type LeaseTimes = Pick<StepDeps, "modelTimeoutMs" | "leaseMarginMs">;

/** Longer than the model's time-out: the holder stops its own call half a margin before the lease ends. */
export const leaseLengthMs = ({ modelTimeoutMs, leaseMarginMs = LEASE_MARGIN_MS }: LeaseTimes): number =>
  modelTimeoutMs + leaseMarginMs;

/**
 * Does one step of a run at most once, however often it is delivered: a step that is over only runs `follow`, one
 * that is held elsewhere is `busy`, one of a closed attempt is `dropped`. A failure a retry may mend escapes, so
 * that the queue delivers again; any other, and the last, is recorded in the step's mark.
 */
export async function runStep(deps: StepDeps, request: StepRequest): Promise<Outcome> {
  const { ref, step } = request;
  const lookedAt = performance.now();
  const [run, over] = await Promise.all([deps.tasks.runs.get(ref.taskId), isOver(deps, request)]);
  if (!run || !isAlive(run, ref)) return "dropped";
  if (over) return finished(request);
  const claim = await claimLease(deps, {
    tid: ref.tid,
    key: leaseKey(ref, step),
    lengthMs: leaseLengthMs(deps),
    marginMs: deps.leaseMarginMs ?? LEASE_MARGIN_MS,
  });
  if ("busyMs" in claim) return "busy";
  // Whoever held it before may have finished since we looked.
  if (!claim.first && (await isOver(deps, request))) return finished(request);
  try {
    await request.work(stepOf(deps, request, { ...claim, run, lookedAt }));
  } catch (error) {
    if (error instanceof LeaseLost) return "busy";
    if (error instanceof RunClosed) {
      // The attempt after this one must not wait for it.
      await claim.lease.release();
      return "dropped";
    }
    if (!isHopeless(error) && !request.delivery.isLast) {
      await claim.lease.release();
      throw error;
    }
    deps.log.warn({ err: error, step, taskId: ref.taskId }, "step failed for good");
    const recorded = await recordFailure(deps, request, claim.lease, error);
    if (recorded !== "recorded") return recorded;
  }
  return finished(request);
}

const isOver = async (deps: StepDeps, { ref, step }: StepRequest): Promise<boolean> =>
  (await deps.tasks.steps(ref.userId, ref.taskId).get(step)) !== undefined;

async function finished(request: StepRequest): Promise<Outcome> {
  await request.follow();
  return "done";
}

/** Asking again cannot help: our own refusal, or a model server that refuses how it is asked. */
const isHopeless = (error: unknown): boolean =>
  isTerminal(error) || isUseless(error) || faultOf(error)?.kind === "refused";

/** The model answered and could not be brought to answer well: its saved answers would only say the same again. */
const isUseless = (error: unknown): boolean =>
  error instanceof Problem && error.members["reason"] === "unusable-answer";

interface Held {
  readonly lease: Lease;
  /** Nobody ever held it: nothing can have been saved yet. */
  readonly first: boolean;
  readonly run: Run;
  /** When the run was last seen alive, by `performance.now()`. */
  readonly lookedAt: number;
}

function stepOf(deps: StepDeps, { ref, step }: StepRequest, held: Held): Step {
  const { lease, run } = held;
  const answers = savedAnswers(deps, ref, step);
  return {
    assignment: run.assignment,
    model: savedModel(wantedModel(deps, ref, held), held.first ? emptyUntilWritten(answers) : answers),
    commit: (result, write) =>
      deps.transact(async (unit) => {
        await guardStep(deps, ref, lease, unit.tx);
        await write(unit);
        markStep(deps, unit.tx, ref, { step, outcome: "done", result });
        lease.releaseWith(unit.tx);
      }),
  };
}

/** Spares the read that finds nothing: of what nobody ever held, nothing was saved before the first answer. */
function emptyUntilWritten(answers: SavedAnswers): SavedAnswers {
  let isEmpty = true;
  return {
    read: async (key) => (isEmpty ? undefined : answers.read(key)),
    write: (key, answer) => {
      isEmpty = false;
      return answers.write(key, answer);
    },
  };
}

/** Checks that lease and attempt are alive, by one read. @throws {LeaseLost} @throws {RunClosed} */
async function guardStep(deps: StepDeps, ref: RunRef, lease: Lease, tx: Transaction): Promise<void> {
  const { runs } = deps.tasks;
  const run = await lease.guard(tx, runs.ref(ref.taskId));
  if (!isAlive(run && runs.parse(run), ref)) throw new RunClosed("the attempt is over");
}

/** A run seen alive this recently is not looked at again. */
const JUST_LOOKED_MS = 500;

/** Checks before every call that the answer is still wanted, and gives the call the lease's whole length. */
const wantedModel = (deps: StepDeps, ref: RunRef, { lease, lookedAt }: Held): Model => ({
  ...deps.model,
  complete: async (request) => {
    const looked = performance.now() - lookedAt < JUST_LOOKED_MS;
    const [leased] = await Promise.all([lease.extend(), looked || guardRun(deps, ref)]);
    try {
      return await deps.model.complete({ ...request, signal: AbortSignal.any([request.signal, leased]) });
    } catch (error) {
      if (leased.aborted)
        throw new Problem("model-unavailable", "The model did not answer in time.", { cause: error });
      throw error;
    }
  },
});

/** Both results; when either fails its error, but not before the other is over: nothing is written behind us. */
export async function bothSettled<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

async function recordFailure(
  deps: StepDeps,
  { ref, step }: StepRequest,
  lease: Lease,
  error: unknown,
): Promise<"recorded" | "dropped" | "busy"> {
  const problem =
    error instanceof Problem ? error : new Problem("server-error", "Something broke on our side.");
  try {
    await deps.transact(async ({ tx }) => {
      await guardStep(deps, ref, lease, tx);
      const { slug, message: detail } = problem;
      const useless = isUseless(error);
      markStep(deps, tx, ref, {
        step,
        outcome: "failed",
        problem: { slug, detail },
        ...(useless && { answersUseless: true }),
        result: null,
      });
      lease.releaseWith(tx);
    });
    return "recorded";
  } catch (refused) {
    if (refused instanceof RunClosed) {
      await lease.release();
      return "dropped";
    }
    if (refused instanceof LeaseLost) return "busy";
    throw refused;
  }
}
