import { setTimeout as wait } from "node:timers/promises";
import { both } from "../../infra/local/tasks/delivery.ts";
import { inTurn } from "./fault-deliveries.ts";
import { deliverBy, describeFate, drawFate, type Fate, randomFrom } from "./fault-fate.ts";
import { havoc, sweepEvery } from "./fault-havoc.ts";
import { billOf, contentOf, flawsOf, pictureOf } from "./fault-picture.ts";
import { LESSONS, startRun } from "./fault-run.ts";
import type { FaultStack, Learner } from "./fault-stack.ts";
import type { GemmaCall } from "./gemma-server.ts";

export interface SoakSummary {
  readonly courses: number;
  readonly attempts: number;
  /** How often each kind of fault was made. */
  readonly faults: Readonly<Record<string, number>>;
  /** What must not have happened. */
  readonly violations: readonly string[];
}

/**
 * Has courses written, `atOnce` at a time, under faults drawn from the seed. Each must come
 * to the same course as an undisturbed one, at the latest after a retry with a model that is well.
 */
export async function soak(
  at: FaultStack,
  options: {
    readonly seed: number;
    /** Whether another is begun after so many. */
    readonly goesOn: (courses: number) => boolean;
    readonly atOnce: number;
    /**
     * All courses are hit at once, too, and processes die in the middle of what else they do. The database then
     * keeps locks for a minute: only for a soak that has the time.
     */
    readonly havoc?: boolean;
    readonly report?: (line: string) => void;
  },
): Promise<SoakSummary> {
  const random = randomFrom(options.seed);
  const faults: Record<string, number> = {};
  const count = (fault: string) => {
    faults[fault] = (faults[fault] ?? 0) + 1;
  };
  const violations: string[] = [];
  const undisturbed = JSON.stringify(await plainContent(at));
  let [courses, attempts] = [0, 0];
  const one = async (): Promise<void> => {
    const fate = drawFate(random);
    const disturbing = deliverBy(fate.delivery, courses);
    const deliver = fate.kill && !options.havoc ? both(inTurn(), disturbing) : disturbing;
    courses += 1;
    count(`delivered ${fate.delivery}`);
    if (fate.model) count(`model ${fate.model.mode}`);
    if (fate.kill) count("killed");
    if (fate.cancelAfterMs !== undefined) count("canceled");
    const name = `course ${courses} (${describeFate(fate)})`;
    const begin = async (lane: number) => {
      const waits = fate.model?.mode === "slow" ? { modelTimeoutMs: 1500 } : {};
      return live(at, await at.learner({ lane, deliver, ...waits }), fate, undisturbed);
    };
    try {
      const lived = await (fate.kill ? at.onLane(begin) : begin(0));
      attempts += lived.attempts;
      violations.push(...lived.flaws.map((flaw) => `${name}: ${flaw}`));
    } catch (error) {
      violations.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    options.report?.(`${name}: ${violations.length} violations so far`);
  };
  const loop = async () => {
    while (options.goesOn(courses)) await one();
  };
  const beside = [sweepEvery(at, SWEEP_MS)];
  if (options.havoc) beside.push(havoc(at, randomFrom(options.seed + 1), count));
  await Promise.all(Array.from({ length: options.atOnce }, loop));
  await Promise.all(beside.map((each) => each.stop()));
  return { courses, attempts, faults, violations };
}

const SWEEP_MS = 3000;

async function plainContent(at: FaultStack): Promise<unknown> {
  const run = await startRun(at, await at.learner());
  await run.accounted();
  return contentOf(await pictureOf(at, run));
}

async function live(
  at: FaultStack,
  learner: Learner,
  fate: Fate,
  undisturbed: string,
): Promise<{ attempts: number; flaws: string[] }> {
  if (fate.model) learner.gemma.script(fate.model);
  if (fate.kill) await learner.killAt(fate.kill);
  const deaths = at.deathsOf(learner.lane);
  const run = await startRun(at, learner);
  if (fate.cancelAfterMs !== undefined) {
    await wait(fate.cancelAfterMs);
    // It may have ended before: a conflict.
    await run.cancel().catch(() => undefined);
  }
  const flaws: string[] = [];
  const earlier: GemmaCall[] = [];
  const first = await run.ended();
  if (first.state !== "succeeded") {
    const isCalm = fate.model === undefined && at.deathsOf(learner.lane) === deaths;
    if (first.state === "failed" && isCalm) flaws.push(`failed: ${first.problem?.detail}`);
    earlier.push(...learner.gemma.calls);
    learner.gemma.reset();
    await run.retry();
  }
  const { state, attempts } = await run.accounted();
  if (state !== "succeeded") flaws.push(`${state} after ${attempts} attempts`);
  const picture = await pictureOf(at, run);
  flaws.push(...flawsOf(picture));
  if (JSON.stringify(contentOf(picture)) !== undisturbed) flaws.push("it is another course");
  const later = [...learner.gemma.calls];
  // Answers that a step could not use, however often it was asked, are asked for anew by the next attempt.
  const forgets = fate.model !== undefined && UNUSABLE.has(fate.model.mode);
  const parts = forgets ? [earlier, later] : [[...earlier, ...later]];
  const died = at.deathsOf(learner.lane) - deaths;
  flaws.push(...parts.flatMap((calls) => overpaid(calls, died)));
  return { attempts, flaws };
}

const UNUSABLE: ReadonlySet<string> = new Set([
  ...["prose", "wrong-shape", "truncate", "wrong-keys", "false-quotes"],
]);

/** The outline, or the review, or all lessons at once. */
const MOST_AT_ONCE = LESSONS;

/** An answer is paid for again only when its process died before it was saved, or when it was no completion. */
function overpaid(calls: readonly GemmaCall[], died: number): string[] {
  const { again, answered } = billOf(calls);
  const useless = calls.filter(({ mode }) => mode === "not-a-completion").length;
  const excused = died * MOST_AT_ONCE + useless;
  return again > excused ? [`${again} of ${answered} answers were paid for again`] : [];
}

/** So many courses at once, each asked for in the same moment. @returns what is wrong with any, and the time taken. */
export async function crowd(
  at: FaultStack,
  count: number,
): Promise<{ violations: string[]; seconds: number }> {
  const undisturbed = JSON.stringify(await plainContent(at));
  const learners = await Promise.all(Array.from({ length: count }, () => at.learner()));
  const began = performance.now();
  const runs = await Promise.all(learners.map((learner) => startRun(at, learner)));
  await Promise.all(runs.map((run) => run.ended()));
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const violations = await Promise.all(
    runs.map(async (run, i) => {
      const { state } = await run.accounted();
      const picture = await pictureOf(at, run);
      const flaws = [...flawsOf(picture), ...overpaid(run.learner.gemma.calls, 0)];
      if (state !== "succeeded") flaws.push(`${state}: ${picture.task.problem?.detail}`);
      if (JSON.stringify(contentOf(picture)) !== undisturbed) flaws.push("it is another course");
      return flaws.map((flaw) => `course ${i + 1} of ${count}: ${flaw}`);
    }),
  );
  return { violations: violations.flat(), seconds };
}
