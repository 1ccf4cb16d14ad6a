import { parseArgs } from "node:util";
import { startGemmaServer } from "./gemma-server.ts";

/** `node test/support/gemma-server-main.ts --port 8790 --latency 1000`; see `GET /calls`, `POST /script`, `POST /reset`. */
const { values } = parseArgs({
  options: { port: { type: "string", default: "0" }, latency: { type: "string", default: "0" } },
});
const gemma = await startGemmaServer({ port: Number(values.port), latencyMs: Number(values.latency) });
console.log(`A scripted Gemma listens on ${gemma.url}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void gemma.close());
