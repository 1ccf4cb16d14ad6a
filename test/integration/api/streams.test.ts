import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { refusalOf } from "../../support/api-answer.ts";
import { anIdleTask } from "../../support/api-deps.ts";
import { byListener, type Frame, readStream } from "../../support/api-follow.ts";
import { aLearner, type Learner } from "../../support/client.ts";

const PATIENCE = { timeout: 60_000 };

describe("an event stream", () => {
  let ada: Learner;
  beforeAll(async () => {
    ada = await aLearner();
  });

  it("sends each version once under its own id, and closes after the final state", async () => {
    const task = await anIdleTask(ada);
    let shown: readonly Frame[] = [];
    const watch = (frames: readonly Frame[]) => {
      shown = frames;
      return false;
    };
    const reading = readStream(ada, task.taskId, { enough: watch });
    await vi.waitUntil(() => shown.some(({ id }) => id === "1"), PATIENCE);
    await task.advance(10);
    await vi.waitUntil(() => shown.some(({ id }) => id === "2"), PATIENCE);
    await task.finish();
    const frames = (await reading).filter((frame) => frame.task);
    expect(frames.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    for (const { id, task: shown } of frames) expect(String(shown?.version)).toBe(id);
    expect(frames.at(-1)?.task?.state).toBe("succeeded");
  });

  it("resumes after the version last seen, and says nothing of what was seen", async () => {
    const task = await anIdleTask(ada);
    await task.advance(10);
    await task.advance(20);
    const once = { enough: (frames: readonly object[]) => frames.some((frame) => "task" in frame) };
    const idsAfter = async (lastEventId: string) =>
      (await readStream(ada, task.taskId, { lastEventId, ...once })).flatMap(({ id }) => id ?? []);
    expect(await idsAfter("1")).toEqual(["3"]);
    expect(await idsAfter("garbage")).toEqual(["3"]);
    const waiting = idsAfter("3");
    await wait(300);
    await task.finish();
    expect(await waiting).toEqual(["4"]);
    expect(await idsAfter("4"), "seen to its end: closed with nothing to say").toEqual([]);
  });

  it("beats as a comment without an id, and tells when to connect again", async () => {
    const task = await anIdleTask(ada);
    const beats = (frames: readonly { text: string }[]) => frames.some(({ text }) => text.startsWith(":"));
    const frames = await readStream(ada, task.taskId, { enough: beats });
    expect(frames.some(({ text }) => /^retry: \d+$/.test(text))).toBe(true);
    const beat = frames.find(({ text }) => text.startsWith(":"));
    expect(beat?.text).not.toMatch(/^(id|event|data):/m);
    await task.finish();
  });

  it("is nobody else's", async () => {
    const [task, eve] = await Promise.all([anIdleTask(ada), aLearner()]);
    for (const path of ["", "/events", "?wait=5"])
      expect(refusalOf(await eve.direct("GET", `/v1/tasks/${task.taskId}${path}`))).toBe(
        "404 resource-not-found",
      );
    await expect(byListener(eve, task, () => undefined)).rejects.toMatchObject({ code: "permission-denied" });
  });
});
