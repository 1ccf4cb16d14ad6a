import type { Firestore, Timestamp, Transaction } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Ranking } from "../platform/firestore/ranked-page.ts";
import { StoredAttempt } from "./attempt.ts";
import { Enrollment, Favorite, Rating } from "./enrollment.ts";
import { Progress } from "./progress.ts";
import { Share } from "./share.ts";

/** Progress as it was read, and when it was last written; nothing of either where there is none. */
export interface ReadProgress {
  readonly progress: Progress | undefined;
  readonly updateTime: Timestamp | undefined;
}

/** What somebody has to do with courses, each under the learner and by the course's id. */
export interface LearnerStore {
  enrollments(userId: string): Documents<Enrollment>;
  favorites(userId: string): Documents<Favorite>;
  ratings(userId: string): Documents<Rating>;
  progress(userId: string): Documents<Progress>;
  /** Reads progress without locking it: devices that tell of it at once wait for each other's commit, not for locks. */
  readProgress(userId: string, courseId: string): Promise<ReadProgress>;
  /** Writes it anew; the commit fails as stale, or taken, when it was written since it was read. */
  writeProgress(tx: Transaction, userId: string, next: Progress, read: ReadProgress): void;
  /** At the quizzes of lessons, each by an id of its own. */
  attempts(userId: string): Documents<StoredAttempt>;
}

/** What people shared. */
export const shareStore = (db: Firestore, tenantId: string): Documents<Share> =>
  documents(db, `tenants/${tenantId}/shares`, Share);

export function learnerStore(db: Firestore, tenantId: string): LearnerStore {
  const of = (userId: string) => `tenants/${tenantId}/users/${userId}`;
  const progress: LearnerStore["progress"] = (userId) => documents(db, `${of(userId)}/progress`, Progress);
  return {
    enrollments: (userId) => documents(db, `${of(userId)}/enrollments`, Enrollment),
    favorites: (userId) => documents(db, `${of(userId)}/favorites`, Favorite),
    ratings: (userId) => documents(db, `${of(userId)}/ratings`, Rating),
    progress,
    readProgress: async (userId, courseId) => {
      const own = progress(userId);
      const snapshot = await own.ref(courseId).get();
      return { progress: own.parse(snapshot), updateTime: snapshot.updateTime };
    },
    writeProgress: (tx, userId, next, { updateTime: lastUpdateTime }) => {
      const own = progress(userId);
      // Its fields never go, so an update replaces it whole; `set` takes no precondition.
      if (lastUpdateTime) tx.update(own.ref(next.id), Progress.parse(next), { lastUpdateTime });
      else own.create(tx, next.id, next);
    },
    attempts: (userId) => documents(db, `${of(userId)}/attempts`, StoredAttempt),
  };
}

/** The orders that people page through. */
export const rankingStore = (db: Firestore, tenantId: string): Documents<Ranking> =>
  documents(db, `tenants/${tenantId}/rankings`, Ranking);
