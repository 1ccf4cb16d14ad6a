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
      project("unit", 0, { maxWorkers: 2 }),
      project("contract", 0, { maxWorkers: 2 }),
      project("rules", 1, { ...onStack, maxWorkers: 3 }),
      project("integration", 1, { globalSetup: [stack, "test/support/api-setup.ts"], maxWorkers: 3 }),
      // Mostly waiting, on stacks of their own; last, since one looks at what all others did.
      project("fault", 2, { ...onStack, maxWorkers: 2 }),
    ],
  },
});
