import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { z } from "zod";
import type { Guard } from "../../infra/local/guard.ts";
import { listening } from "../../infra/local/identity.ts";

/** One call as seen from before the model: times of `performance.now()`. */
export interface ModelCall {
  readonly operation: string;
  readonly askedAt: number;
  readonly answeredAt: number;
}

export interface ScriptedGemma {
  /** What `LYO_MODEL_BASE_URL` is set to. */
  readonly url: string;
  readonly calls: ModelCall[];
  stop(): Promise<void>;
}

const MAIN = join(import.meta.dirname, "../../test/support/gemma-server-main.ts");
const Asked = z.object({ response_format: z.object({ json_schema: z.object({ name: z.string() }) }) });

/** The scripted Gemma in a process of its own, and before it a door that notes when each call came and went. */
export async function startScriptedGemma(options: {
  latencyMs: number;
  guard: Guard;
}): Promise<ScriptedGemma> {
  const child = spawn(process.execPath, [MAIN, "--latency", String(options.latencyMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid = 0 } = child;
  options.guard.add(pid);
  const exited = once(child, "exit").then(() => options.guard.remove(pid));
  // The first argument of a `line` event is the line.
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const target = /http:\S+/.exec(line)?.[0] ?? "";
  const calls: ModelCall[] = [];
  const door = createServer((request, response) => {
    pass(target, calls, request, response).catch(() => response.destroy());
  });
  return {
    url: `http://127.0.0.1:${await listening(door, "127.0.0.1", 0)}/v1`,
    calls,
    stop: async () => {
      door.closeAllConnections();
      door.close();
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function pass(
  target: string,
  calls: ModelCall[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const askedAt = performance.now();
  const body = await json(request);
  const answer = await fetch(`${target}${request.url}`, { method: "POST", body: JSON.stringify(body) });
  const text = await answer.text();
  const operation = Asked.parse(body).response_format.json_schema.name;
  calls.push({ operation, askedAt, answeredAt: performance.now() });
  response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
}
