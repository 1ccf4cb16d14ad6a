import { setTimeout as wait } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { checkReadiness, sharedReadiness } from "#functions/system/check-readiness";

let now: Date;
beforeEach(() => {
  now = new Date("2026-11-23T12:00:00Z");
});
const clock = () => now;
const good = { name: "good", ask: async () => {} };

describe("checkReadiness", () => {
  it("asks all services at once and passes when each answers", async () => {
    const names = ["a", "b", "c", "d"];
    const all = Promise.withResolvers<void>();
    let asked = 0;
    const together = (name: string) => ({
      name,
      ask: () => {
        asked += 1;
        if (asked === names.length) all.resolve();
        return all.promise;
      },
    });
    const readiness = await checkReadiness({ probes: names.map(together), clock });
    expect(readiness).toMatchObject({ status: "pass", checkedAt: "2026-11-23T12:00:00.000Z" });
    expect(readiness.dependencies.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "a pass",
      "b pass",
      "c pass",
      "d pass",
    ]);
  });

  it("fails with what the service said when one does not answer as it should", async () => {
    const bad = { name: "bad", ask: () => Promise.reject(new Error("5 NOT_FOUND: queue")) };
    const { status, dependencies } = await checkReadiness({ probes: [good, bad], clock });
    expect(status).toBe("fail");
    expect(dependencies).toMatchObject([
      { name: "good", status: "pass" },
      { name: "bad", status: "fail", error: "5 NOT_FOUND: queue" },
    ]);
  });

  it("does not wait for a silent service, and warns of a slow one", async () => {
    const silent = { name: "silent", ask: () => new Promise(() => {}) };
    const slow = { name: "slow", ask: () => wait(1200) };
    const { dependencies } = await checkReadiness({ probes: [silent, slow], clock });
    expect(dependencies).toMatchObject([
      { name: "silent", status: "fail", error: "no answer within 2500 ms" },
      { name: "slow", status: "warn" },
    ]);
  });
});

describe("sharedReadiness", () => {
  it("asks once for everybody who wants to know within two seconds", async () => {
    let asked = 0;
    const probe = {
      name: "counted",
      ask: async () => {
        asked += 1;
        await wait(50);
      },
    };
    const readiness = sharedReadiness({ probes: [probe], clock });
    const together = Array.from({ length: 100 }, readiness);
    now = new Date(now.getTime() + 60_000);
    await Promise.all([...together, readiness()]);
    expect(asked).toBe(1);
    now = new Date(now.getTime() + 1999);
    await readiness();
    expect(asked).toBe(1);
    now = new Date(now.getTime() + 1);
    await readiness();
    expect(asked).toBe(2);
  });
});
