import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startGuard } from "../infra/local/guard.ts";
import { type BenchStack, startBenchStack } from "./bench/bench-stack.ts";
import { type Figure, isMet, ratioOf } from "./bench/figure.ts";
import { figureTable } from "./bench/figure-table.ts";
import { measureCourses } from "./bench/measure-courses.ts";
import { measureGeneration } from "./bench/measure-generation.ts";
import { measureQuality } from "./bench/measure-quality.ts";
import { measureRequests } from "./bench/measure-requests.ts";
import { measureSignIns } from "./bench/measure-sign-ins.ts";
import { measureFunctionStart, measureStackStart } from "./bench/measure-start.ts";
import { measureTransports } from "./bench/measure-transports.ts";
import { startScriptedGemma } from "./bench/scripted-gemma.ts";

/**
 * `npm run bench [-- name…] [--json FILE]`: this project's figures, each beside a baseline of the same run, so
 * that a slow or busy machine slows both. Exits with 1 when a figure misses its bar.
 */
const NAMES = ["start", "generation", "courses", "requests", "sign-ins", "transports", "quality"] as const;

/** What is measured on one running stack, with the built-in engine. */
const ON_STACK = ["start", "courses", "requests", "sign-ins", "transports"] as const;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" } },
});
const unknown = positionals.filter((name) => !NAMES.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(", ")}. There are: ${NAMES.join(", ")}.`);
  process.exit(2);
}
const wants = (name: (typeof NAMES)[number]): boolean =>
  positionals.length === 0 || positionals.includes(name);

const dataDir = await mkdtemp(join(tmpdir(), "lyo-bench-"));
const guard = startGuard();
const figures: Figure[] = [];
const began = performance.now();
// Every process started is in the guard's care and ends with this one.
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    console.log(figureTable(figures));
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    process.exit(130);
  });
try {
  if (wants("start"))
    await measure("start", () => measureStackStart({ dataDir: join(dataDir, "start"), guard }));
  if (wants("quality")) await measure("quality", measureQuality);
  if (wants("generation")) await measureWithGemma();
  if (ON_STACK.some(wants)) await measureWithoutModel();
} finally {
  guard.release();
  await rm(dataDir, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - began) / 1000);
const load = loadavg()[0] ?? 0;
console.log(
  `\n${figureTable(figures)}\n\n${seconds} s on ${availableParallelism()} cores, load average ${load.toFixed(1)}`,
);
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report(), null, 2)}\n`);
// Google's clients and the emulators in this process keep sockets open for a while.
process.exit(figures.some((figure) => isMet(figure) === false) ? 1 : 0);

async function measureWithGemma(): Promise<void> {
  const gemma = await startScriptedGemma({ latencyMs: 1000, guard });
  const model = {
    LYO_MODEL_PROVIDER: "openai-compatible",
    LYO_MODEL_BASE_URL: gemma.url,
    LYO_MODEL_NAME: "gemma-4",
  };
  try {
    await onStack(model, (bench) => measure("generation", () => measureGeneration(bench, gemma)));
  } finally {
    await gemma.stop();
  }
}

/** Everything that needs no language model shares one stack, with the embedded engine. */
async function measureWithoutModel(): Promise<void> {
  await onStack({ LYO_MODEL_PROVIDER: "extractive" }, async (bench) => {
    const compileCache = join(dataDir, "compile-cache");
    if (wants("start"))
      await measure("start of functions", () => measureFunctionStart(bench, { compileCache, guard }));
    if (wants("courses") || wants("requests")) {
      let written: Awaited<ReturnType<typeof measureCourses>> = { figures: [], courses: [] };
      await measure("courses", async () => {
        written = await measureCourses(bench);
        return wants("courses") ? written.figures : [];
      });
      if (wants("requests")) await measure("requests", () => measureRequests(bench, written.courses, guard));
    }
    if (wants("sign-ins")) await measure("sign-ins", () => measureSignIns(bench, guard));
    if (wants("transports")) await measure("transports", () => measureTransports(bench));
  });
}

/** A measurement that fails says so and fails the run; the others go on. */
async function measure(name: string, work: () => Promise<Figure[]>): Promise<void> {
  const since = performance.now();
  try {
    figures.push(...(await work()));
  } catch (error) {
    console.error(`${name} was not measured:`, error);
    figures.push({
      name: `${name}: not measured`,
      value: 1,
      unit: "",
      bar: { on: "value", is: "at most", limit: 0 },
    });
  }
  console.error(`${name}: ${((performance.now() - since) / 1000).toFixed(0)} s`);
}

async function onStack(
  model: Readonly<Record<string, string>>,
  work: (bench: BenchStack) => Promise<void>,
): Promise<void> {
  const bench = await startBenchStack({ dataDir, model });
  try {
    await work(bench);
  } finally {
    await bench.stop();
  }
}

function report() {
  return {
    at: new Date().toISOString(),
    machine: {
      cores: availableParallelism(),
      memoryMiB: Math.round(totalmem() / 1024 ** 2),
      loadAverage: loadavg(),
      node: process.version,
    },
    seconds,
    figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: isMet(figure) })),
  };
}
