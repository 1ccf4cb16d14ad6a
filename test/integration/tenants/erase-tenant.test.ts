import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Firestore } from "@google-cloud/firestore";
import { type Bucket, Storage } from "@google-cloud/storage";
import { afterAll, describe, expect, inject, it } from "vitest";
import { eraseTenant } from "#functions/platform/firestore/erase-tenant";
import { type Bucket as Files, storageBucket } from "#functions/platform/storage/bucket";
import { runScript } from "../../support/run-script.ts";

const { env } = inject("stack");
for (const name of ["FIRESTORE_EMULATOR_HOST", "STORAGE_EMULATOR_HOST"]) process.env[name] = env[name];
const projectId = `demo-tenants-${randomUUID().slice(0, 8)}`;
const db = new Firestore({ projectId });
const settings = new URL("../../../infra/environments/development.json", import.meta.url);
afterAll(() => db.terminate());

/** As somebody's data lie: deep, also below documents that are not there, and in the machinery. */
const DOCUMENTS = [
  "users/ada",
  "users/eve",
  "users/ada/tasks/1",
  "users/gone/tasks/2",
  "courses/1/versions/draft/lessons/1",
];
const MACHINERY = ["outbox", "leases", "processedEvents", "revocations"];

async function fill(tid: string, bucket: Bucket) {
  await Promise.all([
    ...DOCUMENTS.map((path) => db.doc(`tenants/${tid}/${path}`).set({ of: tid })),
    ...MACHINERY.map((name) => db.collection(name).add({ tid })),
    bucket.file(`tenants/${tid}/avatars/ada.png`).save("png", { resumable: false }),
  ]);
}

async function leftOf(tid: string, bucket: Files): Promise<string[]> {
  const found = await Promise.all(MACHINERY.map((name) => db.collection(name).where("tid", "==", tid).get()));
  const below = await Promise.all(DOCUMENTS.map((path) => db.doc(`tenants/${tid}/${path}`).get()));
  return [
    ...below.filter(({ exists }) => exists).map(({ ref }) => ref.path),
    ...found.flatMap(({ docs }) => docs.map(({ ref }) => ref.parent.id)),
    ...(await bucket.list(`tenants/${tid}/`)),
  ];
}

async function twoTenants() {
  const name = `files-${randomUUID().slice(0, 8)}`;
  const [bucket] = await new Storage({ projectId }).createBucket(`${projectId}-${name}`);
  const [gone, kept] = [`gone-${randomUUID().slice(0, 8)}`, `gone-${randomUUID().slice(0, 8)}-2`];
  await Promise.all([fill(gone, bucket), fill(kept, bucket)]);
  const files = storageBucket({ projectId, emulators: { storage: env["STORAGE_EMULATOR_HOST"] } }, name);
  const revoked: string[] = [];
  const firebase = { revoke: async (uid: string) => void revoked.push(uid) };
  return {
    gone,
    kept,
    files,
    revoked,
    deps: { db, firebase, files: [{ bucket: files, prefix: `tenants/${gone}/` }] },
  };
}

describe("eraseTenant", () => {
  it("erases everything of a tenant and nothing of another, and counts it", async () => {
    const { gone, kept, files, revoked, deps } = await twoTenants();
    expect(Object.fromEntries(await eraseTenant(deps, { tid: gone }))).toEqual({
      ...{ "sign-ins": 2, files: 1, users: 2, tasks: 2, lessons: 1 },
      ...{ outbox: 1, leases: 1, processedEvents: 1, revocations: 1 },
    });
    expect(revoked.sort()).toEqual(["ada", "eve"]);
    expect(await leftOf(gone, files)).toEqual([]);
    expect(await leftOf(kept, files)).toHaveLength(10);
    expect((await eraseTenant(deps, { tid: gone })).size, "a second time").toBe(0);
  });

  it("goes on where it was interrupted", async () => {
    const { gone, files, deps } = await twoTenants();
    const removeAll = () => Promise.reject(new Error("interrupted"));
    const failing = [{ bucket: { removeAll }, prefix: `tenants/${gone}/` }];
    await expect(eraseTenant({ ...deps, files: failing }, { tid: gone })).rejects.toThrow("interrupted");
    await db.doc(`tenants/${gone}/users/ada`).delete();
    await eraseTenant(deps, { tid: gone });
    expect(await leftOf(gone, files)).toEqual([]);
  });

  it("erases more than fits into one page", async () => {
    const { gone, files, deps } = await twoTenants();
    const writer = db.bulkWriter();
    for (let n = 0; n < 700; n++) void writer.create(db.collection("outbox").doc(), { tid: gone });
    await writer.close();
    expect((await eraseTenant(deps, { tid: gone })).get("outbox")).toBe(701);
    expect(await leftOf(gone, files)).toEqual([]);
  });
});

describe("npm run tenant", () => {
  const tenant = (...args: string[]) =>
    runScript("tenant.ts", args, { ...env, GOOGLE_CLOUD_PROJECT: projectId });

  it("lists every tenant with its hosts", async () => {
    expect(await tenant("list")).toMatchObject({ code: 0, stdout: "default  127.0.0.1 localhost [::1]\n" });
  });

  it("erases only when it was told to, and leaves the settings of others alone", async () => {
    const { gone, files, deps } = await twoTenants();
    const before = await readFile(settings, "utf8");
    const asked = await tenant("remove", gone);
    expect(asked).toMatchObject({ code: 1, stdout: expect.stringContaining("users 2") });
    expect(await leftOf(gone, files)).toHaveLength(10);
    const told = await tenant("remove", gone, "--yes");
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("  users 2\n") });
    expect(await leftOf(gone, files), "its bucket is in no settings").toEqual([
      `tenants/${gone}/avatars/ada.png`,
    ]);
    await eraseTenant(deps, { tid: gone });
    expect((await tenant("remove", gone, "--yes")).stdout).toBe("Nothing of it was left.\n");
    expect(await readFile(settings, "utf8")).toBe(before);
  });

  it.each([
    ["a name with a slash", ["remove", "default/users", "--yes"]],
    ["a host that is taken", ["add", "acme", "--host", "localhost"]],
    ["no host", ["add", "acme"]],
  ])("refuses %s", async (_what, args) => {
    const before = await readFile(settings, "utf8");
    expect(await tenant(...args)).toMatchObject({ code: 2, stdout: "" });
    expect(await readFile(settings, "utf8")).toBe(before);
  });
});
