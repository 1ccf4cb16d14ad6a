import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { EmulatorJar } from "./emulator-jars.ts";
import type { Guard } from "./guard.ts";
import { StartRefused } from "./start-refused.ts";

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
const KEPT_CHARACTERS = 8_000;

export interface JavaProcess {
  readonly pid: number;
  /** Asks it to end, kills it after 5 s; resolves when it is gone. */
  stop(): Promise<void>;
  /** Resolves with its last words if it ends without having been asked to. */
  readonly died: Promise<string>;
}

interface JavaOptions {
  readonly name: string;
  readonly java: string;
  readonly jar: EmulatorJar;
  readonly args: readonly string[];
  readonly heapMegabytes: number;
  /** Found in its output once it serves. */
  readonly ready: RegExp;
  readonly guard: Guard;
}

/**
 * Runs an emulator in a process group of its own, so that Ctrl-C reaches the stack alone and it can save first.
 * @throws {StartRefused} with its output when it ends or is silent for 60 s.
 */
export async function startJava(options: JavaOptions): Promise<JavaProcess> {
  const { name, java, jar, args, guard } = options;
  // What the second compiler would make faster in hours, it makes slower in the minutes that a stack lives.
  const flags = [
    "-Duser.language=en",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    `-Xmx${options.heapMegabytes}m`,
  ];
  const child = spawn(java, [...flags, "-cp", jar.jar, jar.mainClass, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  // Told below by the missing pid.
  child.once("error", () => {});
  const { pid } = child;
  if (pid === undefined) throw new StartRefused(`${java} did not start.`);
  guard.add(pid);
  const exited = once(child, "exit").then(() => guard.remove(pid));
  const output = watchOutput(child, options.ready);
  const outcome = await Promise.race([
    output.ready.then(() => "ready" as const),
    exited.then(() => "ended" as const),
    wait(READY_WITHIN_MS, "silent" as const, { ref: false }),
  ]);
  if (outcome !== "ready") {
    child.kill("SIGKILL");
    throw new StartRefused(`The ${name} emulator ${failure(outcome, output.text(), java)}\n${output.text()}`);
  }
  let asked = false;
  return {
    pid,
    died: exited.then(() => (asked ? new Promise<string>(() => {}) : output.text())),
    stop: async () => {
      asked = true;
      child.kill("SIGTERM");
      const overdue = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
      await exited;
      clearTimeout(overdue);
    },
  };
}

function watchOutput(child: ChildProcess, pattern: RegExp): { ready: Promise<void>; text: () => string } {
  let text = "";
  const ready = new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-KEPT_CHARACTERS);
      if (pattern.test(text)) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
  });
  return { ready, text: () => text };
}

function failure(outcome: "ended" | "silent", output: string, java: string): string {
  if (output.includes("UnsupportedClassVersionError"))
    return `needs a newer Java than ${java}: install one and set JAVA_HOME to it.`;
  return outcome === "ended" ? "ended at once:" : `was not ready within ${READY_WITHIN_MS / 1000} s:`;
}
