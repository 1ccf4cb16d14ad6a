import { deleteApp, initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInWithCustomToken } from "firebase/auth";
import {
  connectFirestoreEmulator,
  doc,
  getFirestore,
  onSnapshot,
  setLogLevel,
  terminate,
} from "firebase/firestore";
import { z } from "zod";
import { isFinal, Task } from "../../functions/tasks/task.ts";
import type { ApiClient } from "./api-client.ts";

const ClientConfig = z.object({
  firebase: z.object({
    projectId: z.string(),
    apiKey: z.string(),
    authEmulatorUrl: z.string().optional(),
    firestoreEmulatorHost: z.string().optional(),
  }),
});
const FirebaseToken = z.object({ firebaseToken: z.string() });

export interface Following {
  readonly taskId: string;
  readonly listenPath: string;
  readonly onTask: (task: Task) => void;
  /** Says which transport is used, and why another one is not. */
  readonly say: (line: string) => void;
}

/** How long a listener may take to show the task the first time. */
const CONNECT_MS = 10_000;

/**
 * Follows a task to its end: by a Firestore listener of the real client SDK, or by long-poll when that cannot
 * connect. @returns the task as it ended.
 */
export async function followTask(api: ApiClient, following: Following): Promise<Task> {
  try {
    return await listen(api, following);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    following.say(`The Firestore listener cannot connect (${reason}); following by long-poll instead.`);
    return longPoll(api, following);
  }
}

async function listen(api: ApiClient, following: Following): Promise<Task> {
  const { firebase } = await api.call("GET", "/v1/client-config", ClientConfig);
  const { firebaseToken } = await api.call("POST", "/v1/auth/firebase-token", FirebaseToken, {});
  const app = initializeApp({ projectId: firebase.projectId, apiKey: firebase.apiKey }, following.taskId);
  setLogLevel("silent");
  const auth = getAuth(app);
  if (firebase.authEmulatorUrl)
    connectAuthEmulator(auth, firebase.authEmulatorUrl, { disableWarnings: true });
  const firestore = getFirestore(app);
  if (firebase.firestoreEmulatorHost) {
    const { hostname, port } = new URL(`http://${firebase.firestoreEmulatorHost}`);
    connectFirestoreEmulator(firestore, hostname, Number(port));
  }
  try {
    await signInWithCustomToken(auth, firebaseToken);
    return await new Promise<Task>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer in ${CONNECT_MS / 1000} s`)), CONNECT_MS);
      onSnapshot(
        doc(firestore, following.listenPath),
        (snapshot) => {
          // A cached or empty snapshot comes before the server's.
          if (!snapshot.exists()) return;
          clearTimeout(late);
          const task = Task.parse(snapshot.data());
          following.onTask(task);
          if (isFinal(task)) resolve(task);
        },
        (error) => {
          clearTimeout(late);
          reject(error);
        },
      );
    });
  } finally {
    await terminate(firestore);
    await deleteApp(app);
  }
}

async function longPoll(api: ApiClient, { taskId, onTask }: Following): Promise<Task> {
  let task = await api.call("GET", `/v1/tasks/${taskId}`, Task);
  onTask(task);
  while (!isFinal(task)) {
    task = await api.call("GET", `/v1/tasks/${taskId}?wait=25&version=${task.version}`, Task);
    onTask(task);
  }
  return task;
}
