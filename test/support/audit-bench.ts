import { randomUUID } from "node:crypto";
import { Firestore } from "@google-cloud/firestore";
import { inject } from "vitest";
import { anchorAudit } from "../../functions/platform/audit/anchor-audit.ts";
import type { Finding } from "../../functions/platform/audit/audit-finding.ts";
import { type Act, auditTrail, newAuditKey } from "../../functions/platform/audit/audit-trail.ts";
import { type SealDeps, sealAudit } from "../../functions/platform/audit/seal-audit.ts";
import { verifyAudit } from "../../functions/platform/audit/verify-audit.ts";
import { machinery } from "../../functions/platform/firestore/machinery.ts";
import { transactFor } from "../../functions/platform/firestore/transact.ts";
import { type Bucket, storageBucket } from "../../functions/platform/storage/bucket.ts";
import { manualClock } from "./auth-parts.ts";
import { silent } from "./fixture-ports.ts";

export type AuditBench = ReturnType<typeof startAuditBench>;

/** Logs of tenants that nobody else has, on the emulators of the test's stack, with time in the test's hands. */
export function startAuditBench() {
  const { env } = inject("stack");
  // Google's clients find their emulators by the environment of their process.
  for (const name of ["FIRESTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"]) process.env[name] = env[name];
  const db = new Firestore({
    projectId: `demo-audit-${randomUUID().slice(0, 8)}`,
    ignoreUndefinedProperties: true,
  });
  const { clock, advance } = manualClock(new Date("2026-03-01T12:00:00.000Z"));
  const newId = () => randomUUID();
  const root = machinery(db);
  const send = async () => {};
  const transact = (tid: string) => transactFor({ db, machinery: root, clock, newId, send }, tid);
  const anchors = storageBucket(
    { projectId: "demo-lyo", emulators: { storage: env["STORAGE_EMULATOR_HOST"] } },
    "audit",
  );
  const deps: SealDeps = { db, machinery: root, clock, newId, log: silent, transact };
  return {
    ...{ db, deps, clock, advance, anchors },
    /** A tenant with an empty log. */
    tenant: () => auditedTenant({ ...deps, advance, anchors }, `t-${randomUUID().slice(0, 8)}`),
    stop: () => db.terminate(),
  };
}

export type AuditedTenant = ReturnType<typeof auditedTenant>;

function auditedTenant(
  deps: SealDeps & { advance: (seconds: number) => void; anchors: Bucket },
  tid: string,
) {
  const { db, clock, advance, anchors, transact, newId } = deps;
  const trail = auditTrail(db, tid);
  const someone = { auditId: newId(), auditKey: newAuditKey() };
  const origin = { address: "192.0.2.1", userAgent: "test" };
  const act = async (more: Partial<Act> = {}): Promise<string> => {
    const id = newId();
    await transact(tid)(async ({ tx }) =>
      trail.record(
        tx,
        { id, action: "thing.done", outcome: "success", actor: someone, origin, ...more },
        clock(),
      ),
    );
    return id;
  };
  const seal = async (given: Partial<SealDeps> = {}) => {
    advance(6);
    return sealAudit({ ...deps, ...given }, { tid });
  };
  const acts = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let done = 0; done < count; done++) {
      advance(0.001);
      ids.push(await act());
    }
    return ids;
  };
  return {
    ...{ tid, someone, act, acts, seal },
    /** As many blocks as numbers, each with so many entries. @returns the entries' ids by block. */
    blocks: async (...sizes: number[]): Promise<string[][]> => {
      const made: string[][] = [];
      for (const size of sizes) {
        made.push(await acts(size));
        await seal();
      }
      return made;
    },
    anchor: () => anchorAudit({ db, clock, anchors }, { tid }),
    verify: async () => {
      const findings: Finding[] = [];
      const summary = await verifyAudit({ db, anchors }, { tid, report: (found) => findings.push(found) });
      return { ...summary, kinds: findings.map(({ kind }) => kind), texts: findings.map(({ text }) => text) };
    },
    entry: (id: string) => db.doc(`tenants/${tid}/auditLog/${id}`),
    entries: () => db.collection(`tenants/${tid}/auditLog`),
    block: (number: number) => db.doc(`tenants/${tid}/auditBlocks/${String(number).padStart(12, "0")}`),
    sealed: async () => {
      const { docs } = await db.collection(`tenants/${tid}/auditBlocks`).orderBy("number").get();
      // What the sealer writes has passed its schema.
      return docs.map((found) => found.data()) as { number: number; entries: { id: string }[] }[];
    },
  };
}
