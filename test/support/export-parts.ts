import { usersJobsDeps } from "../../functions/deps.ts";
import type { JobBinding } from "../../functions/platform/http/jobs-app.ts";
import type { Task } from "../../functions/tasks/task.ts";
import { createTask } from "../../functions/tasks/track-task.ts";
import type { ExportJobsDeps } from "../../functions/users/bind-export-jobs.ts";
import { exportJobBindings } from "../../functions/users/bind-export-jobs.ts";
import { stackDeps } from "./api-deps.ts";
import type { Learner } from "./client.ts";

const tid = "default";

/** An export that no queue delivers: the test does, with a worker whose parts it may break. */
export async function anUndeliveredExport({ userId }: Learner) {
  const deps = stackDeps();
  const taskId = deps.newId();
  await deps.transact(tid)(async (unit) => {
    const about = { id: taskId, userId, type: "data-export", area: "users" } as const;
    createTask(deps.track(tid), unit, { ...about, params: {}, assignment: {}, message: "Waiting." });
  });
  const jobsDeps = await usersJobsDeps(deps);
  const deliver = (
    name: "export" | "resume" | "settle",
    { changes = {}, isLast = false, more = {} }: Disturbed = {},
  ): ReturnType<JobBinding["deliver"]> => {
    const bindings = exportJobBindings({ ...jobsDeps, ...changes });
    const payload = { tid, userId, taskId, attempt: 1, ...more };
    return bindings[name].deliver(payload, { retries: 0, isLast, signal: AbortSignal.timeout(30_000) });
  };
  const prefix = `${tid}/${userId}/${taskId}/`;
  return { taskId, deliver, files: deps.files, file: (attempt = 1) => `${prefix}${attempt}.json` };
}

interface Disturbed {
  /** Parts of the worker in place of the real ones. */
  readonly changes?: Partial<ExportJobsDeps>;
  readonly isLast?: boolean;
  readonly more?: object;
}

/** The file of a copy, as whoever has the task gets it. */
export async function fetched({ result }: Task): Promise<string> {
  const url = result && "downloadUrl" in result ? result.downloadUrl : undefined;
  if (!url) throw new Error("the task has no downloadUrl");
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the file was answered ${response.status}`);
  return response.text();
}

/** An authenticator and a passkey of somebody's, whose secret parts are canaries: they sign nobody in. */
export async function plantFactors({ userId }: Learner): Promise<void> {
  const { db, newId } = stackDeps();
  const at = "2026-01-05T12:00:00.000Z";
  const totp = { secret: "canary-of-totp", confirmedAt: at, lastStep: 0 };
  const credential = db.doc(`tenants/${tid}/credentials/${userId}`);
  await credential.update({ totp, recoveryCodes: ["canary-of-a-code"] });
  const id = newId();
  await db.doc(`tenants/${tid}/passkeys/${id}`).create({
    ...{ id, userId, name: "Ada's phone", createdAt: at, lastUsedAt: null, backedUp: true, transports: [] },
    ...{ credentialId: "canary-of-an-id", publicKey: "canary-of-a-key", counter: 0, backupEligible: true },
  });
}

/** Whatever is stored of somebody that signs in, that forges it, or that names them in the audit log. */
export async function secretsOf({ userId }: Learner): Promise<string[]> {
  const tenant = stackDeps().db.doc(`tenants/${tid}`);
  const named = ["passwordHash", "nonce", "auditId", "auditKey"];
  const user = await tenant.collection("users").doc(userId).get();
  const others = await Promise.all(
    ["credentials", "sessions", "oneTimeTokens"].map((name) =>
      tenant.collection(name).where("userId", "==", userId).get(),
    ),
  );
  const all = [user, ...others.flatMap(({ docs }) => docs)];
  return all.flatMap((document) =>
    named.map((field) => document.get(field)).filter((value) => typeof value === "string"),
  );
}

/** The collections in which a document names somebody, as they or as the audit log knows them. */
export async function collectionsAbout({ userId }: Learner): Promise<string[]> {
  const tenant = stackDeps().db.doc(`tenants/${tid}`);
  const user = tenant.collection("users").doc(userId);
  const auditId = String((await user.get()).get("auditId"));
  const found: string[] = [];
  for (const collection of await tenant.listCollections()) {
    const { docs } = await collection.get();
    const names = (text: string) => text.includes(userId) || text.includes(auditId);
    if (docs.some((document) => names(document.id + JSON.stringify(document.data()))))
      found.push(collection.id);
  }
  const beneath = await user.listCollections();
  return [...found, ...beneath.map(({ id }) => id)];
}
