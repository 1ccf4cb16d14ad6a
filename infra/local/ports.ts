import { createServer } from "node:net";
import { StartRefused } from "./start-refused.ts";

const HOST = "127.0.0.1";
/** Below the range the kernel hands to outgoing connections, so that nothing takes the port before we bind it. */
const LOWEST = 12_000;
const HIGHEST = 30_000;

/**
 * The port that `variable` of `env` names, or a free one.
 * @throws {StartRefused} when the named port is in use or no port at all.
 */
export async function choosePort(
  variable: string,
  env: Readonly<Record<string, string | undefined>>,
  preferred?: number,
): Promise<number> {
  const named = env[variable];
  const wanted = named === undefined || named === "" ? (preferred ?? 0) : Number(named);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
    throw new StartRefused(`${variable}=${named} is not a port (0 to 65535; 0 takes any free one).`);
  if (wanted === 0) return freePort();
  if (await isFree(wanted)) return wanted;
  throw new StartRefused(
    `Port ${wanted} on ${HOST} is in use. Stop what holds it, or choose another with ${variable}=<port>.`,
  );
}

/** Ports that were given away and may not be bound yet. */
const given = new Set<number>();

/** A port nothing listens on at this moment; no port is given twice. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new StartRefused(`No free port was found between ${LOWEST} and ${HIGHEST}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: HOST, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
