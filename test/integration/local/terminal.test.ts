import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { rowsOf } from "../../support/fault-table.ts";
import { temporaryDataDir } from "../../support/local-stack.ts";

const PROGRAM = join(import.meta.dirname, "../../support/run-local-stack.ts");

let terminal: ChildProcess | undefined;
let dataDir = "";
afterEach(async () => {
  terminal?.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts the stack as a process of its own and waits for its last line. */
async function start(): Promise<{ terminal: ChildProcess; said: () => string; ports: number[] }> {
  dataDir = await temporaryDataDir();
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  terminal = child;
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/m);
  const ports = [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  return { terminal: child, said: () => text, ports };
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

const open = async (ports: readonly number[]): Promise<number[]> => {
  const found = await Promise.all(ports.map(async (port) => ((await isOpen(port)) ? [port] : [])));
  return found.flat();
};

describe("the stack at a terminal", () => {
  it.each(rowsOf(["SIGINT", "SIGTERM"] as const))(
    "says ready once and leaves nothing running after %s",
    async (signal) => {
      const { terminal, said, ports } = await start();
      expect(ports).toHaveLength(10);
      expect(await open(ports)).toEqual(ports);
      terminal.kill(signal);
      expect(await once(terminal, "exit")).toEqual([0, null]);
      expect(await open(ports)).toEqual([]);
      expect(said().match(/^ready/gm)).toHaveLength(1);
      expect(said()).toMatch(/stopped in \d+ ms, data kept\n$/);
    },
  );

  it("leaves nothing running when it is killed", async () => {
    const { terminal, ports } = await start();
    terminal.kill("SIGKILL");
    await expect.poll(() => open(ports)).toEqual([]);
  });
});
