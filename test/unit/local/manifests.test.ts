import { describe, expect, it } from "vitest";
import { cron } from "../../../infra/local/cron.ts";
import { loadManifests } from "../../../infra/manifests.ts";

describe("the manifests of infra/", () => {
  const { queues, topics, schedules } = loadManifests();

  it("hold schedules that cron understands", () => {
    for (const { schedule, timeZone } of Object.values(schedules))
      expect(cron(schedule, timeZone)(new Date())).toBeTypeOf("boolean");
  });

  it("give every queue an end to its retries", () => {
    for (const { retry } of Object.values(queues)) {
      expect(retry.maxAttempts).toBeLessThanOrEqual(100);
      expect(retry.minBackoffSeconds).toBeLessThanOrEqual(retry.maxBackoffSeconds);
    }
  });

  it("push a subscriber's messages to its own private function", () => {
    for (const { subscriptions } of Object.values(topics))
      for (const [area, { path }] of Object.entries(subscriptions)) expect(path).toBe(`/jobs/${area}/events`);
  });
});
