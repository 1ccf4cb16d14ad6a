import autocannon from "autocannon";
import type { Guard } from "../../infra/local/guard.ts";
import type { BenchStack } from "./bench-stack.ts";
import { atMost, type Figure, ratioAtLeast } from "./figure.ts";
import { type FrameworkProcess, startFramework } from "./framework-process.ts";
import type { WrittenCourse } from "./measure-courses.ts";

const SECONDS = 2;
const CONNECTIONS = 50;
const STEADY_RATE = 1000;

interface Target {
  readonly name: string;
  /** The function that answers. */
  readonly target: string;
  /** Sent in turn: by enough different callers that none of them reaches their limit. */
  readonly requests: readonly autocannon.Request[];
  /** The share of the bare framework's throughput that is promised. */
  readonly share?: number;
}

/**
 * Reads straight at one instance of each function, without the local gateway: as many as it can, then a steady
 * thousand a second; the baseline is a bare framework function under the same load.
 */
export async function measureRequests(
  bench: BenchStack,
  courses: readonly WrittenCourse[],
  guard: Guard,
): Promise<Figure[]> {
  const bare = await startFramework({ target: BARE.target, env: bench.stack.env, guard });
  try {
    await cannon(bare, BARE, { duration: 1 });
    const figures: Figure[] = [];
    for (const target of targets(courses)) {
      const framework = await startFramework({ target: target.target, env: bench.stack.env, guard });
      try {
        await cannon(framework, target, { duration: 1 });
        // Turn and turn about: a busy machine is busy for both.
        const baseline = await loaded(bare, BARE);
        figures.push(...figuresOf(target, await loaded(framework, target), baseline));
      } finally {
        await framework.stop();
      }
    }
    return figures;
  } finally {
    await bare.stop();
  }
}

const BARE: Target = { name: "bare", target: "bare", requests: [{ path: "/" }] };

function targets(courses: readonly WrittenCourse[]): Target[] {
  const signedIn = (path: (course: WrittenCourse) => string): autocannon.Request[] =>
    courses.map((course) => ({
      path: path(course),
      headers: { authorization: `Bearer ${course.learner.token}` },
    }));
  const addresses = Array.from({ length: 200 }, (_, i) => ({
    path: "/health/live",
    headers: { "x-forwarded-for": `10.1.0.${i}` },
  }));
  return [
    { name: "GET /health/live", target: "system", requests: addresses, share: 0.6 },
    {
      name: "GET /v1/courses/{id}, signed in, read from Firestore",
      target: "learning",
      requests: signedIn(({ courseId }) => `/v1/courses/${courseId}`),
    },
    {
      name: "GET /v1/tasks/{id}, signed in, read from Firestore",
      target: "tasks",
      requests: signedIn(({ taskId }) => `/v1/tasks/${taskId}`),
    },
  ];
}

interface Loaded {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly steadyP99: number;
  readonly failedPercent: number;
  readonly residentMiB: number;
}

async function loaded(framework: FrameworkProcess, target: Target): Promise<Loaded> {
  const full = await cannon(framework, target, { duration: SECONDS });
  const steady = await cannon(framework, target, { duration: SECONDS, overallRate: STEADY_RATE });
  const sent = full.requests.total + steady.requests.total;
  const failed = [full, steady].reduce((sum, result) => sum + result.non2xx + result.errors, 0);
  return {
    perSecond: full.requests.average,
    p50: full.latency.p50,
    p99: full.latency.p99,
    steadyP99: steady.latency.p99,
    failedPercent: (100 * failed) / Math.max(1, sent),
    residentMiB: await framework.residentMiB(),
  };
}

const cannon = (framework: FrameworkProcess, { requests }: Target, load: Partial<autocannon.Options>) =>
  autocannon({ url: framework.url, connections: CONNECTIONS, requests: [...requests], ...load });

const figuresOf = ({ name, share }: Target, ours: Loaded, bare: Loaded): Figure[] => [
  {
    name,
    value: ours.perSecond,
    unit: "/s",
    baseline: bare.perSecond,
    ...(share !== undefined && { bar: ratioAtLeast(share) }),
  },
  { name: `  p50 with ${CONNECTIONS} connections`, value: ours.p50, unit: "ms", baseline: bare.p50 },
  { name: "  p99", value: ours.p99, unit: "ms", baseline: bare.p99 },
  { name: "  p99 at 1,000/s", value: ours.steadyP99, unit: "ms", baseline: bare.steadyP99, bar: atMost(100) },
  { name: "  failed", value: ours.failedPercent, unit: "%", bar: atMost(0.1) },
  {
    name: "  memory under load",
    value: ours.residentMiB,
    unit: "MiB",
    baseline: bare.residentMiB,
    bar: atMost(512),
  },
];
