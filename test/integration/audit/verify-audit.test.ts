import { FieldValue } from "@google-cloud/firestore";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AuditBlock, blockHash } from "#functions/platform/audit/audit-block";
import { AuditEntry, contentHash } from "#functions/platform/audit/audit-entry";
import { auditTrail, newAuditKey } from "#functions/platform/audit/audit-trail";
import { type AuditBench, type AuditedTenant, startAuditBench } from "../../support/audit-bench.ts";

let bench: AuditBench;
beforeAll(() => {
  bench = startAuditBench();
});
afterAll(() => bench.stop());

/** A log of three blocks of three entries. */
async function aLog() {
  const tenant = bench.tenant();
  const ids = await tenant.blocks(3, 3, 3);
  return { tenant, ids, id: ids[1]?.[1] ?? "" };
}
type Log = Awaited<ReturnType<typeof aLog>>;

const blockOf = async (tenant: AuditedTenant, number: number) =>
  AuditBlock.parse((await tenant.block(number).get()).data());
/** Somebody who knows how hashes are made. */
const rehash = (block: AuditBlock): AuditBlock => ({ ...block, hash: blockHash(block) });

const tamperings: Readonly<Record<string, { tamper: (log: Log) => Promise<unknown>; found: string[] }>> = {
  "an altered entry": {
    tamper: ({ tenant, id }) => tenant.entry(id).update({ action: "nothing.happened" }),
    found: ["entry-altered"],
  },
  "an altered entry with a hash to match": {
    tamper: async ({ tenant, id }) => {
      const entry = {
        ...AuditEntry.parse((await tenant.entry(id).get()).data()),
        action: "nothing.happened",
      };
      await tenant.entry(id).set({ ...entry, hash: contentHash(entry) });
    },
    found: ["entry-altered"],
  },
  "a field that was added to an entry": {
    tamper: ({ tenant, id }) => tenant.entry(id).update({ note: "harmless" }),
    found: ["entry-altered"],
  },
  "an address that was cut out": {
    tamper: ({ tenant, id }) => tenant.entry(id).update({ address: FieldValue.delete() }),
    found: ["entry-altered"],
  },
  "a removed entry": {
    tamper: ({ tenant, id }) => tenant.entry(id).delete(),
    found: ["entry-removed"],
  },
  "two entries that changed places": {
    tamper: async ({ tenant, ids }) => {
      const [one, other] = [tenant.entry(ids[0]?.[0] ?? ""), tenant.entry(ids[0]?.[1] ?? "")];
      const [first, second] = [await one.get(), await other.get()];
      await Promise.all([one.set(second.data() ?? {}), other.set(first.data() ?? {})]);
    },
    found: ["entry-altered", "entry-altered"],
  },
  "an entry put into a block's time": {
    tamper: async ({ tenant, id }) => {
      const forged = { ...(await tenant.entry(id).get()).data(), id: crypto.randomUUID() };
      await tenant.entry(forged.id).set({ ...forged, hash: contentHash(forged) });
    },
    found: ["entry-inserted"],
  },
  "an entry that claims to be sealed": {
    tamper: async ({ tenant, id }) => {
      const { block: _, ...forged } = (await tenant.entry(id).get()).data() ?? {};
      await tenant.entry(crypto.randomUUID()).set(forged);
    },
    found: ["entry-inserted"],
  },
  "an entry of a block that is not there": {
    tamper: ({ tenant, id }) => tenant.entry(id).update({ block: 7 }),
    found: ["entry-unsealed", "entry-inserted"],
  },
  "an entry that waits to be sealed once more": {
    tamper: async ({ tenant, id }) => {
      const at = (await tenant.entry(id).get()).get("at");
      await tenant.entry(id).update({ block: FieldValue.delete(), pendingSince: at });
    },
    found: ["entry-unsealed"],
  },
  "a sealed entry that also waits": {
    tamper: ({ tenant, id }) => tenant.entry(id).update({ pendingSince: "2026-01-01T00:00:00.000Z" }),
    found: ["entry-unsealed"],
  },
  "an altered block": {
    tamper: async ({ tenant }) => {
      const { entries } = await blockOf(tenant, 2);
      await tenant.block(2).update({ entries: entries.slice(1), count: 2 });
    },
    found: ["block-altered", "entry-inserted"],
  },
  "an altered block with a hash to match": {
    tamper: async ({ tenant, ids }) => {
      const block = await blockOf(tenant, 2);
      await tenant.block(2).set(rehash({ ...block, entries: block.entries.slice(1), count: 2 }));
      await tenant.entry(ids[1]?.[0] ?? "").delete();
    },
    found: ["chain-broken"],
  },
  "a block that is none any more": {
    tamper: ({ tenant }) => tenant.block(2).set({ number: 2 }),
    found: ["block-altered"],
  },
  "a removed block": {
    tamper: ({ tenant }) => tenant.block(2).delete(),
    found: ["block-missing", ...Array(3).fill("entry-inserted")],
  },
  "a removed block, with all it held": {
    tamper: async ({ tenant, ids }) => {
      await tenant.block(2).delete();
      for (const id of ids[1] ?? []) await tenant.entry(id).delete();
    },
    found: ["block-missing"],
  },
  "a removed first block": {
    tamper: async ({ tenant, ids }) => {
      await tenant.block(1).delete();
      for (const id of ids[0] ?? []) await tenant.entry(id).delete();
    },
    found: ["block-missing"],
  },
  "blocks that changed places": {
    tamper: async ({ tenant }) => {
      const [second, third] = [await blockOf(tenant, 2), await blockOf(tenant, 3)];
      await tenant.block(2).set({ ...third, number: 2 });
      await tenant.block(3).set({ ...second, number: 3 });
    },
    found: expect.arrayContaining(["block-altered", "chain-broken", "entry-unsealed"]),
  },
  "a block under another's name": {
    tamper: async ({ tenant }) => tenant.block(3).set(await blockOf(tenant, 2)),
    found: expect.arrayContaining(["block-misplaced", "chain-broken"]),
  },
  "a block put in between, with the later ones moved on": {
    tamper: async ({ tenant }) => {
      const [second, third] = [await blockOf(tenant, 2), await blockOf(tenant, 3)];
      await tenant.block(4).set(rehash({ ...third, number: 4 }));
      await tenant.block(3).set(rehash({ ...second, number: 3 }));
    },
    found: expect.arrayContaining(["chain-broken", "entry-unsealed"]),
  },
  "a block after the last that follows none": {
    tamper: async ({ tenant }) => {
      const third = await blockOf(tenant, 3);
      await tenant.block(4).set(rehash({ ...third, number: 4, previousHash: "0".repeat(64) }));
    },
    found: expect.arrayContaining(["chain-broken"]),
  },
  "a document among the blocks that is none": {
    tamper: async ({ tenant }) =>
      tenant
        .block(1)
        .parent.doc("2")
        .set(await blockOf(tenant, 2)),
    found: ["block-misplaced"],
  },
  "a block of another tenant": {
    tamper: async ({ tenant }) => {
      const other = await aLog();
      await tenant.block(1).set(await blockOf(other.tenant, 1));
    },
    found: expect.arrayContaining(["block-misplaced", "chain-broken", "entry-removed"]),
  },
  "the newest blocks cut off, their entries left": {
    tamper: ({ tenant }) => tenant.block(3).delete(),
    found: Array(3).fill("entry-inserted"),
  },
};

describe("verifyAudit", () => {
  it("has nothing against a log that nobody touched", async () => {
    const { tenant } = await aLog();
    expect(await tenant.verify()).toEqual({
      ...{ tid: tenant.tid, blocks: 3, entries: 9, findings: 0, kinds: [], texts: [] },
      ...{ unsealed: { count: 0, since: null }, anchored: null },
    });
  });

  it("has nothing against a log that is empty", async () => {
    expect(await bench.tenant().verify()).toMatchObject({ blocks: 0, entries: 0, kinds: [] });
  });

  it.each(Object.entries(tamperings))("finds %s", async (_what, { tamper, found }) => {
    const log = await aLog();
    await tamper(log);
    expect((await log.tenant.verify()).kinds).toEqual(found);
  });

  it("states what is not sealed yet, and since when", async () => {
    const { tenant } = await aLog();
    const since = bench.clock().toISOString();
    await tenant.act();
    bench.advance(2);
    const id = await tenant.act();
    expect(await tenant.verify()).toMatchObject({ kinds: [], entries: 9, unsealed: { count: 2, since } });
    await tenant.entry(id).update({ outcome: "failure" });
    expect((await tenant.verify()).texts).toEqual([`Entry ${id}, which is not sealed yet, was altered.`]);
  });

  it("has nothing against a log that the sealer is at work on", async () => {
    const tenant = bench.tenant();
    await tenant.blocks(2);
    let over = false;
    const working = (async () => {
      while (!over) {
        await tenant.acts(3);
        await tenant.seal();
      }
    })();
    for (let times = 0; times < 12; times++) expect((await tenant.verify()).texts).toEqual([]);
    over = true;
    await working;
  });

  it("goes through the entries of a year", async () => {
    const tenant = bench.tenant();
    const trail = auditTrail(bench.db, tenant.tid);
    for (let month = 0; month < 20; month++) {
      bench.advance(18 * 24 * 3600);
      await bench.deps.transact(tenant.tid)(async ({ tx }) => {
        for (let n = 0; n < 100; n++)
          trail.record(
            tx,
            { id: crypto.randomUUID(), action: "thing.done", outcome: "success", actor: tenant.someone },
            new Date(bench.clock().getTime() + n),
          );
      });
      await tenant.seal();
    }
    expect(await tenant.verify()).toMatchObject({ blocks: 20, entries: 2000, kinds: [] });
    const [victim] = (await tenant.entries().where("block", "==", 13).limit(1).get()).docs;
    await victim?.ref.update({ at: "2026-01-01T00:00:00.000Z" });
    expect((await tenant.verify()).texts).toEqual([`Entry ${victim?.id} of block 13 was altered.`]);
  });

  it("still holds when a person was erased, of whom the log then tells nothing", async () => {
    const tenant = bench.tenant();
    const user = bench.db.doc(`tenants/${tenant.tid}/users/ada`);
    await user.set({ auditId: tenant.someone.auditId, auditKey: newAuditKey() });
    const [[id = ""] = []] = await tenant.blocks(2);
    await user.delete();
    expect(await tenant.verify()).toMatchObject({ kinds: [], entries: 2 });
    expect((await tenant.entry(id).get()).get("address")).not.toContain("192.0.2.1");
  });
});

describe("the anchors", () => {
  it("are one a day, which later ones leave as it is", async () => {
    const tenant = bench.tenant();
    expect(await tenant.anchor(), "nothing to anchor").toBeUndefined();
    await tenant.blocks(1);
    expect(await tenant.anchor()).toBe(1);
    await tenant.blocks(1);
    expect(await tenant.anchor()).toBeUndefined();
    const [name = ""] = await bench.anchors.list(`audit/${tenant.tid}/`);
    expect(name).toBe(`audit/${tenant.tid}/${bench.clock().toISOString().slice(0, 10)}.json`);
    expect(JSON.parse(await bench.anchors.readText(name))).toMatchObject({ tid: tenant.tid, number: 1 });
    bench.advance(24 * 3600);
    expect(await tenant.anchor()).toBe(2);
    expect(await tenant.verify()).toMatchObject({ kinds: [], anchored: { number: 2 } });
  });

  it("show that the newest blocks were cut off with all they held", async () => {
    const { tenant, ids } = await aLog();
    await tenant.anchor();
    await tenant.block(3).delete();
    for (const id of ids[2] ?? []) await tenant.entry(id).delete();
    const { kinds, texts } = await tenant.verify();
    expect(kinds).toEqual(["chain-cut"]);
    expect(texts[0]).toMatch(/ends with block 2, but had 3 blocks on 20\d\d-/);
  });

  it("show that a whole log is gone", async () => {
    const { tenant } = await aLog();
    await tenant.anchor();
    for (const path of ["auditLog", "auditBlocks"])
      await bench.db.recursiveDelete(bench.db.collection(`tenants/${tenant.tid}/${path}`));
    expect((await tenant.verify()).kinds).toEqual(["chain-cut"]);
  });

  it("show that a chain was written anew from some block on", async () => {
    const { tenant, ids } = await aLog();
    await tenant.anchor();
    await tenant.entry(ids[1]?.[0] ?? "").delete();
    const second = await blockOf(tenant, 2);
    const forged = rehash({ ...second, entries: second.entries.slice(1), count: 2 });
    await tenant.block(2).set(forged);
    await tenant.block(3).set(rehash({ ...(await blockOf(tenant, 3)), previousHash: forged.hash }));
    expect((await tenant.verify()).kinds).toEqual(["anchor-contradicted"]);
  });

  it("of another log are told apart", async () => {
    const { tenant } = await aLog();
    await bench.anchors.createText(`audit/${tenant.tid}/2026-01-01.json`, "{}");
    await bench.anchors.createText(`audit/${tenant.tid}/2026-01-02.json`, "<html>");
    expect((await tenant.verify()).kinds).toEqual(["anchor-unreadable", "anchor-unreadable"]);
  });
});
