import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { deployed } from "../../functions/areas.ts";
import { newSecrets } from "../../functions/auth/new-secrets.ts";
import { type Stack, startStack } from "../../infra/local/stack.ts";

/** What a test knows of the stack it runs on. */
export interface StackContext {
  readonly url: string;
  readonly projectId: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where each function's lines are kept, a file a function. */
  readonly logDir: string;
}

declare module "vitest" {
  interface ProvidedContext {
    stack: StackContext;
    /** Whether every integration test runs before the faults: what none of them did then, no test does. */
    wholeRun: boolean;
  }
}

/** The projects of one run share one stack: each asks for it, the last to end stops it. */
interface Shared {
  users: number;
  readonly started: Promise<{ stack: Stack; dataDir: string }>;
}
const shared = globalThis as typeof globalThis & { lyoStack?: Shared | undefined };

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.lyoStack ??= { users: 0, started: start() };
  const mine = shared.lyoStack;
  mine.users += 1;
  const { stack, dataDir } = await mine.started;
  const { url, projectId, env } = stack;
  project.provide("stack", { url, projectId, env, logDir: join(dataDir, "logs") });
  project.provide("wholeRun", await isWhole(project));
  return async () => {
    mine.users -= 1;
    if (mine.users > 0) return;
    shared.lyoStack = undefined;
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** Whether the run's files are all of the integration's, and no name narrows them. */
async function isWhole({ vitest: { config, projects, state } }: TestProject): Promise<boolean> {
  const integration = projects.find(({ name }) => name === "integration");
  if (!integration || config.testNamePattern) return false;
  const chosen = new Set(state.getPaths());
  const { testFiles } = await integration.globTestFiles();
  return testFiles.every((file) => chosen.has(file));
}

async function start(): Promise<{ stack: Stack; dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), "lyo-test-"));
  const secrets = Object.entries(await newSecrets()).map(([name, value]) => [name, JSON.stringify(value)]);
  const stack = await startStack({
    functions: deployed,
    port: 0,
    dataDir,
    save: false,
    scheduled: false,
    secrets: Object.fromEntries(secrets),
    env: { LYO_LOG_LEVEL: "info" },
  });
  return { stack, dataDir };
}
