import { setTimeout as wait } from "node:timers/promises";
import type { FaultStack } from "./fault-stack.ts";

export interface Repeated {
  /** Resolves when what was begun has ended. */
  stop(): Promise<void>;
}

/** What the schedule does by the minute. */
export const sweepEvery = (at: FaultStack, ms: number): Repeated =>
  repeatedly(async () => {
    await at.stack.tick("sweep-outbox");
    await at.stack.tick("sweep-tasks");
    await wait(ms);
  });

const SELDOM_MS = 8000;

/** Faults that hit every course at once: the database is away, the workers are killed or replaced. */
export const havoc = (at: FaultStack, random: () => number, count: (fault: string) => void): Repeated =>
  repeatedly(async () => {
    await wait(SELDOM_MS * (1 + random()));
    const drawn = random();
    if (drawn < 0.4) {
      count("database away");
      at.stack.pauseFirestore();
      await wait(500 + random() * 4000);
      at.stack.resumeFirestore();
    } else if (drawn < 0.7) {
      count("workers replaced");
      await at.replace(0);
    } else {
      count("all workers killed");
      at.kill(0);
    }
  });

function repeatedly(once: () => Promise<void>): Repeated {
  let isOn = true;
  const repeating = (async () => {
    while (isOn) await once();
  })();
  return {
    stop: async () => {
      isOn = false;
      await repeating;
    },
  };
}
