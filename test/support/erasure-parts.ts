import { randomUUID } from "node:crypto";
import type { CollectionReference, Firestore } from "@google-cloud/firestore";
import { erasureJobBindings } from "../../functions/users/bind-erasure-jobs.ts";
import type { EraseJob } from "../../functions/users/erasure-contract.ts";
import { type AuthHarness, aUser, PASSWORD } from "./auth-harness.ts";

const TENANT = "tenants/default";

/** Somebody with something of theirs in every place there is. */
export async function someoneEverywhere(auth: AuthHarness) {
  const word = `zq${randomUUID().slice(0, 8)}`;
  const device = { id: `device-${word}`, name: `Phone of ${word}` };
  const made = await aUser(auth, { displayName: `Ada ${word}`, device });
  const { email, user, tokens } = made;
  const uid: string = user.id;
  await auth.call("POST", "/v1/auth/login", { body: { email, password: "not it at all", device } });
  await auth.call("POST", "/v1/auth/forgot-password", { body: { email } });
  await auth.deliver();
  await auth.deliver();
  await auth.deps.firebase.customToken(uid, {});
  const [course, source, task] = [randomUUID(), randomUUID(), randomUUID()];
  const mine = { userId: uid, ownerId: uid, by: email, name: user.displayName };
  const paths = [
    ...[
      `courses/${course}`,
      `courses/${course}/versions/draft/lessons/l1`,
      `courses/${course}/versions/draft/answerKeys/l1`,
    ],
    ...[`sources/${source}`, `sources/${source}/passages/0`, `runs/${task}`, `usage/2026-01-01_${uid}`],
    ...[
      `users/${uid}/tasks/${task}`,
      `users/${uid}/tasks/${task}/answers/a`,
      `users/${uid}/tasks/${task}/steps/s`,
    ],
    ...[`users/${uid}/cards/c`, `users/${uid}/reviews/r`, `users/${uid}/settings/reviews`],
    ...[`idempotency/${randomUUID()}`, `passkeys/${randomUUID()}`, `identities/${randomUUID()}`],
    ...[`exports/${uid}`, `preferences/${uid}`],
  ];
  for (const path of paths) await auth.db.doc(`${TENANT}/${path}`).set(mine);
  const { media, exports, sources } = auth.deps.buckets;
  await media.createText(`avatars/default/${uid}/a.png`, email);
  await media.createText(`uploads/default/${uid}/b.png`, email);
  await sources.createText(`uploads/default/${uid}/${source}`, email);
  await sources.createText(`files/default/${uid}/${source}`, email);
  await exports.createText(`default/${uid}/${task}/1.json`, email);
  return { ...made, uid, email, bearer: tokens.accessToken as string, device, traces: [uid, email, word] };
}

export type Someone = Awaited<ReturnType<typeof someoneEverywhere>>;

/** Every document and file that holds one of the words, by its path. */
export async function foundAnywhere(auth: AuthHarness, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const holds = (text: string) => words.some((word) => text.includes(word));
  for (const collection of await auth.db.listCollections())
    for await (const [path, content] of everything(collection))
      if (holds(`${path} ${content}`)) found.push(path);
  const { media, exports, sources } = auth.deps.buckets;
  for (const bucket of [media, exports, sources]) found.push(...(await bucket.list("")).filter(holds));
  return found;
}

/** What lies in the database, also below documents that are not there. */
async function* everything(collection: CollectionReference): AsyncGenerator<[string, string]> {
  for (const ref of await collection.listDocuments()) {
    const content = (await ref.get()).data();
    if (content) yield [ref.path, JSON.stringify(content)];
    for (const below of await ref.listCollections()) yield* everything(below);
  }
}

/** The names of all collections that stand in the database, but those that lie below a known one. */
export async function collectionsIn(db: Firestore): Promise<string[]> {
  const atRoot = (await db.listCollections()).map(({ id }) => id).filter((id) => id !== "tenants");
  return [...atRoot, ...(await db.doc(TENANT).listCollections()).map(({ id }) => id)];
}

/** Asks for the erasure, and delivers its jobs when the test says so. */
export async function askToErase(auth: AuthHarness, { bearer }: Someone) {
  const answer = await auth.call("DELETE", "/v1/users/me", { bearer, body: { password: PASSWORD } });
  const jobs = () => auth.jobsOn("erasure") as EraseJob[];
  return {
    answer,
    /** Runs the newest job; `killedAfter` ends the worker once that many steps are over. */
    run: (killedAfter = Number.POSITIVE_INFINITY): Promise<string> => {
      let steps = 0;
      const reached = () => {
        steps += 1;
        if (steps > killedAfter) throw new Error("killed");
      };
      const delivery = { retries: 0, isLast: false, signal: AbortSignal.timeout(30_000) };
      const { erase } = erasureJobBindings({ ...auth.deps, reached });
      return erase.deliver(jobs().at(-1), delivery).catch((error: Error) => error.message);
    },
    status: () =>
      auth.call("GET", `/v1/users/erasures/${answer.body.taskId}`, { bearer: answer.body.statusToken }),
  };
}
