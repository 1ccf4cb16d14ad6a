import { z } from "zod";
import { type Clock, plusSeconds } from "../../shared/clock.ts";
import { Problem } from "../../shared/problem.ts";
import { DomainEvent } from "../../shared/work.ts";
import { type Machinery, tombstoneId } from "../firestore/machinery.ts";
import type { Transact, Unit } from "../firestore/transact.ts";
import { type JobBinding, job } from "../http/jobs-app.ts";

/** What a subscriber does with one type of event; its writes go through `unit`. */
export type Subscriptions = Readonly<Record<string, (unit: Unit, event: DomainEvent) => Promise<void>>>;

interface SubscriberDeps {
  readonly machinery: Machinery;
  readonly clock: Clock;
  readonly transact: (tid: string) => Transact;
}

/** The body of a Pub/Sub push (https://cloud.google.com/pubsub/docs/push#receive_push). */
const Push = z.object({ message: z.object({ data: z.base64() }) });

/** Longer than Pub/Sub keeps a message (31 days). */
const KEPT_SECONDS = 40 * 24 * 3600;

/**
 * Receives events: each is dealt with once by this subscriber, however often it is delivered, since its id is
 * noted in the transaction that holds the effect. Types nobody subscribes to are acknowledged.
 */
export const subscriber = (
  deps: SubscriberDeps,
  name: string,
  subscriptions: (tid: string) => Subscriptions,
): JobBinding =>
  job(Push, async ({ message }) => {
    const event = eventOf(message.data);
    const react = subscriptions(event.tid)[event.type];
    if (!react) return "dropped";
    const id = `${name}:${event.id}`;
    const { userId } = event.data;
    return deps.transact(event.tid)(async (unit) => {
      // Told of somebody who is gone: nothing may be written of them any more.
      if (typeof userId === "string" && (await isErased(deps, { tid: event.tid, userId }))) return "dropped";
      if (await deps.machinery.processedEvents.get(id, unit.tx)) return "dropped";
      await react(unit, event);
      const expireAt = plusSeconds(deps.clock(), KEPT_SECONDS);
      deps.machinery.processedEvents.create(unit.tx, id, { tid: event.tid, subscriber: name, expireAt });
      return "done";
    });
  });

async function isErased(
  { machinery }: SubscriberDeps,
  of: { tid: string; userId: string },
): Promise<boolean> {
  return (await machinery.tombstones.get(tombstoneId(of.tid, of.userId))) !== undefined;
}

function eventOf(data: string): DomainEvent {
  try {
    return DomainEvent.parse(JSON.parse(Buffer.from(data, "base64").toString("utf8")));
  } catch (cause) {
    throw new Problem("validation-error", "The message is not an event.", { cause });
  }
}
