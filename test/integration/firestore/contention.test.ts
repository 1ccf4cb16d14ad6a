import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Firestore } from "@google-cloud/firestore";
import { afterAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { documents } from "#functions/platform/firestore/documents";
import { claimLease, LeaseLost } from "#functions/platform/firestore/lease";
import { machinery } from "#functions/platform/firestore/machinery";
import { sweepOutbox } from "#functions/platform/firestore/outbox";
import { transactFor } from "#functions/platform/firestore/transact";
import type { DomainEvent, Job } from "#functions/shared/work";

const [host = "", port = ""] = inject("stack").env["FIRESTORE_EMULATOR_HOST"]?.split(":") ?? [];
const db = new Firestore({
  projectId: "demo-contention",
  ...{ host: `${host}:${port}`, ssl: false, customHeaders: { Authorization: "Bearer owner" } },
  ignoreUndefinedProperties: true,
});
const root = machinery(db);
const newId = () => randomUUID();
const deps = { db, machinery: root, newId };
afterAll(() => db.terminate());

const Counter = z.strictObject({ count: z.int(), note: z.string().optional(), at: z.date().optional() });
const counters = documents(db, "counters", Counter);
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe("a typed collection", () => {
  it("changes one document from fifty writers at once, losing none", async () => {
    const id = newId();
    await db.runTransaction(async (tx) => counters.create(tx, id, { count: 0 }));
    const add = () => counters.change(id, (counter) => ({ ...counter, count: counter.count + 1 }));
    await Promise.all(Array.from({ length: 50 }, add));
    expect(await counters.get(id)).toEqual({ count: 50 });
  });

  it("replaces the whole document, fields that are gone included", async () => {
    const id = newId();
    const at = new Date("2026-01-01T12:00:00.000Z");
    await db.runTransaction(async (tx) => counters.create(tx, id, { count: 0, note: "x", at }));
    expect(await counters.get(id)).toEqual({ count: 0, note: "x", at });
    await counters.change(id, ({ count }) => ({ count: count + 1 }));
    expect((await counters.ref(id).get()).data()).toEqual({ count: 1 });
  });

  it("leaves a document alone that is not to change, and finds none where there is none", async () => {
    const id = newId();
    await db.runTransaction(async (tx) => counters.create(tx, id, { count: 0 }));
    const before = await counters.ref(id).get();
    await counters.change(id, (counter) => counter);
    expect((await counters.ref(id).get()).updateTime).toEqual(before.updateTime);
    expect(await counters.change(newId(), (counter) => counter)).toBeUndefined();
  });

  it("refuses what its schema does not allow, on the way in and on the way out", async () => {
    const id = newId();
    const wrong = { count: 1, extra: true } as never;
    await expect(db.runTransaction(async (tx) => counters.create(tx, id, wrong))).rejects.toThrow();
    await counters.ref(id).set({ count: "one" });
    await expect(counters.get(id)).rejects.toThrow();
  });
});

describe("a lease", () => {
  const claim = (key: string, lengthMs = 60_000) => claimLease(deps, { tid: "t", key, lengthMs });
  const held = async (key: string, lengthMs?: number) => {
    const claimed = await claim(key, lengthMs);
    if (!("lease" in claimed)) throw new Error("the lease was busy");
    return claimed.lease;
  };

  it("goes to one of twenty who claim it at once", async () => {
    const key = newId();
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(key)));
    expect(claims.filter((result) => "lease" in result)).toHaveLength(1);
  });

  it("can be claimed again once it is released, under a higher fence", async () => {
    const key = newId();
    const first = await held(key);
    await first.release();
    const second = await held(key);
    expect(second.fence).toBe(first.fence + 1);
  });

  it("goes to one of twenty once it is over, and fences its former holder off", async () => {
    const key = newId();
    const first = await held(key, 300);
    await sleep(600);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(key)));
    expect(claims.filter((result) => "lease" in result)).toHaveLength(1);
    await expect(db.runTransaction((tx) => first.guard(tx))).rejects.toThrow(LeaseLost);
  });

  it("does not release what somebody else holds by now", async () => {
    const key = newId();
    const first = await held(key, 300);
    await sleep(600);
    const second = await held(key);
    await first.release();
    expect("busyMs" in (await claim(key))).toBe(true);
    await db.runTransaction((tx) => second.guard(tx));
  });

  it("lets its holder write while it lasts", async () => {
    const lease = await held(newId());
    await expect(db.runTransaction((tx) => lease.guard(tx))).resolves.toBeUndefined();
  });
});

describe("a transaction with an outbox", () => {
  const event: DomainEvent = {
    id: "e",
    type: "thing.done",
    tid: "t",
    at: "2026-01-01T12:00:00.000Z",
    data: {},
  };
  const job: Job = { queue: "q", area: "a", name: "n", payload: {}, dedupeKey: "k" };
  let now = new Date("2026-01-01T12:00:00.000Z");
  const clock = () => now;

  const world = () => {
    const sent: (DomainEvent | Job)[] = [];
    let broken = false;
    const take = async (work: DomainEvent | Job) => {
      if (broken) throw new Error("away");
      sent.push(work);
    };
    const outbox = { machinery: root, clock, log: quiet, publish: take, enqueue: take };
    return { sent, outbox, breakDown: (state: boolean) => (broken = state) };
  };

  it("sends nothing when the change is not committed", async () => {
    const { sent, outbox } = world();
    const { sendOutbox } = await import("#functions/platform/firestore/outbox");
    const send = async (entries: Parameters<typeof sendOutbox>[1]) =>
      void (await sendOutbox(outbox, entries));
    const transact = transactFor({ ...deps, clock, send }, "t");
    await expect(
      transact(async (unit) => {
        unit.publish(event);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(sent).toEqual([]);
  });

  it("keeps what cannot be sent for the sweeper, which sends it once it is thirty seconds old", async () => {
    const { sent, outbox, breakDown } = world();
    const { sendOutbox } = await import("#functions/platform/firestore/outbox");
    const send = async (entries: Parameters<typeof sendOutbox>[1]) =>
      void (await sendOutbox(outbox, entries));
    const transact = transactFor({ ...deps, clock, send }, "t");
    breakDown(true);
    await transact(async (unit) => {
      unit.publish(event);
      unit.enqueue(job);
    });
    breakDown(false);
    expect(await sweepOutbox(outbox)).toEqual({ found: 0, sent: 0 });
    now = new Date(now.getTime() + 31_000);
    expect(await sweepOutbox(outbox)).toEqual({ found: 2, sent: 2 });
    expect(sent).toEqual(expect.arrayContaining([event, job]));
    expect(await sweepOutbox(outbox)).toEqual({ found: 0, sent: 0 });
  });
});
