import autocannon from "autocannon";
import { z } from "zod";
import type { Guard } from "../../infra/local/guard.ts";
import type { BenchStack, Learner } from "./bench-stack.ts";
import { atMost, type Figure, ratioAtLeast } from "./figure.ts";
import { type FrameworkProcess, startFramework } from "./framework-process.ts";
import type { WrittenCourse } from "./measure-courses.ts";

const SECONDS = 2;
/** Node compiles what is called often: an instance serves for hours, not for its first second. */
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 50;
const STEADY_RATE = 1000;
/** Enough that nobody reaches the limit of a person. */
const READERS = 60;

interface Target {
  readonly name: string;
  /** The function that answers. */
  readonly target: string;
  /** Sent in turn: by enough different callers that none of them reaches their limit. */
  readonly requests: readonly autocannon.Request[];
  /** The share of the bare framework's throughput that is promised. */
  readonly share?: number;
  /**
   * Each is a transaction of its own, or a query that the emulator scans for: sent as fast as they are answered, and
   * held to no pace.
   */
  readonly unpaced?: boolean;
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
    await cannon(bare, BARE, { duration: WARM_UP_SECONDS });
    const figures: Figure[] = [];
    for (const target of [...targets(courses), ...(await publishedTargets(bench, courses))]) {
      const framework = await startFramework({ target: target.target, env: bench.stack.env, guard });
      try {
        await cannon(framework, target, { duration: WARM_UP_SECONDS });
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

/** Courses of others, published: a reader's usual call. */
async function publishedTargets(bench: BenchStack, courses: readonly WrittenCourse[]): Promise<Target[]> {
  const shelf = courses.slice(0, 20);
  for (const { learner, courseId } of shelf) {
    await learner.api.call("PATCH", `/v1/courses/${courseId}`, z.unknown(), { visibility: "public" });
    await learner.api.call("POST", `/v1/courses/${courseId}/publish`, z.unknown());
  }
  const readers = await Promise.all(Array.from({ length: READERS }, () => bench.learner()));
  const requests = (pathOf: (courseId: string) => string): autocannon.Request[] =>
    readers.map(({ token }, n) => ({
      path: pathOf(shelf[n % shelf.length]?.courseId ?? ""),
      headers: { authorization: `Bearer ${token}` },
    }));
  return [
    {
      name: "GET /v1/courses/{id}, signed in, published and cached",
      target: "learning",
      requests: requests((courseId) => `/v1/courses/${courseId}`),
      share: 0.6,
    },
    {
      name: "GET /v1/courses/{id}/lessons, signed in, published and cached",
      target: "learning",
      requests: requests((courseId) => `/v1/courses/${courseId}/lessons`),
    },
    {
      name: "GET /v1/courses?scope=public, signed in, a page of twenty",
      target: "learning",
      requests: requests(() => "/v1/courses?scope=public"),
      unpaced: true,
    },
    {
      name: "POST …/attempts, graded and kept, of sixty learners",
      target: "learning",
      requests: await attempts(readers, shelf),
      unpaced: true,
    },
  ];
}

/** One attempt of each reader at the first lesson of a course: the first option of every question. */
function attempts(
  readers: readonly Learner[],
  courses: readonly WrittenCourse[],
): Promise<autocannon.Request[]> {
  const Lessons = z.object({ items: z.array(z.object({ id: z.string() })).min(1) });
  const question = z.object({ id: z.string(), options: z.array(z.object({ id: z.string() })).min(1) });
  return Promise.all(
    readers.map(async ({ api, token }, n) => {
      const course = `/v1/courses/${courses[n % courses.length]?.courseId}`;
      const { items } = await api.call("GET", `${course}/lessons`, Lessons);
      const lesson = `${course}/lessons/${items[0]?.id}`;
      const quiz = await api.call("GET", `${lesson}/quiz`, z.object({ questions: z.array(question) }));
      const answers = quiz.questions.map(({ id, options }) => ({
        questionId: id,
        optionIds: [options[0]?.id],
      }));
      return {
        ...{ method: "POST", path: `${lesson}/attempts`, body: JSON.stringify({ answers }) },
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      };
    }),
  );
}

interface Loaded {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** At a thousand a second, of what is held to that. */
  readonly steadyP99: number | undefined;
  readonly failedPercent: number;
  readonly residentMiB: number;
}

async function loaded(framework: FrameworkProcess, target: Target): Promise<Loaded> {
  const full = await cannon(framework, target, { duration: SECONDS });
  const pace = { duration: SECONDS, overallRate: STEADY_RATE };
  const steady = target.unpaced ? undefined : await cannon(framework, target, pace);
  const results = steady ? [full, steady] : [full];
  const sent = results.reduce((sum, result) => sum + result.requests.total, 0);
  const failed = results.reduce((sum, result) => sum + result.non2xx + result.errors, 0);
  return {
    perSecond: full.requests.average,
    p50: full.latency.p50,
    p99: full.latency.p99,
    steadyP99: steady?.latency.p99,
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
  ...(ours.steadyP99 === undefined
    ? []
    : [
        {
          name: "  p99 at 1,000/s",
          value: ours.steadyP99,
          unit: "ms" as const,
          ...(bare.steadyP99 !== undefined && { baseline: bare.steadyP99 }),
          bar: atMost(100),
        },
      ]),
  { name: "  failed", value: ours.failedPercent, unit: "%", bar: atMost(0.1) },
  {
    name: "  memory under load",
    value: ours.residentMiB,
    unit: "MiB",
    baseline: bare.residentMiB,
    bar: atMost(512),
  },
];
