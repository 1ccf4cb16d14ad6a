import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "../../infra/local/ports.ts";
import { openApiText } from "../../scripts/openapi-text.ts";

const require = createRequire(import.meta.url);

declare module "vitest" {
  interface ProvidedContext {
    /** A proxy before the stack that compares every answer with the OpenAPI document. */
    contractUrl: string;
  }
}

/**
 * Starts Prism between the tests and the stack: it names in `sl-violations` what an answer does that the document
 * does not promise. Requests are not checked, since many a test sends bad ones. It is not waited for: the first
 * call does that.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "lyo-contract-"));
  const file = join(folder, "openapi.json");
  await writeFile(file, openApiText());
  const port = await freePort();
  const prism = require.resolve("@stoplight/prism-cli/dist/index.js");
  const { url } = project.getProvidedContext().stack;
  const flags = ["--port", String(port), "--validate-request", "false", "--verboseLevel", "fatal"];
  const child = spawn(process.execPath, [prism, "proxy", file, url, ...flags], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  project.provide("contractUrl", `http://127.0.0.1:${port}`);
  return async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
