import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../../infra/local/ports.ts";

export interface FixtureProcess {
  readonly port: number;
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  /** Sends bytes on a connection of their own and returns all that comes back until it is closed. */
  raw(bytes: string | Buffer): Promise<string>;
  /** Resolves with its exit code, or the signal that ended it. */
  ended(): Promise<number | string>;
  stop(): Promise<void>;
}

/** The fixture area in the real functions-framework, in a process of its own. */
export async function startFixture(target = "fixture"): Promise<FixtureProcess> {
  const port = await freePort();
  const framework = join(
    createRequire(import.meta.url).resolve("@google-cloud/functions-framework"),
    "../main.js",
  );
  const source = join(import.meta.dirname, "fixture-function");
  const args = [framework, `--target=${target}`, `--source=${source}`, `--port=${port}`];
  const env = { ...process.env, FUNCTION_TARGET: target };
  const child = spawn(process.execPath, args, { cwd: source, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const gone = once(child, "exit");
  await Promise.race([listening(port), gone.then(() => Promise.reject(new Error(output)))]);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    child,
    output: () => output,
    raw: (bytes) => exchange(port, bytes),
    ended: async () => {
      const [code, signal] = await gone;
      return code ?? signal;
    },
    stop: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const open = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await wait(50);
  }
}

async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return received(socket);
}

/** All that comes in until the other side closes. */
export async function received(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  await new Promise((resolve) => socket.once("close", resolve).on("error", () => {}));
  return Buffer.concat(chunks).toString();
}
