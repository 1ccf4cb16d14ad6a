import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { Problem, type ProblemSlug } from "#functions/shared/problem";
import { type MakingArea, startMakingArea } from "../../support/making-area.ts";

let area: MakingArea;
beforeEach(async () => {
  area = await startMakingArea(inject("stack").env["FIRESTORE_EMULATOR_HOST"] ?? "");
});
afterEach(() => area.stop());

const lamp = { name: "lamp" };
const KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

/** What a client sees of an answer that must be the same the second time. */
const seen = async (response: Response) => ({
  status: response.status,
  location: response.headers.get("location"),
  type: response.headers.get("content-type"),
  text: await response.text(),
});
const passed = (seconds: number) => {
  area.state.now = new Date(area.state.now.getTime() + seconds * 1000);
};
const slugOf = async (response: Response) => {
  // A refusal's body always has a type.
  const { type } = (await response.json()) as { type: string };
  return `${response.status} ${type.split("/").at(-1)}`;
};

describe("a call with an Idempotency-Key", () => {
  it("is answered again as it was the first time, and done once", async () => {
    const first = await area.post(lamp, KEY);
    expect(first.status).toBe(201);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    const again = await area.post(lamp, KEY);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await seen(again)).toEqual(await seen(first));
    expect(await area.made()).toEqual(["lamp"]);
    expect(area.state.attempts).toBe(1);
  });

  it("is the same call whatever the order and spacing of its fields, the key quoted or not", async () => {
    await area.post('{"name":"lamp","size":1.0}', KEY);
    const again = await area.post('{ "size": 1, "name": "l\\u0061mp" }', `"${KEY}"`);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await area.made()).toEqual(["lamp"]);
  });

  it("is refused when the key was used with another body", async () => {
    await area.post(lamp, KEY);
    expect(await slugOf(await area.post({ name: "chair" }, KEY))).toBe("422 idempotency-conflict");
    expect(await area.made()).toEqual(["lamp"]);
  });

  it("has its key to itself: another person's, or another path's, is another key", async () => {
    await area.post(lamp, KEY);
    for (const other of [{ user: "grace" }, { path: "/v1/chairs" }]) {
      const response = await area.post(lamp, KEY, other);
      expect(response.status).toBe(201);
      expect(response.headers.get("idempotency-replayed")).toBeNull();
    }
    expect(await area.made()).toEqual(["lamp", "lamp", "lamp"]);
  });

  it("is told to wait while the first is running", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    area.state.disturb.beforeTransaction = async () => {
      begin();
      await released;
    };
    const first = area.post(lamp, KEY);
    await begun;
    const second = await area.post(lamp, KEY);
    expect(second.headers.get("retry-after")).toBe("1");
    expect(await slugOf(second)).toBe("409 conflict");
    expect(await slugOf(await area.post({ name: "chair" }, KEY))).toBe("422 idempotency-conflict");
    release();
    expect((await first).status).toBe(201);
    expect((await area.post(lamp, KEY)).headers.get("idempotency-replayed")).toBe("true");
    expect(await area.made()).toEqual(["lamp"]);
  });

  it("is done once when twenty arrive together", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => area.post(lamp, KEY)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(
      answers.filter(({ status }) => status === 409).every(({ headers }) => headers.get("retry-after")),
    ).toBe(true);
    expect(await area.made()).toEqual(["lamp"]);
    expect((await area.post(lamp, KEY)).headers.get("idempotency-replayed")).toBe("true");
  });

  it.each<ProblemSlug>(["conflict", "resource-not-found", "access-denied", "validation-error"])(
    "that was refused with %s is refused in the same words, though it would succeed now",
    async (slug) => {
      area.state.disturb.beforeTransaction = () => {
        throw new Problem(slug, "No, and that stands.");
      };
      const first = await area.post(lamp, KEY);
      area.state.disturb = {};
      const again = await area.post(lamp, KEY);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect(await seen(again)).toEqual(await seen(first));
      expect(await area.made()).toEqual([]);
    },
  );

  it.each<ProblemSlug>(["authentication-required", "quota-exceeded", "model-unavailable"])(
    "that was refused with %s is tried again",
    async (slug) => {
      area.state.disturb.beforeTransaction = () => {
        throw new Problem(slug, "Not now.");
      };
      expect(await slugOf(await area.post(lamp, KEY))).toMatch(slug);
      area.state.disturb = {};
      expect((await area.post(lamp, KEY)).status).toBe(201);
      expect(await area.made()).toEqual(["lamp"]);
    },
  );

  it.each(["beforeTransaction", "inTransaction"] as const)(
    "that broke (%s) is tried again",
    async (where) => {
      area.state.disturb[where] = () => {
        throw new Error("out of memory");
      };
      expect(await slugOf(await area.post(lamp, KEY))).toBe("500 server-error");
      area.state.disturb = {};
      expect((await area.post(lamp, KEY)).status).toBe(201);
      expect(await area.made()).toEqual(["lamp"]);
    },
  );

  it("that failed after its effect was committed answers with the effect", async () => {
    area.state.disturb.afterCommit = () => {
      throw new Error("the connection was lost during the commit");
    };
    const first = await area.post(lamp, KEY);
    expect(first.status).toBe(201);
    expect(await area.made()).toEqual(["lamp"]);
    expect(await seen(await area.post(lamp, KEY))).toEqual(await seen(first));
  });

  it("that died with its instance is taken over after the request's time, not before", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    area.state.disturb.beforeTransaction = (attempt) => (attempt === 1 ? released : undefined);
    const dead = area.post(lamp, KEY);
    await expect.poll(() => area.state.attempts).toBe(1);
    passed(59);
    expect((await area.post(lamp, KEY)).status).toBe(409);
    passed(2);
    const second = await area.post(lamp, KEY);
    expect(second.status).toBe(201);
    expect(second.headers.get("idempotency-replayed")).toBeNull();
    expect(await area.made()).toEqual(["lamp"]);
    // It was not dead, only slow: it must neither make a second lamp nor undo what was stored.
    release();
    expect(await seen(await dead)).toEqual(await seen(second));
    expect(await area.made()).toEqual(["lamp"]);
    expect((await area.post(lamp, KEY)).headers.get("idempotency-replayed")).toBe("true");
  });

  it("that is slow and fails leaves the key to whoever took it over", async () => {
    const slow = Promise.withResolvers<void>();
    const present = Promise.withResolvers<void>();
    area.state.disturb.beforeTransaction = (attempt) => (attempt === 1 ? slow.promise : present.promise);
    const first = area.post(lamp, KEY);
    await expect.poll(() => area.state.attempts).toBe(1);
    passed(61);
    const second = area.post(lamp, KEY);
    await expect.poll(() => area.state.attempts).toBe(2);
    slow.reject(new Error("out of memory"));
    expect((await first).status).toBe(500);
    expect((await area.post(lamp, KEY)).status).toBe(409);
    present.resolve();
    expect((await second).status).toBe(201);
    expect(await area.made()).toEqual(["lamp"]);
  });

  it("may reuse a key after a day, even while its record has not been cleared away", async () => {
    await area.post(lamp, KEY);
    passed(24 * 3600 + 1);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    area.state.disturb.beforeTransaction = () => released;
    const next = area.post({ name: "chair" }, KEY);
    await expect.poll(() => area.state.attempts).toBe(2);
    expect((await area.post({ name: "chair" }, KEY)).status).toBe(409);
    release();
    await expect((await next).json()).resolves.toMatchObject({ name: "chair" });
    expect(await area.made()).toEqual(["chair", "lamp"]);
  });

  it("keeps and replays only what its contract lets out", async () => {
    const first = await area.post(lamp, KEY);
    const [record] = (await area.records.get()).docs;
    expect(JSON.stringify([record?.data(), await first.text()])).not.toContain("hunter2");
    expect(await (await area.post(lamp, KEY)).text()).not.toContain("hunter2");
  });

  it("has no effect when its answer would break the contract", async () => {
    expect(await slugOf(await area.post({ name: "a lamp whose name is too long" }, KEY))).toBe(
      "500 server-error",
    );
    expect(await area.made()).toEqual([]);
  });

  it.each(["", '""', "with space", "x".repeat(256), "ÿ"])("is refused for the key '%s'", async (key) => {
    const response = await area.post(lamp, key);
    expect(response.status).toBe(400);
    await expect(response.json()).resolves.toMatchObject({ errors: [{ parameter: "Idempotency-Key" }] });
    expect(await area.made()).toEqual([]);
  });
});

describe("a call without an Idempotency-Key", () => {
  it("is done every time, and nothing is kept of it", async () => {
    await area.post(lamp);
    await area.post(lamp);
    expect(await area.made()).toEqual(["lamp", "lamp"]);
    expect((await area.records.get()).size).toBe(0);
  });
});
