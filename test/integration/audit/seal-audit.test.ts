import { setTimeout as sleep } from "node:timers/promises";
import { Timestamp } from "@google-cloud/firestore";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SealDeps } from "#functions/platform/audit/seal-audit";
import { type AuditBench, type AuditedTenant, startAuditBench } from "../../support/audit-bench.ts";
import { silent } from "../../support/fixture-ports.ts";

let bench: AuditBench;
beforeAll(() => {
  bench = startAuditBench();
});
afterAll(() => bench.stop());

/** What stands in the tenant's blocks, in their order. */
const idsIn = async (tenant: AuditedTenant) =>
  (await tenant.sealed()).flatMap(({ entries }) => entries.map(({ id }) => id));

const clean = { kinds: [], unsealed: { count: 0, since: null } };

describe("sealAudit", () => {
  it("puts what happened into numbered blocks, in its order and once", async () => {
    const tenant = bench.tenant();
    const first = await tenant.acts(3);
    expect(await tenant.seal()).toEqual({ blocks: 1, entries: 3 });
    const second = await tenant.acts(2);
    expect(await tenant.seal()).toEqual({ blocks: 1, entries: 2 });
    expect(await tenant.seal(), "nothing is left").toEqual({ blocks: 0, entries: 0 });
    expect((await tenant.sealed()).map(({ number }) => number)).toEqual([1, 2]);
    expect(await idsIn(tenant)).toEqual([...first, ...second]);
    const entry = await tenant.entry(second[0] ?? "").get();
    expect([entry.get("block"), entry.get("pendingSince")]).toEqual([2, undefined]);
    expect(await tenant.verify()).toMatchObject({ ...clean, blocks: 2, entries: 5 });
  });

  it("leaves what is seconds old to the next run", async () => {
    const tenant = bench.tenant();
    await tenant.act();
    bench.advance(60);
    const late = await tenant.act();
    bench.advance(-4);
    expect(await tenant.seal()).toEqual({ blocks: 1, entries: 1 });
    expect(await tenant.verify()).toMatchObject({ kinds: [], unsealed: { count: 1 } });
    await tenant.seal();
    expect((await idsIn(tenant)).at(-1)).toBe(late);
  });

  it("seals later what a slow commit brings with an earlier time", async () => {
    const tenant = bench.tenant();
    await tenant.blocks(2);
    bench.advance(-3600);
    const late = await tenant.act();
    bench.advance(3600);
    await tenant.seal();
    expect((await idsIn(tenant)).at(-1)).toBe(late);
    expect(await tenant.verify()).toMatchObject({ ...clean, blocks: 2, entries: 3 });
  });

  it("cuts a crowd into blocks of 200", async () => {
    const tenant = bench.tenant();
    await Promise.all(Array.from({ length: 450 }, () => tenant.act()));
    expect(await tenant.seal()).toEqual({ blocks: 3, entries: 450 });
    expect((await tenant.sealed()).map(({ entries }) => entries.length)).toEqual([200, 200, 50]);
    expect(await tenant.verify()).toMatchObject({ ...clean, entries: 450 });
  });

  it("loses nothing and doubles nothing while fifty act and several seal at once", async () => {
    const tenant = bench.tenant();
    let over = false;
    const sealing = Array.from({ length: 4 }, async () => {
      while (!over) {
        await tenant.seal();
        await sleep(20);
      }
    });
    const ids = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        await sleep(n * 10);
        return tenant.act();
      }),
    );
    over = true;
    await Promise.all(sealing);
    await tenant.seal();
    expect((await idsIn(tenant)).sort()).toEqual([...ids].sort());
    expect(await tenant.verify()).toMatchObject({ ...clean, entries: 50 });
  });

  it("lets one sealer work at a time", async () => {
    const tenant = bench.tenant();
    await tenant.act();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => tenant.seal()));
    expect(outcomes.filter((outcome) => outcome !== "busy" && outcome.entries > 0)).toEqual([
      { blocks: 1, entries: 1 },
    ]);
    expect(await tenant.sealed()).toHaveLength(1);
  });

  it("keeps what was altered before it was sealed, and says so", async () => {
    const tenant = bench.tenant();
    const [, altered = ""] = await tenant.acts(3);
    await tenant.entry(altered).update({ action: "nothing.happened" });
    const errors: unknown[] = [];
    await tenant.seal({ log: { ...silent, error: (fields: unknown) => void errors.push(fields) } });
    expect(errors).toEqual([{ tid: tenant.tid, auditEntry: altered }]);
    const { kinds, texts, entries } = await tenant.verify();
    expect([kinds, entries]).toEqual([["entry-altered"], 3]);
    expect(texts[0]).toBe(`Entry ${altered} (block 1) was altered before it was sealed.`);
  });

  it("is not stopped by an entry that holds what was never recorded", async () => {
    const tenant = bench.tenant();
    const [id = ""] = await tenant.acts(2);
    await tenant.entry(id).update({ action: 7, at: Number.NaN, target: tenant.block(1) });
    expect(await tenant.seal()).toEqual({ blocks: 1, entries: 2 });
    expect((await tenant.verify()).kinds).toEqual(["entry-altered"]);
  });
});

class Killed extends Error {
  override readonly name = "Killed";
}
const kill = (): never => {
  throw new Killed();
};

/** A sealer that dies at a step of its second block: it gives no lease back. */
const dyingAt = (step: "before the commit" | "in the commit" | "after the commit"): Partial<SealDeps> => {
  const { deps } = bench;
  let commits = 0;
  return {
    machinery: {
      ...deps.machinery,
      leases: { ...deps.machinery.leases, change: () => Promise.reject(new Killed()) },
    },
    transact: (tid) => async (work) => {
      commits += 1;
      if (commits < 2) return deps.transact(tid)(work);
      if (step === "before the commit") return kill();
      if (step === "in the commit")
        return deps.transact(tid)(async (unit) => {
          await work(unit);
          return kill();
        });
      await deps.transact(tid)(work);
      return kill();
    },
  };
};

describe("a sealer that was killed", () => {
  it.each(["before the commit", "in the commit", "after the commit"] as const)(
    "%s is followed by one that seals the rest, once",
    async (step) => {
      const tenant = bench.tenant();
      const ids = await Promise.all(Array.from({ length: 420 }, () => tenant.act()));
      await expect(tenant.seal(dyingAt(step))).rejects.toThrow(Killed);
      expect(await tenant.seal(), "its lease goes on for a while").toBe("busy");
      await expireLease(tenant.tid);
      const left = step === "after the commit" ? 20 : 220;
      expect(await tenant.seal()).toMatchObject({ entries: left });
      expect((await idsIn(tenant)).sort()).toEqual([...ids].sort());
      expect(await tenant.verify()).toMatchObject({ ...clean, blocks: 3, entries: 420 });
    },
  );

  it("and wakes up again writes nothing", async () => {
    const tenant = bench.tenant();
    await tenant.acts(2);
    const { deps } = bench;
    const overtaken: Partial<SealDeps> = {
      transact: (tid) => async (work) => {
        await expireLease(tid);
        await tenant.seal();
        return deps.transact(tid)(work);
      },
    };
    await expect(tenant.seal(overtaken)).rejects.toThrow("taken over");
    expect(await tenant.sealed()).toHaveLength(1);
    expect(await tenant.verify()).toMatchObject({ ...clean, entries: 2 });
  });
});

/** Lets the server's clock have gone on. */
async function expireLease(tid: string): Promise<void> {
  const { docs } = await bench.db.collection("leases").where("tid", "==", tid).get();
  const before = Timestamp.fromMillis(Date.now() - 120_000);
  await Promise.all(docs.map((lease) => lease.ref.update({ leasedAt: before })));
}
