import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "../../support/api-answer.ts";
import { anIdleTask } from "../../support/api-deps.ts";
import { heldRequest, readStream } from "../../support/api-follow.ts";
import { aLearner, type Learner, send } from "../../support/client.ts";

describe("a held request", () => {
  let ada: Learner;
  beforeAll(async () => {
    ada = await aLearner();
  });

  it("answers as soon as the task changes, or with its present state when the wait is over", async () => {
    const task = await anIdleTask(ada);
    const over = await heldRequest(ada, task.taskId, 1);
    expect(over.answer.body).toMatchObject({ version: 1 });
    expect(over.answer.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(over.milliseconds).toBeGreaterThan(950);
    const held = heldRequest(ada, task.taskId, 20, 1);
    await wait(300);
    await task.advance(10);
    const { answer, milliseconds } = await held;
    expect(answer.body).toMatchObject({ version: 2, state: "running" });
    expect(milliseconds).toBeGreaterThan(250);
    expect(milliseconds).toBeLessThan(5000);
    await task.finish();
    const ended = await heldRequest(ada, task.taskId, 20);
    expect(ended.milliseconds).toBeLessThan(5000);
    expect(ended.answer.headers.get("retry-after")).toBeNull();
  });

  it("answers at once when the version asked about is old", async () => {
    const task = await anIdleTask(ada);
    await task.advance(10);
    const path = `/v1/tasks/${task.taskId}?wait=20&version=1`;
    const began = performance.now();
    expect((await ada.direct("GET", path)).body).toMatchObject({ version: 2 });
    expect(performance.now() - began).toBeLessThan(5000);
    await task.finish();
  });

  it.each(["wait=31", "wait=-1", "wait=x", "version=-1", "version=1.5"])("may not say %s", async (query) => {
    const answer = await ada.call("GET", `/v1/tasks/${crypto.randomUUID()}?${query}`);
    expect(refusalOf(answer)).toBe("400 validation-error");
  });

  it("is the sixth of its user's: told at once when to ask again, while five go on", async () => {
    const [eve, task] = [await aLearner(), await anIdleTask(ada)];
    const others = await anIdleTask(eve);
    const five = Array.from({ length: 5 }, () => heldRequest(ada, task.taskId, 20, 1));
    await wait(700);
    const sixth = await heldRequest(ada, task.taskId, 20);
    expect(sixth.milliseconds).toBeLessThan(3000);
    expect(sixth.answer.body).toMatchObject({ version: 1 });
    expect(sixth.answer.headers.get("retry-after")).toMatch(/^\d+$/);
    const elsewhere = heldRequest(eve, others.taskId, 2);
    await task.advance(10);
    for (const { answer, milliseconds } of await Promise.all(five)) {
      expect(answer.body).toMatchObject({ version: 2 });
      expect(milliseconds).toBeGreaterThan(600);
    }
    expect((await elsewhere).milliseconds, "another's are not counted").toBeGreaterThan(1900);
  });

  it("leaves no room for streams beyond five: such a one says how it stands and closes", async () => {
    const learner = await aLearner();
    const task = await anIdleTask(learner);
    const five = Array.from({ length: 5 }, () => readStream(learner, task.taskId));
    await wait(700);
    const began = performance.now();
    const sixth = await readStream(learner, task.taskId);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(sixth.flatMap(({ id }) => id ?? [])).toEqual(["1"]);
    await task.finish();
    for (const frames of await Promise.all(five))
      expect(frames.flatMap(({ id }) => id ?? [])).toEqual(["1", "2"]);
  });

  it("ends within ten seconds of its session", async () => {
    const grace = await aLearner();
    const task = await anIdleTask(grace);
    const held = heldRequest(grace, task.taskId, 30);
    const streamed = readStream(grace, task.taskId);
    // Both are held by then, on a busy machine too.
    await wait(2000);
    const began = performance.now();
    await send("POST", "/v1/auth/logout", { bearer: grace.tokens.accessToken, body: {} });
    expect(refusalOf((await held).answer)).toBe("401 session-ended");
    expect((await streamed).flatMap(({ id }) => id ?? [])).toEqual(["1"]);
    expect(performance.now() - began).toBeLessThan(12_000);
    await task.finish();
  });
});
