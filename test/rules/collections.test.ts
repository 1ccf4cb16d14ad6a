import { readFileSync } from "node:fs";
import {
  assertFails,
  assertSucceeds,
  initializeTestEnvironment,
  type RulesTestEnvironment,
} from "@firebase/rules-unit-testing";
import {
  collection,
  deleteDoc,
  doc,
  type Firestore,
  getDoc,
  getDocs,
  query,
  setDoc,
  where,
} from "firebase/firestore";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { knownCollections } from "#functions/users/trace-store";

const uid = "11111111-1111-4111-8111-111111111111";
const sid = "22222222-2222-4222-8222-222222222222";
const tenant = "tenants/default";
const grant = `${tenant}/grants/${sid}`;
const task = `${tenant}/users/${uid}/tasks/t1`;
const mine = { userId: uid, ownerId: uid };
/** Those at the root serve every tenant. */
const AT_ROOT = ["outbox", "leases", "processedEvents", "revocations", "tombstones"];
const pathOf = (name: string) => (AT_ROOT.includes(name) ? name : `${tenant}/${name}`);

let env: RulesTestEnvironment;
beforeAll(async () => {
  const [host = "", port = ""] = inject("stack").env["FIRESTORE_EMULATOR_HOST"]?.split(":") ?? [];
  env = await initializeTestEnvironment({
    projectId: "demo-rules-collections",
    firestore: { host, port: Number(port), rules: readFileSync("firestore.rules", "utf8") },
  });
});
afterAll(() => env.cleanup());

const asServer = (work: (db: Firestore) => Promise<void>) =>
  // The emulator's context returns the compatibility type of the same SDK.
  env.withSecurityRulesDisabled((admin) => work(admin.firestore() as unknown as Firestore));

beforeEach(async () => {
  await env.clearFirestore();
  await asServer(async (db) => {
    for (const name of knownCollections()) await setDoc(doc(db, `${pathOf(name)}/${uid}`), mine);
    await setDoc(doc(db, grant), { userId: uid });
    await setDoc(doc(db, task), { id: "t1" });
  });
});

const client = (
  claims: Record<string, unknown> = { tid: "default", sid, roles: ["student"] },
  as = uid,
): Firestore =>
  // As above: the same SDK under its compatibility type.
  env.authenticatedContext(as, claims).firestore() as unknown as Firestore;

describe.each([...knownCollections()].sort())("the collection %s", (name) => {
  const path = pathOf(name);

  it("is read by no client, not even by its owner, nor by whoever claims to be an administrator", async () => {
    for (const db of [client(), client({ tid: "default", sid, roles: ["admin"], admin: true })]) {
      await assertFails(getDoc(doc(db, `${path}/${uid}`)));
      await assertFails(getDocs(collection(db, path)));
      await assertFails(getDocs(query(collection(db, path), where("userId", "==", uid))));
    }
  });

  it("is written by no client", async () => {
    await assertFails(setDoc(doc(client(), `${path}/${uid}`), { ...mine, roles: ["admin"] }));
    await assertFails(setDoc(doc(client(), `${path}/new`), mine));
    await assertFails(deleteDoc(doc(client(), `${path}/${uid}`)));
  });
});

describe("what a learner may listen to", () => {
  it("is theirs alone, in their tenant, and nothing once they are suspended", async () => {
    await assertSucceeds(getDoc(doc(client(), task)));
    await assertFails(
      getDoc(doc(client({ tid: "default", sid }, "33333333-3333-4333-8333-333333333333"), task)),
    );
    await assertFails(getDoc(doc(client({ tid: "other", sid }), task)));
    // A suspension removes the grant in its own commit.
    await asServer((db) => deleteDoc(doc(db, grant)));
    await assertFails(getDoc(doc(client(), task)));
    await assertFails(getDoc(doc(client({ tid: "default", sid, roles: ["admin"] }), task)));
  });

  it("is there to be read at all", async () => {
    expect(knownCollections().size).toBeGreaterThan(20);
  });
});
