/** The hour of the learner's clock at which their day begins: who learns past midnight is still on the same day. */
export const DAY_BEGINS_AT_HOUR = 4;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The days of somebody's own time zone, each from 04:00 to 04:00 by their clock: 23, 24 or 25 hours. */
export interface Calendar {
  /** The day that a moment lies in, as `2025-03-30`. */
  dateOf(at: Date): string;
  /** The first moment of a day. */
  startOf(date: string): Date;
}

/** The date so many days after another. */
export const plusDays = (date: string, days: number): string =>
  dateText(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS);

/** The calendar of an IANA time zone. @throws {RangeError} when there is no such zone. */
export function calendarOf(timeZone: string): Calendar {
  const wall = wallClockOf(timeZone);
  return {
    dateOf: (at) => dateText(wall(at.getTime()) - DAY_BEGINS_AT_HOUR * HOUR_MS),
    startOf: (date) =>
      new Date(momentOf(wall, Date.parse(`${date}T00:00:00.000Z`) + DAY_BEGINS_AT_HOUR * HOUR_MS)),
  };
}

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What a clock of the zone shows at a moment, as if it were UTC: milliseconds in and out. */
type WallClock = (at: number) => number;

function wallClockOf(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  return (at) => {
    const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(at)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    // Every offset in use is of whole seconds.
    return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
  };
}

/** The first moment at which the clock shows `target`, or something later where it jumps over it. */
function momentOf(wall: WallClock, target: number): number {
  // The offset changes seldom: it is the one of the day before, or that of the day after.
  const candidates = [target - DAY_MS, target + DAY_MS].map((near) => target - (wall(near) - near));
  const exact = candidates.filter((at) => wall(at) === target);
  if (exact.length > 0) return Math.min(...exact);
  let [before, after] = [Math.min(...candidates) - 1, Math.max(...candidates)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wall(middle) < target) before = middle;
    else after = middle;
  }
  return after;
}
