import { StartRefused } from "./start-refused.ts";

/** Starts a part and tells how long it took. */
export async function timed(
  name: string,
  start: () => Promise<{ host: string }>,
  report: (line: string) => void,
): Promise<void> {
  const since = performance.now();
  const { host } = await start();
  report(`${name.padEnd(18)} ${host.padEnd(18)} ${Math.round(performance.now() - since)} ms`);
}

/**
 * Waits for all, also when one fails: what has started must be known to be stopped.
 * @throws {StartRefused} with every refusal; a fault that is none goes before them.
 */
export async function allOf<T extends readonly unknown[]>(
  starts: {
    readonly [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> {
  const outcomes = await Promise.allSettled<unknown>(starts);
  const faults = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  const unforeseen = faults.find((fault) => !(fault instanceof StartRefused));
  if (unforeseen !== undefined) throw unforeseen;
  if (faults.length > 0) throw new StartRefused(faults.map((fault) => fault.message).join("\n\n"));
  // Fulfilled, each with the value of the promise in its place.
  return outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? outcome.value : undefined,
  ) as unknown as T;
}
