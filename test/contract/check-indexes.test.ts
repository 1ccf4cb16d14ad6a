import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Firestore } from "@google-cloud/firestore";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emulatorJar } from "../../infra/local/emulator-jars.ts";
import { type FirestoreEmulator, startFirestore } from "../../infra/local/firestore.ts";
import { type Guard, startGuard } from "../../infra/local/guard.ts";
import { findJava } from "../../infra/local/java.ts";
import { freePort } from "../../infra/local/ports.ts";
import { declaredIndexes, indexFaults, usedIndexes } from "../../scripts/check-indexes.ts";

describe("checkIndexes", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "indexes-"));
  let emulator: FirestoreEmulator;
  let guard: Guard;
  let db: Firestore;
  let projectId: string;
  let projects = 0;

  beforeAll(async () => {
    guard = startGuard();
    emulator = await startFirestore({
      java: await findJava(process.env),
      jar: await emulatorJar("firestore", process.env, () => {}),
      port: await freePort(),
      projectId: "demo-indexes",
      rulesFile: resolve(import.meta.dirname, "../../firestore.rules"),
      dataDir,
      guard,
    });
  });
  afterAll(async () => {
    await emulator.stop();
    guard.release();
    rmSync(dataDir, { recursive: true });
  });
  // The report counts from the project's first query: every test has a project to itself.
  beforeEach(() => {
    projects += 1;
    projectId = `demo-indexes-${projects}`;
    db = new Firestore({
      projectId,
      host: emulator.host,
      ssl: false,
      customHeaders: { Authorization: "Bearer owner" },
    });
    return () => db.terminate();
  });

  const posts = () => db.collection("tenants/lyo/posts");
  const faults = async (declared: { indexes?: object[]; fieldOverrides?: object[]; merged?: string }) => {
    const { indexes = [], fieldOverrides = [], merged = "[]" } = declared;
    return indexFaults(
      await usedIndexes({ host: emulator.host, projectId }),
      declaredIndexes({ indexes: JSON.stringify({ indexes, fieldOverrides }), merged }),
    );
  };
  const newestByAuthor = {
    collectionGroup: "posts",
    queryScope: "COLLECTION",
    fields: [
      { fieldPath: "author", order: "ASCENDING" },
      { fieldPath: "at", order: "DESCENDING" },
    ],
  };
  const postsEverywhere = {
    collectionGroup: "posts",
    fieldPath: "author",
    indexes: [
      { order: "ASCENDING", queryScope: "COLLECTION" },
      { order: "ASCENDING", queryScope: "COLLECTION_GROUP" },
    ],
  };

  it("asks for nothing when each query reads one field of one collection", async () => {
    await posts().where("author", "==", "ada").get();
    await posts().orderBy("at", "desc").limit(1).get();
    await posts().where("tags", "array-contains", "water").get();
    expect(await faults({})).toEqual({ missing: [], idle: [] });
  });

  it("finds a query whose index is missing", async () => {
    await posts().where("author", "==", "ada").orderBy("at", "desc").get();
    expect(await faults({})).toEqual({ missing: ["posts: author ASCENDING, at DESCENDING"], idle: [] });
  });

  it("finds an index that no query uses", async () => {
    await posts().where("author", "==", "ada").orderBy("at", "asc").get();
    expect(await faults({ indexes: [newestByAuthor] })).toEqual({
      missing: ["posts: author ASCENDING, at ASCENDING"],
      idle: ["posts: author ASCENDING, at DESCENDING"],
    });
  });

  it("is content when what is used is what is declared", async () => {
    await posts().where("author", "==", "ada").orderBy("at", "desc").get();
    expect(await faults({ indexes: [newestByAuthor] })).toEqual({ missing: [], idle: [] });
  });

  it("finds an order by document name that runs against the index every field has", async () => {
    await posts().where("author", "==", "ada").orderBy("__name__", "desc").get();
    const declared = {
      ...newestByAuthor,
      fields: [
        { fieldPath: "author", order: "ASCENDING" },
        { fieldPath: "__name__", order: "DESCENDING" },
      ],
    };
    expect(await faults({})).toEqual({
      missing: ["posts: author ASCENDING, __name__ DESCENDING"],
      idle: [],
    });
    expect(await faults({ indexes: [declared] })).toEqual({ missing: [], idle: [] });
  });

  it("takes a query by equality alone as served when it is listed as merged, and finds a listing no query uses", async () => {
    const merged = "[{ collection: posts, fields: [state, author], why: few match }]";
    expect(await faults({ merged })).toEqual({
      missing: [],
      idle: ["posts: author ASCENDING, state ASCENDING"],
    });
    await posts().where("state", "==", "open").where("author", "==", "ada").get();
    expect(await faults({})).toEqual({ missing: ["posts: author ASCENDING, state ASCENDING"], idle: [] });
    expect(await faults({ merged })).toEqual({ missing: [], idle: [] });
  });

  it("asks for a field's exemption when a query spans the collections of a name, and only then", async () => {
    expect(await faults({ fieldOverrides: [postsEverywhere] })).toEqual({
      missing: [],
      idle: ["posts (collection group): author ASCENDING"],
    });
    await db.collectionGroup("posts").where("author", "==", "ada").get();
    expect(await faults({})).toEqual({ missing: ["posts (collection group): author ASCENDING"], idle: [] });
    expect(await faults({ fieldOverrides: [postsEverywhere] })).toEqual({ missing: [], idle: [] });
  });

  it("asks for nothing when a field is only exempted from its indexes", async () => {
    const exempt = { collectionGroup: "posts", fieldPath: "expiresAt", ttl: true, indexes: [] };
    expect(await faults({ fieldOverrides: [exempt] })).toEqual({ missing: [], idle: [] });
  });
});
