import { readFileSync } from "node:fs";
import {
  assertFails,
  initializeTestEnvironment,
  type RulesTestEnvironment,
} from "@firebase/rules-unit-testing";
import { collection, deleteDoc, doc, type Firestore, getDoc, getDocs, setDoc } from "firebase/firestore";
import { afterAll, beforeAll, describe, inject, it } from "vitest";

const uid = "11111111-1111-4111-8111-111111111111";
const sid = "22222222-2222-4222-8222-222222222222";
const tenant = "tenants/default";
const learner = `${tenant}/users/${uid}`;

let env: RulesTestEnvironment;
beforeAll(async () => {
  const [host = "", port = ""] = inject("stack").env["FIRESTORE_EMULATOR_HOST"]?.split(":") ?? [];
  env = await initializeTestEnvironment({
    projectId: "demo-rules-cards",
    firestore: { host, port: Number(port), rules: readFileSync("firestore.rules", "utf8") },
  });
  await env.withSecurityRulesDisabled(async (admin) => {
    // The emulator's context returns the compatibility type of the same SDK.
    const db = admin.firestore() as unknown as Firestore;
    await setDoc(doc(db, `${tenant}/grants/${sid}`), { userId: uid });
    for (const name of ["cards", "reviews", "settings"]) await setDoc(doc(db, `${learner}/${name}/one`), {});
  });
});
afterAll(() => env.cleanup());

describe.each(["cards", "reviews", "settings"])("a learner's %s", (name) => {
  it("are read and written through the API alone, by themselves too", async () => {
    // As above: the same SDK under its compatibility type.
    const db = env.authenticatedContext(uid, { tid: "default", sid }).firestore() as unknown as Firestore;
    const path = `${learner}/${name}`;
    await assertFails(getDoc(doc(db, `${path}/one`)));
    await assertFails(getDocs(collection(db, path)));
    await assertFails(setDoc(doc(db, `${path}/two`), { dueAt: "2000-01-01T00:00:00.000Z" }));
    await assertFails(deleteDoc(doc(db, `${path}/one`)));
  });
});
