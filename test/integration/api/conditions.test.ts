import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { anIdleTask, storedCourses, storedFor, storedTasks } from "../../support/api-deps.ts";
import { honeyBees } from "../../support/api-texts.ts";
import { aCourse, aLearner, bringSource, type Learner, send } from "../../support/client.ts";

describe("a resource that was read before", () => {
  let ada: Learner;
  const paths: Record<string, string> = {};
  beforeAll(async () => {
    ada = await aLearner();
    const sourceId = await bringSource(ada, honeyBees);
    const { courseId, taskId } = await aCourse(ada, { topic: "Bees", lessonCount: 1, sourceIds: [sourceId] });
    const { items } = await ada.read(
      `/v1/courses/${courseId}/lessons`,
      z.object({ items: z.array(z.object({ id: z.uuid() })) }),
    );
    paths["course"] = `/v1/courses/${courseId}`;
    paths["lesson"] = `/v1/courses/${courseId}/lessons/${items[0]?.id}`;
    paths["source"] = `/v1/sources/${sourceId}`;
    paths["task"] = `/v1/tasks/${taskId}`;
  });

  it.each(["course", "lesson", "source", "task"])("is not sent again: a %s", async (kind) => {
    const path = paths[kind] ?? "";
    const etag = (await ada.call("GET", path)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"\d+-[\w-]{22}"$/);
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, "*"]) {
      const answer = await ada.call("GET", path, undefined, { "if-none-match": known });
      expect([answer.status, answer.body, answer.headers.get("etag")]).toEqual([304, undefined, etag]);
    }
    const other = await ada.call("GET", path, undefined, { "if-none-match": '"other"' });
    expect([other.status, other.headers.get("etag")]).toEqual([200, etag]);
    const head = await send("HEAD", path, { bearer: ada.tokens.accessToken, direct: true });
    expect([head.status, head.headers.get("etag"), head.body]).toEqual([200, etag, undefined]);
  });

  it("is sent again once it has changed", async () => {
    const task = await anIdleTask(ada);
    const path = `/v1/tasks/${task.taskId}`;
    const before = await ada.call("GET", path);
    await task.advance(10);
    const known = { "if-none-match": before.headers.get("etag") ?? "" };
    const after = await ada.call("GET", path, undefined, known);
    expect(after.status).toBe(200);
    expect(after.body).toMatchObject({ version: 2 });
  });
});

describe("a deletion made from a copy", () => {
  const made: Record<string, (learner: Learner) => Promise<string>> = {
    course: async (learner) => `/v1/courses/${await storedCourses(learner, [new Date().toISOString()])}`,
    task: async (learner) => `/v1/tasks/${await storedTasks(learner, ["failed"])}`,
    source: async (learner) => `/v1/sources/${await bringSource(learner, honeyBees)}`,
  };

  it.each(Object.keys(made))("that is stale is refused, and one that is not is done: a %s", async (kind) => {
    const ada = await aLearner();
    const path = (await made[kind]?.(ada)) ?? "";
    const etag = (await ada.call("GET", path)).headers.get("etag") ?? "";
    for (const stale of ['"99-aaaaaaaaaaaaaaaaaaaaaa"', '"garbage"', "garbage"]) {
      const answer = await ada.call("DELETE", path, undefined, { "if-match": stale });
      expect(refusalOf(answer)).toBe("412 precondition-failed");
    }
    expect((await ada.call("GET", path)).status).toBe(200);
    expect((await ada.call("DELETE", path, undefined, { "if-match": etag })).status).toBe(204);
    const again = await ada.call("DELETE", path, undefined, { "if-match": etag });
    expect(refusalOf(again)).toBe("404 resource-not-found");
  });
});

describe("a generation asked for with an Idempotency-Key", () => {
  let ada: Learner;
  let request: object;
  beforeAll(async () => {
    ada = await aLearner();
    request = { topic: "Bees", lessonCount: 1, sourceIds: [await bringSource(ada, honeyBees)] };
  });
  const ask = (learner: Learner, body: object, key: string) =>
    learner.call("POST", "/v1/courses/generate", body, { "idempotency-key": key });

  it("is answered again in the same words, and done once", async () => {
    const key = randomUUID();
    const first = await ask(ada, request, key);
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([202, null]);
    for (const again of [await ask(ada, request, key), await ask(ada, request, `"${key}"`)]) {
      expect(again).toMatchObject({ status: 202, body: first.body });
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect(again.headers.get("location")).toBe(first.headers.get("location"));
    }
    const stored = await storedFor(ada);
    expect(refusalOf(await ask(ada, { ...request, topic: "Wasps" }, key))).toBe("422 idempotency-conflict");
    expect(Object.keys(await storedFor(ada))).toEqual(Object.keys(stored));
  });

  it("twenty times at once makes one course", async () => {
    const learner = await aLearner();
    const sourceIds = [await bringSource(learner, honeyBees)];
    const [key, body] = [randomUUID(), { topic: "Bees", lessonCount: 1, sourceIds }];
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(learner, body, key)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(new Set(accepted.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 202)) {
      expect(refusalOf(answer)).toBe("409 conflict");
      expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    }
    const kinds = Object.keys(await storedFor(learner)).map((path) => path.split("/").at(-2));
    expect(kinds.sort()).toEqual(["courses", "runs", "sources", "tasks"]);
    expect((await ask(learner, body, key)).headers.get("idempotency-replayed")).toBe("true");
  });

  it("is another call under another person's key of the same name", async () => {
    const key = randomUUID();
    const eve = await aLearner();
    const body = { topic: "Nothing at all" };
    const [first, second] = [await ask(ada, body, key), await ask(eve, body, key)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).not.toEqual(first.body);
  });

  it.each(["", "with space", "x".repeat(256)])("is refused for the key '%s'", async (key) => {
    const answer = await ask(ada, request, key);
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "Idempotency-Key"]);
  });
});
