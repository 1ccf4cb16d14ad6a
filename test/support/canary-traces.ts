import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { initializeTestEnvironment } from "@firebase/rules-unit-testing";
import type { DocumentReference } from "@google-cloud/firestore";
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

interface Stored {
  readonly ref: DocumentReference;
  readonly data: FirebaseFirestore.DocumentData;
}

/** A document's own, and all that stands beneath it. */
async function treeOf(ref: DocumentReference): Promise<Stored[]> {
  const own = await ref.get();
  const inner = (await ref.listCollections()).map(async (collection) => {
    // One that was never written may have some beneath it all the same.
    const documents = await collection.listDocuments();
    return (await Promise.all(documents.map(treeOf))).flat();
  });
  return [{ ref, data: own.data() ?? {} }, ...(await Promise.all(inner)).flat()];
}

/**
 * Secrets that the security rules let somebody read with a client's SDK, in a document by its path or in a list: of
 * each kind of document one, beneath each course and beneath whoever asks.
 */
export async function leaksThroughRules(
  subjects: readonly Subject[],
  people: readonly Pick<Learner, "userId" | "tokens" | "call">[],
  answered: ReadonlySet<string>,
): Promise<string[]> {
  const { env, projectId } = inject("stack");
  const [host = "", port = ""] = env["FIRESTORE_EMULATOR_HOST"]?.split(":") ?? [];
  const rules = await readFile("firestore.rules", "utf8");
  const clients = await initializeTestEnvironment({
    projectId,
    firestore: { host, port: Number(port), rules },
  });
  const { db } = stackDeps();
  const courses = await Promise.all(
    subjects.map(({ ids }) => treeOf(db.doc(`${TENANT}/courses/${ids["courseId"]}`))),
  );
  const found = people.map(async ({ userId, tokens, call }) => {
    const { status } = await call("POST", "/v1/auth/firebase-token", {});
    if (status !== 200) throw new Error(`a listener's token was answered ${status}`);
    const claims = { tid: "default", sid: tokens.sessionId };
    const client = clients.authenticatedContext(userId, claims).firestore();
    const own = await treeOf(db.doc(`${TENANT}/users/${userId}`));
    const hidden = subjects
      .flatMap(({ secrets }) => secrets)
      .filter(({ questionId }) => !answered.has(`${userId} ${questionId}`));
    const kinds = [...courses, own].flatMap((tree) => [
      ...new Map(tree.map((one) => [one.ref.path.replace(UUID, "*"), one])).values(),
    ]);
    const seen = kinds.map(async ({ ref: { path, parent } }) => {
      const [one, list] = await Promise.all([
        client
          .doc(path)
          .get()
          .then(
            (shown) => [shown.data()],
            () => [],
          ),
        client
          .collection(parent.path)
          .get()
          .then(
            ({ docs }) => docs.map((shown) => shown.data()),
            () => [],
          ),
      ]);
      return secretsIn(JSON.stringify([...one, ...list]), hidden).map((leak) => `rules: ${path}: ${leak}`);
    });
    return (await Promise.all(seen)).flat();
  });
  const leaks = (await Promise.all(found)).flat();
  await clients.cleanup();
  return leaks;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

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
  const scan = ({ ref, data }: Stored) => {
    // A report is kept whole, and shown in part; a model's answers as they came, so that none is paid for twice.
    if (/\/(?:answerKeys|reports)\/|\/tasks\/[^/]+\/\w+\//.test(ref.path)) return;
    // What somebody answered is theirs to keep, with what was right; so is the answer to their call, for a day.
    const owner = /\/idempotency\//.test(ref.path)
      ? data["userId"]
      : /\/users\/([^/]+)\/(?:attempts|cards)\//.exec(ref.path)?.[1];
    const hidden = secrets.filter(({ questionId }) => !answered.has(`${owner} ${questionId}`));
    found.push(...secretsIn(JSON.stringify(data), hidden).map((leak) => `${ref.path}: ${leak}`));
  };
  const roots = [
    ...subjects.map(({ ids }) => `${TENANT}/courses/${ids["courseId"]}`),
    ...people.map(({ userId }) => `${TENANT}/users/${userId}`),
  ];
  for (const root of roots) for (const one of await treeOf(db.doc(root))) scan(one);
  const besides = ["idempotency", "shares", "rankings", "courseTerms"].map((name) => `${TENANT}/${name}`);
  for (const name of ["outbox", ...besides])
    for (const one of (await db.collection(name).get()).docs) scan({ ref: one.ref, data: one.data() });
  return found;
}
