import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CollectionReference, DocumentReference } from "@google-cloud/firestore";
import { inject } from "vitest";
import { stackDeps } from "./api-deps.ts";
import { type Secret, secretsIn } from "./canary.ts";
import type { Subject } from "./canary-courses.ts";
import type { Learner } from "./client.ts";

const TENANT = "tenants/default";

/** What the functions of the stack have written down of some secrets, or whatever writes to another folder. */
export async function leaksInLogs(
  secrets: readonly Secret[],
  logDir = inject("stack").logDir,
): Promise<string[]> {
  const found: string[] = [];
  for (const file of await readdir(logDir))
    for (const line of (await readFile(join(logDir, file), "utf8")).split("\n"))
      found.push(...secretsIn(line, secrets).map((leak) => `${file}: ${leak}`));
  return found;
}

/**
 * Documents that hold secrets outside the keys: whatever is kept of the courses, of people, of what is still to be
 * sent or was answered. No listener could read most of them; what is not there cannot be shown by mistake.
 */
export async function leaksInDocuments(
  subjects: readonly Subject[],
  people: readonly Pick<Learner, "userId">[],
  answered: ReadonlySet<string>,
): Promise<string[]> {
  const { db } = stackDeps();
  const secrets = subjects.flatMap((subject) => subject.secrets);
  const found: string[] = [];
  const scan = (ref: DocumentReference, data: FirebaseFirestore.DocumentData) => {
    if (/\/answerKeys\//.test(ref.path)) return;
    // What somebody answered is theirs to keep, with what was right; so is the answer to their call, for a day.
    const owner = /\/idempotency\//.test(ref.path)
      ? data["userId"]
      : /\/users\/([^/]+)\/(?:attempts|cards)\//.exec(ref.path)?.[1];
    const hidden = secrets.filter(({ questionId }) => !answered.has(`${owner} ${questionId}`));
    found.push(...secretsIn(JSON.stringify(data), hidden).map((leak) => `${ref.path}: ${leak}`));
  };
  const collection = async (all: CollectionReference): Promise<void> => {
    for (const { ref, data } of (await all.get()).docs.map((one) => ({ ref: one.ref, data: one.data() })))
      scan(ref, data);
  };
  const below = async (ref: DocumentReference): Promise<void> => {
    for (const inner of await ref.listCollections()) {
      await collection(inner);
      for (const document of await inner.listDocuments()) await below(document);
    }
  };
  for (const { ids } of subjects) {
    const course = db.doc(`${TENANT}/courses/${ids["courseId"]}`);
    scan(course, (await course.get()).data() ?? {});
    await below(course);
  }
  for (const { userId } of people) await below(db.doc(`${TENANT}/users/${userId}`));
  for (const name of ["outbox", `${TENANT}/idempotency`, `${TENANT}/shares`, `${TENANT}/rankings`])
    await collection(db.collection(name));
  return found;
}
