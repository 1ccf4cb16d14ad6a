import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Firestore } from "@google-cloud/firestore";
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { auditTrail } from "#functions/platform/audit/audit-trail";
import { bucketName } from "#functions/platform/config";
import { runScript } from "../../support/run-script.ts";

const { env } = inject("stack");
const projectId = `demo-audit-${randomUUID().slice(0, 8)}`;
const mine = { ...env, GOOGLE_CLOUD_PROJECT: projectId };
process.env["FIRESTORE_EMULATOR_HOST"] = env["FIRESTORE_EMULATOR_HOST"];
const db = new Firestore({ projectId });
beforeAll(async () => {
  // Where its anchors would be: a bucket that is not there cannot be told from one that was taken away.
  process.env["STORAGE_EMULATOR_HOST"] = env["STORAGE_EMULATOR_HOST"];
  await new Storage({ projectId }).createBucket(bucketName(projectId, "audit"));
});
afterAll(() => db.terminate());

const audit = (...args: string[]) => runScript("audit.ts", args, mine);

describe("npm run audit -- verify", () => {
  it("says in words and by its exit code whether a log was altered", async () => {
    const id = randomUUID();
    const act = { id, action: "thing.done", outcome: "success" } as const;
    const at = "2026-03-01T12:00:00.000Z";
    await db.runTransaction(async (tx) => auditTrail(db, "default").record(tx, act, new Date(at)));
    const clean = await audit("verify");
    expect(clean).toMatchObject({ code: 0, stderr: "" });
    expect(clean.stdout).toContain(`1 entries wait to be sealed, the oldest since ${at}`);
    await db.doc(`tenants/default/auditLog/${id}`).update({ outcome: "failure" });
    const altered = await audit("verify", "--tenant", "default", "--json");
    expect(altered.code).toBe(1);
    expect(
      altered.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        tid: "default",
        finding: { kind: "entry-altered", text: `Entry ${id}, which is not sealed yet, was altered.` },
      },
      {
        summary: {
          ...{ tid: "default", blocks: 0, entries: 0, findings: 1, anchored: null },
          unsealed: { count: 1, since: at },
        },
      },
    ]);
  });

  it("finds the stack that runs on this machine by what it has announced", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lyo-announced-"));
    try {
      const bare = { PATH: process.env["PATH"] ?? "", LYO_DATA_DIR: folder };
      expect(await runScript("audit.ts", ["verify"], bare)).toMatchObject({
        ...{ code: 2, stdout: "" },
        stderr: expect.stringContaining("start one with npm start"),
      });
      await writeFile(join(folder, "environment.json"), JSON.stringify(mine));
      expect((await runScript("audit.ts", ["verify"], bare)).stdout).toContain("default: 0 entries");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ["a tenant that is none", ["verify", "--tenant", "nobody"], {}],
    ["an option that is none", ["verify", "--everything"], {}],
    ["production with an emulator in the way", ["verify"], { LYO_ENVIRONMENT: "production" }],
    ["anchors that cannot be read", ["verify"], { STORAGE_EMULATOR_HOST: "http://127.0.0.1:1" }],
  ])("could not verify: %s", async (_what, args, more) => {
    const { code, stderr } = await runScript("audit.ts", args, { ...mine, ...more });
    expect(code).toBe(2);
    expect(stderr).not.toBe("");
  });
});
