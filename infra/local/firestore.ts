import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { EmulatorJar } from "./emulator-jars.ts";
import type { Guard } from "./guard.ts";
import { type JavaProcess, startJava } from "./java-process.ts";
import { StartRefused } from "./start-refused.ts";

const HOST = "127.0.0.1";
const EXPORT = "export";

export interface FirestoreEmulator extends Pick<JavaProcess, "pid" | "died"> {
  readonly host: string;
  /** The database answers nothing until `resume`: requests hang, as in an outage. */
  pause(): void;
  resume(): void;
  /** Writes the project's documents to the data directory; the former copy stays until the new one is whole. */
  save(): Promise<void>;
  stop(): Promise<void>;
}

interface FirestoreOptions {
  readonly java: string;
  readonly jar: EmulatorJar;
  readonly port: number;
  readonly projectId: string;
  readonly rulesFile: string;
  readonly dataDir: string;
  readonly guard: Guard;
}

/**
 * Google's Firestore emulator with what was saved, under rules that compile.
 * @throws {StartRefused} with the compiler's words when the rules do not.
 */
export async function startFirestore(options: FirestoreOptions): Promise<FirestoreEmulator> {
  const { port, projectId, rulesFile, dataDir } = options;
  if (!existsSync(rulesFile)) throw new StartRefused(`There are no security rules at ${rulesFile}.`);
  const saved = savedExport(dataDir);
  const java = await startJava({
    name: "Firestore",
    java: options.java,
    jar: options.jar,
    args: [
      ...["--host", HOST, "--port", String(port), "--project_id", projectId, "--rules", rulesFile],
      ...(existsSync(saved) ? ["--seed_from_export", saved] : []),
    ],
    heapMegabytes: 768,
    ready: /Dev App Server is now running/,
    guard: options.guard,
  });
  const host = `${HOST}:${port}`;
  try {
    await requireCompilingRules(host, projectId, rulesFile);
  } catch (error) {
    await java.stop();
    throw error;
  }
  return {
    host,
    pid: java.pid,
    died: java.died,
    pause: () => void process.kill(java.pid, "SIGSTOP"),
    resume: () => void process.kill(java.pid, "SIGCONT"),
    save: () => exportDocuments(host, projectId, dataDir),
    stop: async () => {
      // A stopped process acts on no signal but this one.
      process.kill(java.pid, "SIGCONT");
      await java.stop();
    },
  };
}

const savedExport = (dataDir: string) =>
  join(dataDir, "firestore", EXPORT, `${EXPORT}.overall_export_metadata`);

/** The answer to rules: older emulators list faults, newer ones refuse with a message. */
const RulesAnswer = z.object({
  error: z.object({ message: z.string() }).optional(),
  issues: z
    .array(
      z.object({
        description: z.string(),
        severity: z.string(),
        sourcePosition: z.object({ line: z.number().default(0), column: z.number().default(0) }).optional(),
      }),
    )
    .default([]),
});

/** The emulator starts with rules that do not compile and then refuses every client; loading them again tells. */
async function requireCompilingRules(host: string, projectId: string, rulesFile: string): Promise<void> {
  const content = await readFile(rulesFile, "utf8");
  const response = await fetch(`http://${host}/emulator/v1/projects/${projectId}:securityRules`, {
    method: "PUT",
    body: JSON.stringify({ rules: { files: [{ name: rulesFile, content }] } }),
  });
  const { error, issues } = RulesAnswer.parse(await response.json());
  const faults = issues
    .filter(({ severity }) => severity === "ERROR")
    .map(({ description, sourcePosition: at }) => `L${at?.line ?? 0}:${at?.column ?? 0} ${description}`);
  if (error) faults.push(error.message);
  if (faults.length > 0) throw new StartRefused([`${rulesFile} does not compile:`, ...faults].join("\n  "));
}

async function exportDocuments(host: string, projectId: string, dataDir: string): Promise<void> {
  const next = join(dataDir, "firestore-next");
  const kept = join(dataDir, "firestore");
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true });
  const response = await fetch(`http://${host}/emulator/v1/projects/${projectId}:export`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      database: `projects/${projectId}/databases/(default)`,
      export_directory: next,
      export_name: EXPORT,
    }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`Firestore's documents could not be saved: ${await response.text()}`);
  await rm(kept, { recursive: true, force: true });
  await rename(next, kept);
}
