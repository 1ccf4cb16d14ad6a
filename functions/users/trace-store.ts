import type { BulkWriter, Firestore, Query } from "@google-cloud/firestore";
import { machinery } from "../platform/firestore/machinery.ts";

/** What somebody left in one place. */
export interface Trace {
  /** The collection, or what else it is. */
  readonly name: string;
  /** Erases it. @returns how many there were. It may be repeated. */
  erase(): Promise<number>;
}

export interface Person {
  readonly tid: string;
  readonly userId: string;
  /** Documents that are theirs by a name nobody can search for: keyed hashes. */
  readonly guessIds: readonly string[];
}

/** Of each place where people's data are, how theirs are found. A collection that is missing here fails a test. */
const BY_FIELD: readonly (readonly [collection: string, field: string])[] = [
  // Every commit of a worker reads its run: without it, nothing below is written again.
  ["runs", "userId"],
  ["courses", "ownerId"],
  ["courseTerms", "ownerId"],
  ["shares", "userId"],
  ["rankings", "userId"],
  ["sources", "ownerId"],
  ["usage", "userId"],
  ["idempotency", "userId"],
  ["passkeys", "userId"],
  ["identities", "userId"],
  ["oneTimeTokens", "userId"],
  ["mails", "userId"],
  ["grants", "userId"],
  ["sessions", "userId"],
  ["emailAddresses", "userId"],
];
const BY_ID = ["exports", "preferences", "credentials"] as const;

/** Collections that hold nothing of a person but random names and keyed hashes, each with the reason it stays. */
export const IMPERSONAL: Readonly<Record<string, string>> = {
  auditLog: "names people by an id that is erased with them",
  auditBlocks: "hashes",
  erasures: "counts",
  rateLimits: "hashed keys and counts",
  usedChallenges: "hashes",
  leases: "hashed keys",
  processedEvents: "ids of events",
  tombstones: "hashed ids: they keep late work from writing",
};

/** Which collections the erasure knows, under a tenant and at the root. */
export const knownCollections = (): ReadonlySet<string> =>
  new Set([
    ...BY_FIELD.map(([collection]) => collection),
    ...BY_ID,
    ...["users", "guesses", "outbox", "revocations"],
    ...Object.keys(IMPERSONAL),
  ]);

/** Everything of a person in the database but themselves, in the order in which it is erased. */
export function tracesOf(db: Firestore, person: Person): Trace[] {
  const { tid, userId, guessIds } = person;
  const tenant = `tenants/${tid}`;
  return [
    // Before the sessions, which tell of the devices.
    {
      name: "guesses",
      erase: async () => {
        const erased = guessIds.map((id) => eraseTree(db, `${tenant}/guesses/${id}`));
        return (await Promise.all(erased)).reduce((sum, one) => sum + one, 0);
      },
    },
    ...BY_FIELD.map(([name, field]) => ({
      name,
      erase: () => eraseFound(db, db.collection(`${tenant}/${name}`).where(field, "==", userId)),
    })),
    ...BY_ID.map((name) => ({ name, erase: () => eraseTree(db, `${tenant}/${name}/${userId}`) })),
    {
      name: "outbox",
      erase: () => {
        const { outbox } = machinery(db);
        return eraseFound(db, outbox.ref("any").parent.where("mentions", "array-contains", userId));
      },
    },
  ];
}

/** The person, with all that lies below: the last that is erased, since it is what an interrupted erasure is found by. */
export const selfOf = (db: Firestore, { tid, userId }: Person): Trace => ({
  name: "users",
  erase: () => eraseTree(db, `tenants/${tid}/users/${userId}`),
});

/** What keeps the person's access tokens void; it may go once the last of them has expired. */
export const revocationsOf = (db: Firestore, { userId }: Person): Trace => ({
  name: "revocations",
  erase: () => {
    const { revocations } = machinery(db);
    return eraseFound(db, revocations.ref("any").parent.where("subject", "==", userId));
  },
});

const PAGE = 100;

async function eraseFound(db: Firestore, query: Query): Promise<number> {
  let erased = 0;
  for (;;) {
    const { docs } = await query.limit(PAGE).get();
    if (docs.length === 0) return erased;
    for (const { ref } of docs) erased += await eraseTree(db, ref.path);
  }
}

/** A document with everything below it. */
async function eraseTree(db: Firestore, path: string): Promise<number> {
  const writer: BulkWriter = db.bulkWriter();
  let erased = 0;
  const { exists } = await db.doc(path).get();
  writer.onWriteResult(() => {
    erased += 1;
  });
  await db.recursiveDelete(db.doc(path), writer);
  await writer.close();
  // The document itself is deleted also where there was none.
  return exists ? erased : Math.max(0, erased - 1);
}
