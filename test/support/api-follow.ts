import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { deleteApp, initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInWithCustomToken } from "firebase/auth";
import { connectFirestoreEmulator, doc, getFirestore, onSnapshot, terminate } from "firebase/firestore";
import { inject } from "vitest";
import { z } from "zod";
import { isFinal, Task } from "../../functions/tasks/task.ts";
import { type Learner, send } from "./client.ts";

/** Shows each task it gets to see, in order, until the task has ended. */
export type Follow = (
  learner: Learner,
  task: { taskId: string; listenPath: string },
  see: (task: Task) => void,
) => Promise<void>;

/** The real client SDK, signed in by a custom token as an app would be; the document as it is, not what GET says. */
export const byListener: Follow = async (learner, { listenPath }, see) => {
  const { env, projectId } = inject("stack");
  const token = await learner.call("POST", "/v1/auth/firebase-token", {});
  const { firebaseToken } = z.object({ firebaseToken: z.string() }).parse(token.body);
  const app = initializeApp({ projectId, apiKey: "demo-api-key" }, randomUUID());
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${env["FIREBASE_AUTH_EMULATOR_HOST"]}`, { disableWarnings: true });
  const firestore = getFirestore(app);
  const { hostname, port } = new URL(`http://${env["FIRESTORE_EMULATOR_HOST"]}`);
  connectFirestoreEmulator(firestore, hostname, Number(port));
  try {
    await signInWithCustomToken(auth, firebaseToken);
    await new Promise<void>((resolve, reject) => {
      onSnapshot(
        doc(firestore, listenPath),
        (snapshot) => {
          // A cached snapshot comes before the server's; what does not parse is told to the test.
          if (!snapshot.exists()) return;
          const task = Task.safeParse(snapshot.data());
          if (!task.success) return reject(task.error);
          see(task.data);
          if (isFinal(task.data)) resolve();
        },
        reject,
      );
    });
  } finally {
    await terminate(firestore);
    await deleteApp(app);
  }
};

/** Held requests, one after the other. */
export const byLongPoll: Follow = async (learner, { taskId }, see) => {
  for (let version = 0; ; ) {
    const path = `/v1/tasks/${taskId}?wait=20&version=${version}`;
    const task = Task.parse((await learner.direct("GET", path)).body);
    see(task);
    if (isFinal(task)) return;
    version = task.version;
  }
};

/** Asks again and again. */
export const byPolling: Follow = async (learner, { taskId }, see) => {
  for (;;) {
    const task = Task.parse((await learner.direct("GET", `/v1/tasks/${taskId}`)).body);
    see(task);
    if (isFinal(task)) return;
    await wait(60);
  }
};

export const byStream: Follow = async (learner, { taskId }, see) => {
  let shown = 0;
  const showing = (frames: readonly Frame[]): boolean => {
    for (const { task } of frames.slice(shown)) if (task) see(task);
    shown = frames.length;
    return false;
  };
  await readStream(learner, taskId, { enough: showing });
};

/** One frame of an event stream, as it was sent; `task` where it is an event. */
export interface Frame {
  readonly text: string;
  readonly id?: string;
  readonly task?: Task;
}

/** Reads a task's events until the server closes the stream, or `enough` says so. */
export async function readStream(
  learner: Learner,
  taskId: string,
  options: { lastEventId?: string; enough?: (frames: readonly Frame[]) => boolean } = {},
): Promise<Frame[]> {
  const ending = new AbortController();
  const response = await fetch(`${inject("stack").url}/v1/tasks/${taskId}/events`, {
    headers: {
      authorization: `Bearer ${learner.tokens.accessToken}`,
      ...(options.lastEventId !== undefined && { "last-event-id": options.lastEventId }),
    },
    signal: ending.signal,
  });
  if (response.status !== 200 || response.headers.get("content-type") !== "text/event-stream")
    throw new Error(`the stream was answered ${response.status} ${response.headers.get("content-type")}`);
  const frames: Frame[] = [];
  let rest = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const texts = `${rest}${chunk}`.split("\n\n");
    rest = texts.pop() ?? "";
    frames.push(...texts.map(frameOf));
    if (!options.enough?.(frames)) continue;
    ending.abort();
    break;
  }
  return frames;
}

function frameOf(text: string): Frame {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(text)?.[1];
  const [id, data] = [field("id"), field("data")];
  return {
    text,
    ...(id !== undefined && { id }),
    ...(data !== undefined && field("event") === "task" && { task: Task.parse(JSON.parse(data)) }),
  };
}

/** Holds one request until the task changes. @returns the answer and how long it took. */
export async function heldRequest(learner: Learner, taskId: string, seconds: number, version?: number) {
  const began = performance.now();
  const path = `/v1/tasks/${taskId}?wait=${seconds}${version === undefined ? "" : `&version=${version}`}`;
  const answer = await send("GET", path, { bearer: learner.tokens.accessToken, direct: true });
  return { answer, milliseconds: performance.now() - began };
}
