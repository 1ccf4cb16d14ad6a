import { setTimeout as wait } from "node:timers/promises";
import type { Firestore } from "@google-cloud/firestore";
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
import { isFinal, Task } from "../../functions/tasks/task.ts";
import type { ApiClient } from "../demo/api-client.ts";
import type { Watch } from "./watch-progress.ts";

/** A listener of the server's SDK. */
export const byServerListener =
  (db: Firestore): Watch =>
  (document, onTask) =>
    new Promise((resolve, reject) => {
      const stop = db.doc(document.path).onSnapshot((snapshot) => {
        onTask(Task.parse(snapshot.data()));
        resolve(stop);
      }, reject);
    });

export interface WebListenerOptions {
  readonly projectId: string;
  readonly firestoreHost: string;
  readonly authHost: string;
  /** A custom token for the owner of a document. */
  readonly firebaseToken: (userId: string) => Promise<string>;
}

let apps = 0;

/** A whole client of its own: the web SDK, signed in, under the security rules. */
export const byWebListener =
  (options: WebListenerOptions): Watch =>
  async (document, onTask) => {
    setLogLevel("silent");
    const app = initializeApp({ projectId: options.projectId, apiKey: "demo" }, `watch-${++apps}`);
    const auth = getAuth(app);
    connectAuthEmulator(auth, `http://${options.authHost}`, { disableWarnings: true });
    const firestore = getFirestore(app);
    const [host = "", port] = options.firestoreHost.split(":");
    connectFirestoreEmulator(firestore, host, Number(port));
    await signInWithCustomToken(auth, await options.firebaseToken(document.userId));
    const stop = await new Promise<() => void>((resolve, reject) => {
      const unsubscribe = onSnapshot(
        doc(firestore, document.path),
        (snapshot) => {
          if (!snapshot.exists()) return;
          onTask(Task.parse(snapshot.data()));
          resolve(unsubscribe);
        },
        reject,
      );
    });
    return async () => {
      stop();
      await terminate(firestore);
      await deleteApp(app);
    };
  };

const HELD_SECONDS = 25;

/** Long-polls one after the other, each held until the version it names is passed. */
export const byLongPoll =
  (apiOf: (userId: string) => ApiClient): Watch =>
  async ({ userId, taskId }, onTask) => {
    const api = apiOf(userId);
    const stopping = new AbortController();
    let task = await api.call("GET", `/v1/tasks/${taskId}`, Task);
    onTask(task);
    const polling = (async () => {
      while (!isFinal(task) && !stopping.signal.aborted) {
        const path = `/v1/tasks/${taskId}?wait=${HELD_SECONDS}&version=${task.version}`;
        const newer = await api.call("GET", path, Task, undefined, stopping.signal);
        // Answered at once and unchanged: the instance holds no more requests.
        if (newer.version === task.version) await wait(1000);
        task = newer;
        onTask(task);
      }
    })().catch((error: unknown) => {
      if (!stopping.signal.aborted) console.error(`  ${String(error)}`);
    });
    return async () => {
      stopping.abort();
      await polling;
    };
  };
