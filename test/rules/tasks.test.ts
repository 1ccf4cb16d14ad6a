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
  onSnapshot,
  query,
  setDoc,
  updateDoc,
} from "firebase/firestore";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";

const uid = "11111111-1111-4111-8111-111111111111";
const sid = "22222222-2222-4222-8222-222222222222";
const task = `tenants/default/users/${uid}/tasks/t1`;
let env: RulesTestEnvironment;

beforeAll(async () => {
  const [host = "", port = ""] = inject("stack").env["FIRESTORE_EMULATOR_HOST"]?.split(":") ?? [];
  env = await initializeTestEnvironment({
    projectId: "demo-rules",
    firestore: { host, port: Number(port), rules: readFileSync("firestore.rules", "utf8") },
  });
});
afterAll(() => env.cleanup());

beforeEach(async () => {
  await env.clearFirestore();
  await env.withSecurityRulesDisabled(async (admin) => {
    const db = admin.firestore() as unknown as Firestore;
    await setDoc(doc(db, task), { id: "t1" });
    await setDoc(doc(db, `${task}/steps/outline`), { step: "outline" });
    await setDoc(doc(db, `${task}/answers/a`), { text: "raw" });
    await setDoc(doc(db, `tenants/default/grants/${sid}`), { userId: uid });
    await setDoc(doc(db, "tenants/default/courses/c1"), { ownerId: uid });
    await setDoc(doc(db, "tenants/default/courses/c1/versions/draft/answerKeys/l1"), { secret: 1 });
    await setDoc(doc(db, "outbox/o1"), { tid: "default" });
  });
});

/** A client signed in by a custom token with these claims. */
const client = (as = uid, claims: Record<string, unknown> = { tid: "default", sid }): Firestore =>
  // The emulator's context returns the compatibility type of the same SDK.
  env.authenticatedContext(as, claims).firestore() as unknown as Firestore;

describe("a task's owner", () => {
  it("may get and listen to it while the grant stands", async () => {
    await assertSucceeds(getDoc(doc(client(), task)));
    const seen = await new Promise((resolve, reject) => onSnapshot(doc(client(), task), resolve, reject));
    expect(seen).toBeDefined();
  });

  it("may not get it once the grant is gone", async () => {
    await env.withSecurityRulesDisabled((admin) =>
      deleteDoc(doc(admin.firestore() as unknown as Firestore, `tenants/default/grants/${sid}`)),
    );
    await assertFails(getDoc(doc(client(), task)));
  });

  it.each([
    ["list tasks", (db: Firestore) => getDocs(query(collection(db, `tenants/default/users/${uid}/tasks`)))],
    ["change it", (db: Firestore) => updateDoc(doc(db, task), { state: "succeeded" })],
    ["replace it", (db: Firestore) => setDoc(doc(db, task), {})],
    ["delete it", (db: Firestore) => deleteDoc(doc(db, task))],
    ["make one", (db: Firestore) => setDoc(doc(db, `tenants/default/users/${uid}/tasks/t2`), {})],
    ["see its steps", (db: Firestore) => getDoc(doc(db, `${task}/steps/outline`))],
    ["see its answers", (db: Firestore) => getDoc(doc(db, `${task}/answers/a`))],
    ["get their own course", (db: Firestore) => getDoc(doc(db, "tenants/default/courses/c1"))],
    [
      "get an answer key",
      (db: Firestore) => getDoc(doc(db, "tenants/default/courses/c1/versions/draft/answerKeys/l1")),
    ],
    ["see grants", (db: Firestore) => getDoc(doc(db, `tenants/default/grants/${sid}`))],
    ["see the outbox", (db: Firestore) => getDoc(doc(db, "outbox/o1"))],
  ])("may not %s", async (_, act) => {
    await assertFails(act(client()));
  });
});

describe("anybody else", () => {
  it.each([
    ["another user", () => client("33333333-3333-4333-8333-333333333333")],
    ["the same user of another tenant", () => client(uid, { tid: "other", sid })],
    ["a token without a session", () => client(uid, { tid: "default" })],
    ["a token without a tenant", () => client(uid, { sid })],
    ["a token of a session that does not exist", () => client(uid, { tid: "default", sid: "none" })],
    ["nobody", () => env.unauthenticatedContext().firestore() as unknown as Firestore],
  ])("%s may not get it", async (_, db) => {
    await assertFails(getDoc(doc(db(), task)));
  });
});
