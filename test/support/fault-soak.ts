import { setTimeout as wait } from "node:timers/promises";
import { both, type Deliver, duplicated, shuffled } from "../../infra/local/tasks/delivery.ts";
import { billOf, contentOf, flawsOf, pictureOf } from "./fault-picture.ts";
import { CALLS, startRun } from "./fault-run.ts";
import type { FaultStack, Learner } from "./fault-stack.ts";
import type { GemmaCall, Rule } from "./gemma-server.ts";

export interface SoakSummary {
  readonly courses: number;
  readonly attempts: number;
  /** How often each kind of fault was made. */
  readonly faults: Readonly<Record<string, number>>;
  /** What must not have happened. */
  readonly violations: readonly string[];
}

type Random = () => number;

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const oneOf = <T>(random: Random, list: readonly [T, ...T[]]): T =>
  list[Math.floor(random() * list.length)] ?? list[0];

/** What happens to one course, drawn before it begins, so that a seed repeats it whatever the timing. */
interface Fate {
  readonly model: Rule | undefined;
  readonly delivery: string;
  readonly kill: string | undefined;
  readonly cancelAfterMs: number | undefined;
}

const STEPS = ["outline", "lesson-01", "lesson-02", "lesson-03", "review"] as const;
const POINTS = ["model-before", "model-during", "model-after", "commit-before", "commit-after"] as const;
const EDGES = [
  "outline-enqueue-after",
  "review-close-before",
  "review-close-after",
  "flush-course.generated",
];
const ASKED: readonly [object, ...object[]] = [
  { operation: "outline" },
  { operation: "lesson", lesson: 0 },
  { operation: "lesson", lesson: 2 },
  { operation: "lesson", times: 2 },
  { operation: "review" },
  { operation: "lesson", lesson: 1, times: "always" },
];
const MODES: readonly [object, ...object[]] = [
  { mode: "prose" },
  { mode: "wrong-shape" },
  { mode: "truncate" },
  { mode: "chatter" },
  { mode: "slow", ms: 5000 },
  { mode: "drop", when: "before-headers" },
  { mode: "drop", when: "mid-body" },
  { mode: "status", status: 429, retryAfter: "1" },
  { mode: "status", status: 503, retryAfter: "1" },
  { mode: "status", status: 500 },
  { mode: "refuse-format" },
  { mode: "not-a-completion" },
  { mode: "wrong-keys", correct: "none" },
  { mode: "wrong-keys", correct: "two" },
  { mode: "false-quotes" },
];

function drawFate(random: Random): Fate {
  const points = [...STEPS.flatMap((step) => POINTS.map((point) => `${step}-${point}`)), ...EDGES];
  const [model, kill, canceled] = [random() < 0.5, random() < 0.4, random() < 0.15];
  // The parts of a rule are drawn apart; every combination is one of gemma-script's `Rule`.
  const rule = { ...oneOf(random, MODES), ...oneOf(random, ASKED) } as Rule;
  const delivery = oneOf(random, ["straight", "straight", "twice", "late", "twice and late"]);
  const point = points[Math.floor(random() * points.length)];
  const cancelAfterMs = Math.floor(random() * 2500);
  return {
    delivery,
    model: model ? rule : undefined,
    kill: kill ? point : undefined,
    cancelAfterMs: canceled ? cancelAfterMs : undefined,
  };
}

function deliverBy(delivery: string, seed: number): Deliver {
  if (delivery === "straight") return (each, send) => send(each);
  if (delivery === "twice") return duplicated;
  return delivery === "late" ? shuffled(seed) : both(duplicated, shuffled(seed));
}

const describeFate = ({ model, delivery, kill, cancelAfterMs }: Fate): string =>
  [
    `delivered ${delivery}`,
    model && `model ${JSON.stringify(model)}`,
    kill && `killed at ${kill}`,
    cancelAfterMs !== undefined && `canceled after ${cancelAfterMs} ms`,
  ]
    .filter(Boolean)
    .join(", ");

/**
 * Has courses written, `atOnce` at a time, under faults drawn from the seed until the time is up. Each must come
 * to the same course as an undisturbed one, at the latest after a retry with a model that is well.
 */
export async function soak(
  at: FaultStack,
  options: { seed: number; forMs: number; atOnce: number; report?: (line: string) => void },
): Promise<SoakSummary> {
  const random = randomFrom(options.seed);
  const faults: Record<string, number> = {};
  const count = (fault: string) => {
    faults[fault] = (faults[fault] ?? 0) + 1;
  };
  const violations: string[] = [];
  const undisturbed = JSON.stringify(await plainContent(at));
  const end = Date.now() + options.forMs;
  let [courses, attempts] = [0, 0];
  const one = async (): Promise<void> => {
    const fate = drawFate(random);
    const deliver = deliverBy(fate.delivery, courses);
    courses += 1;
    count(`delivered ${fate.delivery}`);
    if (fate.model) count(`model ${fate.model.mode}`);
    if (fate.kill) count("killed");
    if (fate.cancelAfterMs !== undefined) count("canceled");
    const name = `course ${courses} (${describeFate(fate)})`;
    const begin = async (lane: number) => live(at, await at.learner({ lane, deliver }), fate, undisturbed);
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
    while (Date.now() < end) await one();
  };
  const sweeping = sweepEvery(at, SWEEP_MS);
  await Promise.all(Array.from({ length: options.atOnce }, loop));
  await sweeping.stop();
  return { courses, attempts, faults, violations };
}

const SWEEP_MS = 3000;

/** What the schedule does by the minute. */
function sweepEvery(at: FaultStack, ms: number) {
  let isOn = true;
  const sweeping = (async () => {
    while (isOn) {
      await at.stack.tick("sweep-outbox");
      await at.stack.tick("sweep-tasks");
      await wait(ms);
    }
  })();
  return {
    stop: async () => {
      isOn = false;
      await sweeping;
    },
  };
}

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
    if (first.state === "failed" && !fate.model) flaws.push(`failed: ${first.problem?.detail}`);
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
  // Answers that could not be used are asked for anew.
  const parts = /usable/.test(first.problem?.detail ?? "") ? [earlier, later] : [[...earlier, ...later]];
  flaws.push(...parts.flatMap((calls) => overpaid(calls, fate)));
  return { attempts, flaws };
}

/** The outline, or the review, or all lessons at once. */
const MOST_AT_ONCE = CALLS - 2;

/** An answer is paid for again only when its process died before it was saved, or when it was no completion. */
function overpaid(calls: readonly GemmaCall[], { kill }: Fate): string[] {
  const { again, answered } = billOf(calls);
  const useless = calls.filter(({ mode }) => mode === "not-a-completion").length;
  const excused = (kill === undefined ? 0 : MOST_AT_ONCE) + useless;
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
      const flaws = [...flawsOf(picture), ...overpaid(run.learner.gemma.calls, CALM)];
      if (state !== "succeeded") flaws.push(`${state}: ${picture.task.problem?.detail}`);
      if (JSON.stringify(contentOf(picture)) !== undisturbed) flaws.push("it is another course");
      return flaws.map((flaw) => `course ${i + 1} of ${count}: ${flaw}`);
    }),
  );
  return { violations: violations.flat(), seconds };
}

const CALM: Fate = { model: undefined, delivery: "straight", kill: undefined, cancelAfterMs: undefined };
