import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarOf, plusDays } from "#functions/learning/day";

const HOUR_MS = 3_600_000;
const hoursOf = (timeZone: string, date: string) => {
  const { startOf } = calendarOf(timeZone);
  return (startOf(plusDays(date, 1)).getTime() - startOf(date).getTime()) / HOUR_MS;
};

describe("a learner's day", () => {
  it.each([
    ["UTC", "2025-06-01", "2025-06-01T04:00:00.000Z"],
    ["Europe/Paris", "2025-01-10", "2025-01-10T03:00:00.000Z"],
    ["Europe/Paris", "2025-07-10", "2025-07-10T02:00:00.000Z"],
    ["America/St_Johns", "2025-01-10", "2025-01-10T07:30:00.000Z"],
    ["Asia/Kathmandu", "2025-01-10", "2025-01-09T22:15:00.000Z"],
    ["Pacific/Kiritimati", "2025-01-10", "2025-01-09T14:00:00.000Z"],
  ])("begins at four in %s on %s", (timeZone, date, moment) => {
    expect(calendarOf(timeZone).startOf(date).toISOString()).toBe(moment);
  });

  it("goes on past midnight", () => {
    const { dateOf } = calendarOf("America/New_York");
    expect(dateOf(new Date("2025-05-02T07:59:59.999Z"))).toBe("2025-05-01");
    expect(dateOf(new Date("2025-05-02T08:00:00.000Z"))).toBe("2025-05-02");
  });

  it.each([
    ["Europe/Paris", "2025-03-29", 23],
    ["Europe/Paris", "2025-10-25", 25],
    ["America/New_York", "2025-03-08", 23],
    ["America/New_York", "2025-11-01", 25],
    ["Australia/Lord_Howe", "2025-04-05", 24.5],
    ["Asia/Tokyo", "2025-03-29", 24],
    // The island left out its 30th of December.
    ["Pacific/Apia", "2011-12-29", 20],
  ])("is as long as the clocks make it: in %s on %s %f hours", (timeZone, date, hours) => {
    expect(hoursOf(timeZone, date)).toBe(hours);
  });

  it("is one whole stretch between its neighbours, in every zone", () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    const times = fc.date({ min: new Date("2000-01-01"), max: new Date("2037-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(zones, times, (timeZone, at) => {
        const { dateOf, startOf } = calendarOf(timeZone);
        const date = dateOf(at);
        const [start, end] = [startOf(date), startOf(plusDays(date, 1))];
        expect(start.getTime() <= at.getTime() && at.getTime() < end.getTime()).toBe(true);
        expect(dateOf(start)).toBe(date);
        expect(dateOf(new Date(start.getTime() - 1)) < date).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
