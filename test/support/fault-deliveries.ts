import { z } from "zod";
import type { Deliver, Delivery } from "../../infra/local/tasks/delivery.ts";

const Payload = z.object({ index: z.int().optional() });

/** The step a delivery asks for, by the name its mark would have; other jobs by their own. */
export function stepOf({ url, body }: Delivery): string {
  const { index } = Payload.parse(JSON.parse(body.toString() || "{}"));
  const job = new URL(url).pathname.split("/").at(-1) ?? "";
  return index === undefined ? job : `lesson-${String(index + 1).padStart(2, "0")}`;
}

/** One delivery after the other, so that whoever dies takes nobody along. */
export function inTurn(): Deliver {
  let last: Promise<unknown> = Promise.resolve();
  return (delivery, send) => {
    const mine = last.then(() => send(delivery));
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Deliveries of the steps named are acknowledged and never made, until `find` is called. */
export function losing(...steps: readonly string[]): { deliver: Deliver; lost: string[]; find(): void } {
  const lost: string[] = [];
  let isOn = true;
  return {
    lost,
    find: () => {
      isOn = false;
    },
    deliver: async (delivery, send) => {
      if (!isOn || !steps.includes(stepOf(delivery))) return send(delivery);
      lost.push(stepOf(delivery));
      return 200;
    },
  };
}

/** Deliveries of the steps named wait until `release` is called. */
export function holding(...steps: readonly string[]): { deliver: Deliver; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    release: resolve,
    deliver: async (delivery, send) => {
      if (steps.includes(stepOf(delivery))) await promise;
      return send(delivery);
    },
  };
}
