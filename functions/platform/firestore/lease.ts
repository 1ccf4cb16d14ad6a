import { createHash } from "node:crypto";
import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  Timestamp,
  type Transaction,
} from "@google-cloud/firestore";
import type { NewId } from "../../shared/id.ts";
import { isStale, isTaken } from "./contention.ts";
import type { Machinery } from "./machinery.ts";

/** The holder's right to work on something, fenced: a write made under it fails once somebody else holds it. */
export interface Lease {
  readonly fence: number;
  /**
   * Begins the lease's length anew, for the next call that may take that long. The signal aborts half a margin
   * before its end, so that a slow holder stops by itself. @throws {LeaseLost}
   */
  extend(): Promise<AbortSignal>;
  /**
   * Checks inside a transaction, before its writes, that the lease is still ours. Every commit pays for this
   * read: a document that is to be checked with it comes in the same call. @throws {LeaseLost}
   */
  guard(tx: Transaction, also?: DocumentReference): Promise<DocumentSnapshot | undefined>;
  /** Gives the lease back, so that the next delivery need not wait for its end. */
  release(): Promise<void>;
  /** Gives it back in the commit that needs it no more, after `guard` in the same transaction. */
  releaseWith(tx: Transaction): void;
}

/** Somebody else holds the lease now; whatever we were doing must not be written. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

export interface LeaseDeps {
  readonly db: Firestore;
  readonly machinery: Machinery;
  readonly newId: NewId;
}

export interface ClaimRequest {
  readonly tid: string;
  /** What is claimed; any string. */
  readonly key: string;
  readonly lengthMs: number;
  /** How much longer the lease is than the longest call made under it; 10 s unless given. */
  readonly marginMs?: number;
}

const MARGIN_MS = 10_000;
const KEPT_MS = 40 * 24 * 3600 * 1000;

const leaseId = (tid: string, key: string): string =>
  createHash("sha256").update(`${tid}\n${key}`).digest("hex");

/**
 * Claims a lease, or says how long it is still somebody else's. It is over by the server's clock alone: when
 * `readTime − leasedAt` exceeds its length, never by a worker's clock. `first` tells that nobody ever held it.
 */
export async function claimLease(
  deps: LeaseDeps,
  request: ClaimRequest,
): Promise<{ lease: Lease; first: boolean } | { busyMs: number }> {
  const { leases } = deps.machinery;
  const ref = leases.ref(leaseId(request.tid, request.key));
  const holder = deps.newId();
  // The time of the claim is the server's, which only a field transform can give: hence no typed write here.
  const claim = (fence: number) => ({
    tid: request.tid,
    holder,
    fence,
    leasedAt: FieldValue.serverTimestamp(),
    lengthMs: request.lengthMs,
    released: false,
    expireAt: Timestamp.fromMillis(Date.now() + KEPT_MS),
  });
  const make = (fence: number) => held(deps, ref.id, { holder, fence, request });
  try {
    // Most leases are claimed once and never contended: one write, no read.
    await ref.create(claim(1));
    return { lease: make(1), first: true };
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  const snapshot = await ref.get();
  const present = leases.parse(snapshot);
  if (!present || !snapshot.updateTime) return { busyMs: 0 };
  // The client repeats a commit whose answer was lost: what is taken may be taken by this very claim.
  if (present.holder === holder) return { lease: make(present.fence), first: present.fence === 1 };
  const leftMs = present.lengthMs - (snapshot.readTime.toMillis() - present.leasedAt.getTime());
  if (!present.released && leftMs > 0) return { busyMs: leftMs };
  try {
    await ref.update(claim(present.fence + 1), { lastUpdateTime: snapshot.updateTime });
    return { lease: make(present.fence + 1), first: false };
  } catch (error) {
    if (isStale(error)) return { busyMs: request.lengthMs };
    throw error;
  }
}

function held(
  deps: LeaseDeps,
  id: string,
  { holder, fence, request }: { holder: string; fence: number; request: ClaimRequest },
): Lease {
  const { leases } = deps.machinery;
  const { lengthMs, marginMs = MARGIN_MS } = request;
  // What is left of a lease begun this recently still holds the longest call and half a margin.
  const freshMs = marginMs / 5;
  const lost = () => new LeaseLost(`the lease ${request.key} was taken over`);
  // Elapsed time since the claim returned: the server's began earlier, by less than the margin at the end.
  let begun = performance.now();
  const extend = async () => {
    const snapshot = await leases.ref(id).get();
    if (leases.parse(snapshot)?.holder !== holder || !snapshot.updateTime) throw lost();
    begun = performance.now();
    await leases
      .ref(id)
      .update({ leasedAt: FieldValue.serverTimestamp() }, { lastUpdateTime: snapshot.updateTime })
      .catch((error: unknown) => {
        throw isStale(error) ? lost() : error;
      });
  };
  return {
    fence,
    extend: async () => {
      if (performance.now() - begun > freshMs) await extend();
      const spent = performance.now() - begun;
      return AbortSignal.timeout(Math.max(1, Math.floor(lengthMs - marginMs / 2 - spent)));
    },
    guard: async (tx, also) => {
      const [mine, other] = await tx.getAll(leases.ref(id), ...(also ? [also] : []));
      if (!mine || leases.parse(mine)?.holder !== holder) throw lost();
      return other;
    },
    release: async () => {
      await leases.change(id, (present) =>
        present.holder === holder ? { ...present, released: true } : present,
      );
    },
    // One field: the claim's other fields were read, and are guarded, in the same transaction.
    releaseWith: (tx) => void tx.update(leases.ref(id), { released: true }),
  };
}

/** How long ago a key was last claimed or extended, by the server's clock; `undefined` when it never was. */
export async function lastClaimMs(
  deps: Pick<LeaseDeps, "machinery">,
  { tid, key }: Pick<ClaimRequest, "tid" | "key">,
): Promise<number | undefined> {
  const snapshot = await deps.machinery.leases.ref(leaseId(tid, key)).get();
  const present = deps.machinery.leases.parse(snapshot);
  return present && snapshot.readTime.toMillis() - present.leasedAt.getTime();
}
