import { GenerationAccepted } from "../../functions/learning/contract.ts";
import { type BenchStack, bringSource } from "./bench-stack.ts";
import { type Figure, median, ratioAtMost } from "./figure.ts";
import { followToEnd } from "./follow-to-end.ts";
import type { ModelCall, ScriptedGemma } from "./scripted-gemma.ts";

const LESSONS = 12;
const RUNS = 3;
/** The emulator is compiled as it runs: its first courses take twice as long. */
const WARM_UPS = 3;

/** One course as its client and the model's door saw it, in milliseconds. */
interface CourseTimes {
  readonly whole: number;
  readonly critical: number;
  readonly spent: Readonly<Record<string, number>>;
}

/**
 * How much longer a course takes than its critical path: the outline, the slowest lesson, the slowest look at one and
 * the review as the model answered them in that very run. The rest of the rows say between which events the
 * difference went by.
 */
export async function measureGeneration(bench: BenchStack, gemma: ScriptedGemma): Promise<Figure[]> {
  for (let run = 0; run < WARM_UPS; run++) await writeCourse(bench, gemma);
  const runs: CourseTimes[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await writeCourse(bench, gemma));
  const typical = (of: (times: CourseTimes) => number) => median(runs.map(of));
  const whole: Figure = {
    name: `course of ${LESSONS} lessons, model at 1 s a call, to the client's last snapshot`,
    value: typical((times) => times.whole),
    unit: "ms",
    baseline: typical((times) => times.critical),
    bar: ratioAtMost(1.25),
  };
  const parts = Object.keys(runs[0]?.spent ?? {}).map(
    (name): Figure => ({
      name: `  ${name}`,
      value: typical((times) => times.spent[name] ?? Number.NaN),
      unit: "ms",
    }),
  );
  return [whole, ...parts];
}

async function writeCourse(bench: BenchStack, gemma: ScriptedGemma): Promise<CourseTimes> {
  const { api } = await bench.learner();
  const sourceId = await bringSource(api, ["photosynthesis", "plate-tectonics", "immune-system"]);
  gemma.calls.length = 0;
  const begunAt = performance.now();
  const accepted = await api.call("POST", "/v1/courses/generate", GenerationAccepted, {
    topic: "How living things and the ground beneath them work",
    lessonCount: LESSONS,
    sourceIds: [sourceId],
  });
  const acceptedAt = performance.now();
  const { task, seenAt } = await followToEnd(bench.db, accepted.listenPath);
  if (task.state !== "succeeded") throw new Error(`The course ${task.state}: ${task.problem?.detail}`);
  await bench.stack.idle();
  return courseTimes(gemma.calls, { begunAt, acceptedAt, seenAt });
}

/** @throws {Error} when the model was not asked exactly once for each part. */
function courseTimes(
  calls: readonly ModelCall[],
  at: { begunAt: number; acceptedAt: number; seenAt: number },
): CourseTimes {
  const called = (operation: string) => calls.filter((call) => call.operation === operation);
  const [lessons, checks] = [called("lesson"), called("check-lesson")];
  const [outline, review] = [called("outline")[0], called("review")[0]];
  if (!outline || !review || calls.length !== 2 * LESSONS + 2)
    throw new Error(`The model was called ${calls.length} times, not ${2 * LESSONS + 2}.`);
  const took = (call: ModelCall) => call.answeredAt - call.askedAt;
  const asked = lessons.map((call) => call.askedAt);
  return {
    whole: at.seenAt - at.begunAt,
    critical: took(outline) + Math.max(...lessons.map(took)) + Math.max(...checks.map(took)) + took(review),
    spent: {
      "POST → 202": at.acceptedAt - at.begunAt,
      "202 → outline asked": outline.askedAt - at.acceptedAt,
      "outline answered → first lesson asked": Math.min(...asked) - outline.answeredAt,
      "outline answered → last lesson asked": Math.max(...asked) - outline.answeredAt,
      "last lesson looked at → review asked":
        review.askedAt - Math.max(...checks.map((call) => call.answeredAt)),
      "review answered → client sees the end": at.seenAt - review.answeredAt,
    },
  };
}
