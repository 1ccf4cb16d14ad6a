import { setTimeout as wait } from "node:timers/promises";
import type { DataDir } from "./data-dir.ts";
import type { FunctionProcess } from "./function-process.ts";
import type { Gateway } from "./gateway.ts";
import type { Guard } from "./guard.ts";
import type { Identity } from "./identity.ts";
import { type Emulators, stopEmulators } from "./parts.ts";
import type { Pusher } from "./pubsub-pusher.ts";
import type { Scheduler } from "./scheduler.ts";

/** Longer than the Pub/Sub emulator takes to push a message it was given. */
const QUIET_MS = 300;
const IDLE_WITHIN_MS = 120_000;

/** What of a stack has been started so far. */
export interface Running {
  readonly dataDir: DataDir;
  readonly guard: Guard;
  readonly emulators: Emulators;
  readonly functions: Map<string, FunctionProcess>;
  identity?: Identity;
  gateway?: Gateway;
  pusher?: Pusher;
  scheduler?: Scheduler;
}

/**
 * Ends everything in order: nothing new comes in, functions finish what they began, what is kept is written.
 * A step that fails does not keep the others from being done.
 */
export async function stopAll(running: Running, { save }: { save: boolean }): Promise<void> {
  const { dataDir, guard, emulators, functions, identity, gateway, pusher, scheduler } = running;
  const faults: unknown[] = [];
  const step = async (work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      faults.push(error);
    }
  };
  await step(() => emulators.firestore?.resume());
  await step(() => scheduler?.stop());
  await step(() => emulators.queues?.pause());
  await step(() => gateway?.drain());
  await step(() => Promise.all([...functions.values()].map((each) => each.stop())));
  await step(() => gateway?.stop());
  // The last events published reach the pusher, which keeps them.
  await step(() => (pusher && save ? wait(QUIET_MS) : undefined));
  await step(() => pusher?.stop());
  await step(() => stopEmulators(emulators, { save }));
  await step(() => identity?.stop());
  await step(() => guard.release());
  await step(() => dataDir.unlock());
  if (faults.length > 0) throw new AggregateError(faults, "The local stack did not stop cleanly.");
}

/** @throws {Error} when tasks or messages are still there after two minutes. */
export async function untilIdle({ emulators, pusher }: Running): Promise<void> {
  const deadline = performance.now() + IDLE_WITHIN_MS;
  const tasksDone = () => emulators.tasks?.idle() ?? Promise.resolve();
  while (performance.now() < deadline) {
    await Promise.race([tasksDone(), wait(deadline - performance.now())]);
    await wait(QUIET_MS);
    const quiet = !pusher || (pusher.pending() === 0 && pusher.quietForMs() >= QUIET_MS);
    if (quiet && (await Promise.race([tasksDone().then(() => true), wait(10, false)]))) return;
  }
  throw new Error(
    `Tasks or messages (${pusher?.pending() ?? 0}) are still there after ${IDLE_WITHIN_MS / 1000} s.`,
  );
}
