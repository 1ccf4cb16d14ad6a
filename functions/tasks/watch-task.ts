import type { Task } from "./task.ts";
import type { TaskStore } from "./task-store.ts";

/** Follows tasks: however many wait for one, this instance listens to its document once. */
export interface TaskWatch {
  /** Calls `onTask` with the present state and every later one until `stop` is called. */
  follow(
    target: { tasks: TaskStore; userId: string; taskId: string },
    onTask: (task: Task | undefined) => void,
  ): Stop;
  /** How many requests this instance holds, in all and for one user. */
  held(userId: string): { user: number; all: number };
}

export type Stop = () => void;

interface Topic {
  readonly followers: Set<(task: Task | undefined) => void>;
  latest?: { task: Task | undefined };
  unsubscribe: Stop;
}

export function taskWatch(): TaskWatch {
  const topics = new Map<string, Topic>();
  const holders = new Map<string, number>();
  const hold = (userId: string, by: 1 | -1) => {
    const count = (holders.get(userId) ?? 0) + by;
    if (count > 0) holders.set(userId, count);
    else holders.delete(userId);
  };
  return {
    held: (userId) => ({
      user: holders.get(userId) ?? 0,
      all: holders.values().reduce((sum, count) => sum + count, 0),
    }),
    follow: (target, onTask) => {
      const path = target.tasks.listenPath(target.userId, target.taskId);
      const topic = topics.get(path) ?? open(topics, path, target);
      topic.followers.add(onTask);
      hold(target.userId, 1);
      if (topic.latest) onTask(topic.latest.task);
      let following = true;
      return () => {
        if (!following) return;
        following = false;
        hold(target.userId, -1);
        topic.followers.delete(onTask);
        if (topic.followers.size > 0) return;
        topic.unsubscribe();
        if (topics.get(path) === topic) topics.delete(path);
      };
    },
  };
}

function open(
  topics: Map<string, Topic>,
  path: string,
  { tasks, userId, taskId }: { tasks: TaskStore; userId: string; taskId: string },
): Topic {
  const documents = tasks.tasks(userId);
  const topic: Topic = { followers: new Set(), unsubscribe: () => undefined };
  const tell = (task: Task | undefined) => {
    topic.latest = { task };
    for (const follower of [...topic.followers]) follower(task);
  };
  topics.set(path, topic);
  topic.unsubscribe = documents.ref(taskId).onSnapshot(
    (snapshot) => tell(documents.parse(snapshot)),
    () => {
      // The listener broke for good: followers keep what they saw and end by their own clock; the next opens anew.
      if (topics.get(path) === topic) topics.delete(path);
    },
  );
  return topic;
}
