import type { CollectionReference, Firestore, Query } from "@google-cloud/firestore";
import { type Documents, documents } from "../platform/firestore/documents.ts";
import { Run, SavedAnswer, StepMark } from "./run.ts";
import { Task } from "./task.ts";

/** The tasks of one tenant, each under its owner, and what their workers keep. */
export interface TaskStore {
  tasks(userId: string): Documents<Task>;
  readonly runs: Documents<Run>;
  steps(userId: string, taskId: string): Documents<StepMark>;
  answers(userId: string, taskId: string): Documents<SavedAnswer>;
  /** The document's path, which the owner's client may listen to. */
  listenPath(userId: string, taskId: string): string;
}

export function taskStore(db: Firestore, tenantId: string): TaskStore {
  const tenant = `tenants/${tenantId}`;
  const tasks = (userId: string) => `${tenant}/users/${userId}/tasks`;
  return {
    tasks: (userId) => documents(db, tasks(userId), Task),
    runs: documents(db, `${tenant}/runs`, Run),
    steps: (userId, taskId) => documents(db, `${tasks(userId)}/${taskId}/steps`, StepMark),
    answers: (userId, taskId) => documents(db, `${tasks(userId)}/${taskId}/answers`, SavedAnswer),
    listenPath: (userId, taskId) => `${tasks(userId)}/${taskId}`,
  };
}

/** The filters of a list of tasks. */
export const whereTask =
  (filter: { state?: string | undefined; type?: string | undefined }) =>
  (collection: CollectionReference): Query => {
    const byState = filter.state === undefined ? collection : collection.where("state", "==", filter.state);
    return filter.type === undefined ? byState : byState.where("type", "==", filter.type);
  };
