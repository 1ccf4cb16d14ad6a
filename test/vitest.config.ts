import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { summaryReporter } from "./summary-reporter.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const stack = "test/support/stack-setup.ts";

/** What a folder of `test/` needs; `phase` orders the folders, those of one phase run side by side. */
const project = (name: string, phase: number, more: object = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    sequence: { groupOrder: phase },
    ...more,
  },
});

const onStack = existsSync(`${root}/${stack}`) ? { globalSetup: [stack] } : {};

/** Every fault at every step takes minutes: `LYO_LONG_TESTS=1` runs them; a seeded mix of them always runs. */
const long = ["test/fault/killed-workers.test.ts", "test/fault/failed-and-canceled.test.ts"];

export default defineConfig({
  root,
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    retry: 0,
    // Google's clients otherwise look for a metadata server, and wait for it.
    env: { METADATA_SERVER_DETECTION: "none" },
    // Any order must do; the seed is printed, and `--sequence.seed=…` repeats an order.
    sequence: { shuffle: { files: true, tests: true } },
    reporters: ["default", summaryReporter({ skippedFails: process.env.CI === "true" })],
    projects: [
      project("unit", 0),
      project("contract", 0),
      project("rules", 1, onStack),
      project("integration", 1, { globalSetup: [stack, "test/support/api-setup.ts"] }),
      // Faults hit what the other tests stand on, so they come last and one at a time.
      project("fault", 2, {
        ...onStack,
        exclude: process.env.LYO_LONG_TESTS ? [] : long,
        fileParallelism: false,
      }),
    ],
  },
});
