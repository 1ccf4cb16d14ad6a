import type { BulkWriter, Firestore, Query } from "@google-cloud/firestore";
import type { FirebaseAuth } from "../firebase/firebase-auth.ts";
import type { Bucket } from "../storage/bucket.ts";
import { machinery } from "./machinery.ts";
import { walkDocuments } from "./walk-documents.ts";

export interface EraseDeps {
  readonly db: Firestore;
  readonly firebase: Pick<FirebaseAuth, "revoke">;
  /** Where people's files are. */
  readonly files: readonly { readonly bucket: Pick<Bucket, "removeAll">; readonly prefix: string }[];
}

/** How many of what were erased: documents by collection, `files`, and Firebase `sign-ins` that were ended. */
export type Erased = ReadonlyMap<string, number>;

const PAGE = 300;
/** Firebase Auth answers some tens of calls a second. */
const SIGN_INS_AT_ONCE = 10;

/**
 * Erases everything of a tenant. Each step may be repeated and none needs what another has erased, but for the
 * sign-ins: those are known by the users' documents, and come first. Interrupted, it goes on when it is called again.
 */
export async function eraseTenant(deps: EraseDeps, { tid }: { tid: string }): Promise<Erased> {
  const erased = new Map<string, number>();
  const count = (name: string, more = 1) => erased.set(name, (erased.get(name) ?? 0) + more);
  count("sign-ins", await endSignIns(deps, tid));
  for (const { bucket, prefix } of deps.files) count("files", await bucket.removeAll(prefix));
  const tenant = deps.db.doc(`tenants/${tid}`);
  const writer = deps.db.bulkWriter();
  // The tenant's own document is deleted with what lies below, though there is none.
  writer.onWriteResult((ref) => void (ref.path !== tenant.path && count(ref.parent.id)));
  for (const documents of Object.values({ ...machinery(deps.db) }))
    await eraseFound(writer, documents.ref("any").parent.where("tid", "==", tid).limit(PAGE));
  await deps.db.recursiveDelete(tenant, writer);
  await writer.close();
  return new Map([...erased].filter(([, number]) => number > 0));
}

async function endSignIns({ db, firebase }: EraseDeps, tid: string): Promise<number> {
  let ended = 0;
  let some: Promise<void>[] = [];
  for await (const { id } of walkDocuments(db.collection(`tenants/${tid}/users`), { pageSize: PAGE })) {
    some.push(firebase.revoke(id));
    ended += 1;
    if (some.length < SIGN_INS_AT_ONCE) continue;
    await Promise.all(some);
    some = [];
  }
  await Promise.all(some);
  return ended;
}

async function eraseFound(writer: BulkWriter, query: Query): Promise<void> {
  for (;;) {
    const { docs } = await query.get();
    if (docs.length === 0) return;
    const deletions = docs.map((found) => writer.delete(found.ref));
    await writer.flush();
    await Promise.all(deletions);
  }
}
