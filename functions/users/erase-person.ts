import { guessIdsOf } from "../auth/try-password.ts";
import { sourceFolders } from "../learning/file.ts";
import type { FirebaseAuth } from "../platform/firebase/firebase-auth.ts";
import type { Database } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { Outcome } from "../platform/http/jobs-app.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { avatarFolder, uploadFolder } from "./avatar.ts";
import { counted } from "./erasure.ts";
import type { EraseJob } from "./erasure-contract.ts";
import type { ErasureStore } from "./erasure-store.ts";
import { type Person, revocationsOf, selfOf, type Trace, tracesOf } from "./trace-store.ts";

export interface ErasePersonDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly transact: Transact;
  readonly erasures: ErasureStore;
  readonly devicesOf: (userId: string) => Promise<string[]>;
  /** Whether the last mail is still on its way. */
  readonly isMailing: (userId: string) => Promise<boolean>;
  /** What Firebase Auth calls them: by our own id, and by each provider they sign in with. */
  readonly firebaseUidsOf: (userId: string) => Promise<string[]>;
  readonly firebase: Pick<FirebaseAuth, "remove">;
  readonly buckets: { readonly media: Bucket; readonly exports: Bucket; readonly sources: Bucket };
  /** Hears each step as it is over: a test ends the process there. */
  readonly reached?: (step: string) => void;
}

/** Longer than any token lives, any call lasts and any upload's URL is good for. */
const SECOND_PASS_SECONDS = 20 * 60;
/** The last mail is waited for no longer than this. */
const MAIL_SECONDS = 10 * 60;

/**
 * Erases a person, one place after the other. Every step may be repeated, so a worker that was killed, or two at
 * once, change nothing: what is gone stays gone. The second pass, twenty minutes later, takes what was written while
 * the first was under way, and what kept the person's tokens void until they expired.
 * @throws {Problem} `feature-unavailable` while the last mail is on its way.
 */
export async function erasePerson(deps: ErasePersonDeps, job: EraseJob): Promise<Outcome> {
  const { tid, userId, erasureId } = job;
  const erasure = await deps.erasures.get(erasureId);
  if (!erasure) return "dropped";
  const devices = await deps.devicesOf(userId);
  const person = { tid, userId, guessIds: guessIdsOf({ userId, addressId: job.addressId, devices }) };
  const waitsForMail = deps.clock() < plusSeconds(new Date(erasure.createdAt), MAIL_SECONDS);
  for (const trace of stepsOf(deps, person, job)) {
    if (trace.name === "mails" && waitsForMail && (await deps.isMailing(userId)))
      throw new Problem("feature-unavailable", "The last mail is on its way.", { retryAfterSeconds: 5 });
    const more = await trace.erase();
    await deps.erasures.change(erasureId, (present) => counted(present, trace.name, more));
    deps.reached?.(trace.name);
  }
  if (job.pass === 1) await finish(deps, job);
  return "done";
}

function stepsOf(deps: ErasePersonDeps, person: Person, { pass }: EraseJob): Trace[] {
  const { media, exports, sources } = deps.buckets;
  const files = (bucket: Bucket, prefix: string): Trace => ({
    name: "files",
    erase: () => bucket.removeAll(prefix),
  });
  return [
    { name: "firebaseUsers", erase: () => removeFirebaseUsers(deps, person) },
    ...tracesOf(deps.db, person),
    files(media, avatarFolder(person)),
    files(media, uploadFolder(person)),
    files(exports, `${person.tid}/${person.userId}/`),
    ...sourceFolders(person).map((folder) => files(sources, folder)),
    selfOf(deps.db, person),
    ...(pass === 2 ? [revocationsOf(deps.db, person)] : []),
  ];
}

async function removeFirebaseUsers(deps: ErasePersonDeps, { userId }: Person): Promise<number> {
  const removed = (await deps.firebaseUidsOf(userId)).map((uid) => deps.firebase.remove(uid));
  return (await Promise.all(removed)).reduce((sum, one) => sum + one, 0);
}

/** All is gone that anybody could find; the second pass is due once nothing can be under way any more. */
async function finish(deps: ErasePersonDeps, job: EraseJob): Promise<void> {
  const now = deps.clock();
  await deps.transact(async ({ tx, enqueue }) => {
    const present = await deps.erasures.get(job.erasureId, tx);
    if (!present || present.state === "succeeded") return;
    deps.erasures.set(tx, job.erasureId, { ...present, state: "succeeded", finishedAt: timestamp(now) });
    const notBefore = timestamp(plusSeconds(now, SECOND_PASS_SECONDS));
    const payload: EraseJob = { ...job, pass: 2 };
    const dedupeKey = `${job.erasureId}-2`;
    enqueue({ queue: "erasure", area: "users", name: "erase", payload, dedupeKey, notBefore });
  });
}
