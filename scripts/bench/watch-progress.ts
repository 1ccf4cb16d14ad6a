import { setTimeout as wait } from "node:timers/promises";
import { isFinal, type Task } from "../../functions/tasks/task.ts";
import type { ProgressDocument } from "./progress-document.ts";

/**
 * Follows a document and calls `onTask` with each state it is told of. Resolves when the first has come, with what
 * ends the following.
 */
export type Watch = (
  document: ProgressDocument,
  onTask: (task: Task) => void,
) => Promise<() => void | Promise<void>>;

/** What the watchers of some documents were told of. */
export interface Delivered {
  readonly watchers: number;
  /** From commit to watcher, in milliseconds, of every change that was told. */
  readonly latencies: readonly number[];
  /** Changes times watchers. */
  readonly expected: number;
  /** Watchers that saw the end. */
  readonly toldOfEnd: number;
}

export interface Watching {
  readonly documents: readonly ProgressDocument[];
  readonly watchersEach: number;
  readonly watch: Watch;
  /** Changes of each document, the end among them. */
  readonly changes: number;
  /** Between one change and the next, for watchers that must ask again. */
  readonly pauseMs: number;
  /** At the time when all watchers wait for the first change. */
  readonly whileWaiting?: () => Promise<void>;
}

const TOLD_WITHIN_MS = 10_000;

/** Commits every document's next change at the same moment, as often as asked; all must be told before the next. */
export async function watchProgress(watching: Watching): Promise<Delivered> {
  const { documents, watchersEach, watch, changes, pauseMs } = watching;
  const seats = documents.flatMap((document) =>
    Array.from({ length: watchersEach }, () => ({ document, seen: new Map<number, number>(), ended: false })),
  );
  const stops = await Promise.all(
    seats.map((seat) =>
      watch(seat.document, (task) => {
        if (!seat.seen.has(task.version)) seat.seen.set(task.version, Date.now());
        seat.ended ||= isFinal(task);
      }),
    ),
  );
  await wait(pauseMs);
  await watching.whileWaiting?.();
  const latencies: number[] = [];
  for (let change = 1; change <= changes; change++) {
    const commits = new Map(
      await Promise.all(
        documents.map(async (document) => [document, await document.commit(change, changes)] as const),
      ),
    );
    const versionOf = (document: ProgressDocument) => commits.get(document)?.version ?? 0;
    const deadline = Date.now() + TOLD_WITHIN_MS;
    while (Date.now() < deadline && !seats.every(({ seen, document }) => seen.has(versionOf(document))))
      await wait(20);
    for (const { document, seen } of seats) {
      const [seenAt, commit] = [seen.get(versionOf(document)), commits.get(document)];
      // The server's clock is this machine's, and finer: a difference below a millisecond may come out negative.
      if (seenAt !== undefined && commit) latencies.push(Math.max(0, seenAt - commit.at));
    }
    await wait(pauseMs);
  }
  await Promise.all(stops.map((stop) => stop()));
  return {
    watchers: seats.length,
    latencies,
    expected: seats.length * changes,
    toldOfEnd: seats.filter(({ ended }) => ended).length,
  };
}
