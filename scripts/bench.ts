import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Guard, startGuard } from "../infra/local/guard.ts";
import { type BenchStack, startBenchStack } from "./bench/bench-stack.ts";
import { type Figure, isMet, ratioOf } from "./bench/figure.ts";
import { figureTable } from "./bench/figure-table.ts";
import { measureGeneration } from "./bench/measure-generation.ts";
import { startScriptedGemma } from "./bench/scripted-gemma.ts";

/**
 * `npm run bench [-- name…] [--json FILE]`: this project's figures, each beside a baseline of the same run, so
 * that a slow or busy machine slows both. Exits with 1 when a figure misses its bar.
 */
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" } },
});

const EXTRACTIVE = { LYO_MODEL_PROVIDER: "extractive" };

interface Place {
  readonly dataDir: string;
  readonly guard: Guard;
}

const benches: Readonly<Record<string, (place: Place) => Promise<Figure[]>>> = {
  generation: async (place) => {
    const gemma = await startScriptedGemma({ latencyMs: 1000, guard: place.guard });
    const model = {
      LYO_MODEL_PROVIDER: "openai-compatible",
      LYO_MODEL_BASE_URL: gemma.url,
      LYO_MODEL_NAME: "gemma-4",
    };
    try {
      return await onStack(place, model, (bench) => measureGeneration(bench, gemma));
    } finally {
      await gemma.stop();
    }
  },
};

async function onStack(
  { dataDir }: Place,
  model: Readonly<Record<string, string>>,
  measure: (bench: BenchStack) => Promise<Figure[]>,
): Promise<Figure[]> {
  const bench = await startBenchStack({ dataDir, model });
  try {
    return await measure(bench);
  } finally {
    await bench.stop();
  }
}

const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
const names = wanted.length > 0 ? wanted : Object.keys(benches);
const place: Place = { dataDir: await mkdtemp(join(tmpdir(), "lyo-bench-")), guard: startGuard() };
const figures: Figure[] = [];
const began = performance.now();
try {
  for (const name of names) {
    console.error(`${name} …`);
    figures.push(...((await benches[name]?.(place)) ?? []));
  }
} finally {
  place.guard.release();
  await rm(place.dataDir, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - began) / 1000);
console.log(
  `\n${figureTable(figures)}\n\n${seconds} s on ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
);
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report(), null, 2)}\n`);
// Google's clients and the emulators in this process keep sockets open for a while.
process.exit(figures.some((figure) => isMet(figure) === false) ? 1 : 0);

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
