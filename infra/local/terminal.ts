import { type Stack, type StackOptions, startStack } from "./stack.ts";
import { StartRefused } from "./start-refused.ts";

/** npm passes a Ctrl-C on that the terminal has sent already: what follows so closely is the same one. */
const SAME_SIGNAL_MS = 400;
/** A shell's exit status of a process that a signal ended is 128 and the signal's number. */
const INTERRUPTED = 130;

/**
 * Runs a stack at a terminal: says what comes up, prepares it, says `ready <url>` at last, stops on Ctrl-C, SIGTERM or a closed
 * terminal, at once on a second Ctrl-C. Resolves with the exit status when nothing is left running.
 */
export async function runStack(
  options: Omit<StackOptions, "report">,
  prepare: (stack: Stack) => Promise<void> = async () => {},
): Promise<number> {
  const report = (line: string) => console.log(line);
  const interrupted = interruption();
  const starting = startPrepared({ ...options, report }, prepare);
  const outcome = await Promise.race([starting, interrupted.first]).catch((error: unknown) => refusal(error));
  if (typeof outcome === "number") return outcome;
  if (outcome === "interrupted") {
    console.log("stopping …");
    // Half of a stack can only be stopped by what starts it.
    const stack = await starting.catch(() => undefined);
    await stack?.stop();
    return 0;
  }
  console.log(`ready ${outcome.url}`);
  return untilOver(outcome, interrupted.first);
}

async function startPrepared(
  options: StackOptions,
  prepare: (stack: Stack) => Promise<void>,
): Promise<Stack> {
  const stack = await startStack(options);
  try {
    await prepare(stack);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function untilOver(stack: Stack, interrupted: Promise<"interrupted">): Promise<number> {
  const reason = await Promise.race([interrupted, stack.failed]);
  const since = performance.now();
  if (reason !== "interrupted") console.error(reason);
  console.log("stopping …");
  try {
    await stack.stop();
  } catch (error) {
    console.error(error);
    return 1;
  }
  console.log(`stopped in ${Math.round(performance.now() - since)} ms, data kept`);
  return reason === "interrupted" ? 0 : 1;
}

function refusal(error: unknown): number {
  console.error(error instanceof StartRefused ? `\n${error.message}` : error);
  return 1;
}

function interruption(): { first: Promise<"interrupted"> } {
  let since: number | undefined;
  const first = new Promise<"interrupted">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        if (since !== undefined && performance.now() - since > SAME_SIGNAL_MS) process.exit(INTERRUPTED);
        since ??= performance.now();
        resolve("interrupted");
      });
  });
  return { first };
}
