import type { Transaction } from "../platform/firestore/database.ts";
import type { RunRef, StepMark } from "../tasks/run.ts";
import { guardRun, stepMarks } from "../tasks/track-task.ts";
import type { GenerationDeps } from "./generation-deps.ts";

interface Forgetting {
  /** Whether an earlier attempt left it and this one does it anew. */
  readonly isOld: (mark: StepMark) => boolean;
  /** Whether there is something to be done even if no mark is old. */
  readonly needed: boolean;
  /** Reads what else is to be as it was before; @returns the writes, for after the last read. */
  readonly also: (tx: Transaction) => Promise<() => void>;
}

/**
 * Removes what earlier attempts failed at. Another delivery of this job may have done so a moment ago, and steps of this
 * attempt may be over since: only what the transaction finds is removed.
 */
export async function forgetMarks(
  deps: GenerationDeps,
  ref: RunRef,
  { isOld, needed, also }: Forgetting,
): Promise<void> {
  const steps = deps.tasks.steps(ref.userId, ref.taskId);
  const old = (await stepMarks(deps, ref)).filter(isOld);
  if (old.length === 0 && !needed) return;
  await forgetAnswers(deps, ref, old);
  await deps.transact(async ({ tx }) => {
    await guardRun(deps, ref, tx);
    const marks = await Promise.all(old.map((mark) => steps.get(mark.step, tx)));
    const write = await also(tx);
    for (const mark of marks) if (mark && isOld(mark)) steps.remove(tx, mark.step);
    write();
  });
}

/** Answers that led an earlier attempt to nothing are asked for anew; every other saved answer is kept. */
async function forgetAnswers(deps: GenerationDeps, ref: RunRef, old: readonly StepMark[]): Promise<void> {
  const useless = old.filter((mark) => mark.answersUseless).map((mark) => mark.step);
  if (useless.length === 0) return;
  const answers = deps.tasks.answers(ref.userId, ref.taskId);
  const { docs } = await answers.query((collection) => collection.where("step", "in", useless));
  const led = docs.filter((document) => (answers.parse(document)?.attempt ?? ref.attempt) < ref.attempt);
  await Promise.all(led.map((document) => document.ref.delete()));
}
