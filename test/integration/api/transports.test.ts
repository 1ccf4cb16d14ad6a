import { beforeAll, describe, expect, it, vi } from "vitest";
import { isFinal, Task } from "#functions/tasks/task";
import { anIdleTask } from "../../support/api-deps.ts";
import { byListener, byLongPoll, byPolling, byStream, type Follow } from "../../support/api-follow.ts";
import { waterCycle } from "../../support/api-texts.ts";
import { aLearner, askForCourse, bringSource, type Learner } from "../../support/client.ts";

const versions = (seen: readonly Task[]) => seen.map(({ version }) => version);
const rises = (numbers: readonly number[]) => numbers.every((n, i) => i === 0 || n >= (numbers[i - 1] ?? 0));

describe("a generation followed in every way at once", () => {
  const ways: Record<string, Follow> = { byListener, byLongPoll, byPolling, byStream };
  const seen: Record<string, Task[]> = {};
  let ada: Learner;
  let last: Task;
  beforeAll(async () => {
    ada = await aLearner();
    const sourceIds = [await bringSource(ada, waterCycle)];
    const accepted = await askForCourse(ada, { topic: "Water", lessonCount: 6, sourceIds });
    await Promise.all(
      Object.entries(ways).map(async ([name, follow]) => {
        const mine: Task[] = [];
        seen[name] = mine;
        await follow(ada, accepted, (task) => mine.push(task));
      }),
    );
    last = await ada.read(`/v1/tasks/${accepted.taskId}`, Task);
  });

  describe.each(Object.keys(ways))("%s", (name) => {
    it("shows versions that rise and percent that never falls, to the same end as GET", () => {
      const tasks = seen[name] ?? [];
      expect(rises(versions(tasks))).toBe(true);
      expect(rises(tasks.map(({ progress }) => progress.percent))).toBe(true);
      expect(rises(tasks.map(({ progress }) => progress.lessonsReady ?? 0))).toBe(true);
      expect(tasks.at(-1)).toEqual(last);
      expect(tasks.filter(isFinal).length).toBe(1);
      expect(last).toMatchObject({ state: "succeeded", progress: { percent: 100 } });
    });
  });

  it("shows equal fields wherever versions are equal", () => {
    const all = Object.values(seen).flat();
    for (const group of Map.groupBy(all, ({ version }) => version).values())
      for (const task of group) expect(task).toEqual(group[0]);
  });

  it.each(Object.entries(ways))("%s shows progress on the way, not the end alone", async (_, follow) => {
    const task = await anIdleTask(ada);
    const mine: Task[] = [];
    const following = follow(ada, task, (shown) => mine.push(shown));
    const isShown = (version: number) =>
      vi.waitUntil(() => mine.some((shown) => shown.version === version), { timeout: 60_000 });
    await isShown(1);
    await task.advance(10);
    await isShown(2);
    await task.finish();
    await following;
    expect([...new Set(versions(mine))]).toEqual([1, 2, 3]);
  });
});
