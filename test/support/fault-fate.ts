import { both, type Deliver, duplicated, shuffled } from "../../infra/local/tasks/delivery.ts";
import type { Rule } from "./gemma-server.ts";

export type Random = () => number;

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
export interface Fate {
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

export function drawFate(random: Random): Fate {
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

export function deliverBy(delivery: string, seed: number): Deliver {
  if (delivery === "straight") return (each, send) => send(each);
  if (delivery === "twice") return duplicated;
  return delivery === "late" ? shuffled(seed) : both(duplicated, shuffled(seed));
}

export const describeFate = ({ model, delivery, kill, cancelAfterMs }: Fate): string =>
  [
    `delivered ${delivery}`,
    model && `model ${JSON.stringify(model)}`,
    kill && `killed at ${kill}`,
    cancelAfterMs !== undefined && `canceled after ${cancelAfterMs} ms`,
  ]
    .filter(Boolean)
    .join(", ");
