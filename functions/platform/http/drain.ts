import type { Server } from "node:http";

export interface Draining {
  draining: boolean;
  /** Requests whose answers have not left yet. */
  inFlight: number;
}

/**
 * Takes signals and stray errors away from the framework, which would exit at once with every request in flight.
 * On a signal the instance lets them finish, at most `drainMs`, and exits with 0. An error nobody caught leaves the
 * process in a state nobody knows: it is logged, and the instance ends in the same way with 1. A rejection nobody
 * waited for interrupted nothing: it is logged alone, or an outage's strays would end every instance.
 */
export function drainOnSignal(server: Server, state: Draining, drainMs: number): void {
  const drain = (exitCode: number) => {
    if (state.draining) return;
    state.draining = true;
    const deadline = Date.now() + drainMs;
    // The server goes on listening, so that a request that arrives now is told to try again.
    const check = setInterval(() => {
      if (state.inFlight > 0 && Date.now() < deadline) return;
      clearInterval(check);
      server.close();
      process.exit(exitCode);
    }, 20);
  };
  for (const event of ["SIGTERM", "SIGINT", "uncaughtException", "unhandledRejection"])
    process.removeAllListeners(event);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => drain(0));
  process.on("unhandledRejection", (error) => logStray("unhandledRejection", error));
  process.on("uncaughtException", (error) => {
    logStray("uncaughtException", error);
    drain(1);
  });
}

/** One line in Cloud Logging's JSON; Error Reporting reads the stack from `message`. */
export function logStray(event: string, error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ severity: "CRITICAL", message, event })}\n`);
}
