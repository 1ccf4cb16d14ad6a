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

/** For tests on the shared stack: a limit is there to end what hangs, and a busy machine takes its time. */
const patient = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  root,
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // How long what is polled for may take to come about.
    expect: { poll: { timeout: 60_000 } },
    retry: 0,
    // Google's clients otherwise look for a metadata server, and wait for it.
    env: { METADATA_SERVER_DETECTION: "none" },
    // Any order must do; the seed is printed, and `--sequence.seed=…` repeats an order.
    sequence: { shuffle: { files: true, tests: true } },
    reporters: ["default", summaryReporter({ skippedFails: process.env.CI === "true" })],
    projects: [
      project("unit", 0, { maxWorkers: 2 }),
      project("contract", 0, { maxWorkers: 2 }),
      project("rules", 1, { ...onStack, ...patient, maxWorkers: 3 }),
      project("integration", 1, {
        globalSetup: [stack, "test/support/api-setup.ts"],
        ...patient,
        maxWorkers: 3,
      }),
      // Mostly waiting, on stacks of their own; last, since one looks at what all others did.
      project("fault", 2, { ...onStack, maxWorkers: 2 }),
    ],
  },
});
