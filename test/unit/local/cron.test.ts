import { describe, expect, it } from "vitest";
import { cron } from "../../../infra/local/cron.ts";

describe("cron", () => {
  it.each([
    ["* * * * *", "Etc/UTC", "2025-01-01T12:34:00Z", true],
    ["*/5 * * * *", "Etc/UTC", "2025-01-01T12:35:00Z", true],
    ["*/5 * * * *", "Etc/UTC", "2025-01-01T12:34:00Z", false],
    ["0 3 * * *", "Etc/UTC", "2025-01-01T03:00:00Z", true],
    ["0 3 * * *", "Europe/Berlin", "2025-01-01T02:00:00Z", true],
    ["0 3 * * *", "Europe/Berlin", "2025-07-01T01:00:00Z", true],
    ["0 3 * * *", "Europe/Berlin", "2025-07-01T02:00:00Z", false],
    ["0 0 * * *", "Etc/UTC", "2025-01-01T00:00:00Z", true],
    ["15,45 8-10 * 1,6 *", "Etc/UTC", "2025-06-03T09:45:00Z", true],
    ["15,45 8-10 * 1,6 *", "Etc/UTC", "2025-05-03T09:45:00Z", false],
    ["0 9 * * 1-5", "Etc/UTC", "2025-01-03T09:00:00Z", true],
    ["0 9 * * 1-5", "Etc/UTC", "2025-01-04T09:00:00Z", false],
    ["0 9 * * 7", "Etc/UTC", "2025-01-05T09:00:00Z", true],
    ["0 9 13 * 5", "Etc/UTC", "2025-01-13T09:00:00Z", true],
    ["0 9 13 * 5", "Etc/UTC", "2025-01-17T09:00:00Z", true],
    ["0 9 13 * 5", "Etc/UTC", "2025-01-14T09:00:00Z", false],
    ["10-40/15 * * * *", "Etc/UTC", "2025-01-01T00:25:00Z", true],
    ["10-40/15 * * * *", "Etc/UTC", "2025-01-01T00:30:00Z", false],
  ])("reads %s in %s: at %s it says %s", (schedule, timeZone, at, due) => {
    expect(cron(schedule, timeZone)(new Date(at))).toBe(due);
  });

  it.each([
    "* * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "5-1 * * * *",
    "*/0 * * * *",
    "x * * * *",
    "* * * * 8",
  ])("refuses %s", (schedule) => {
    expect(() => cron(schedule, "Etc/UTC")).toThrow();
  });
});
