import type { Firestore } from "@google-cloud/firestore";
import { isFinal, Task } from "../../functions/tasks/task.ts";

const LONGEST_MS = 180_000;

/** Listens to a task's document until it shows its end. @returns the task and when it was seen. @throws after 3 min. */
export function followToEnd(db: Firestore, listenPath: string): Promise<{ task: Task; seenAt: number }> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => end(() => reject(new Error(`${listenPath} did not end.`))), LONGEST_MS);
    const end = (settle: () => void) => {
      clearTimeout(late);
      stop();
      settle();
    };
    const stop = db.doc(listenPath).onSnapshot(
      (snapshot) => {
        const seenAt = performance.now();
        if (!snapshot.exists) return;
        const task = Task.parse(snapshot.data());
        if (isFinal(task)) end(() => resolve({ task, seenAt }));
      },
      (error) => end(() => reject(error)),
    );
  });
}
