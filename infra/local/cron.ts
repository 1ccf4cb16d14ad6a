/** Values a field may take, in the order of the five fields. */
const FIELDS = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12 },
  { name: "day of the week", from: 0, to: 7 },
] as const;

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/**
 * Says whether a minute is one of a schedule's: five numeric fields of unix cron (crontab(5)) with `*`, lists,
 * ranges and steps, read in an IANA time zone. When both days are restricted either suffices.
 * @throws {Error} naming the field that is wrong.
 */
export function cron(schedule: string, timeZone: string): (at: Date) => boolean {
  const texts = schedule.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) throw new Error(`"${schedule}" must have five fields.`);
  const allowed = FIELDS.map((field, i) => valuesOf(texts[i] ?? "", field));
  const [minutes, hours, days, months, weekdays] = allowed;
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    minute: "numeric",
    hour: "numeric",
    day: "numeric",
    month: "numeric",
    weekday: "short",
    hourCycle: "h23",
  });
  const eitherDay = !texts[2]?.startsWith("*") && !texts[4]?.startsWith("*");
  return (at) => {
    const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    const number = (part: Intl.DateTimeFormatPartTypes) => Number(parts.get(part));
    const weekday = WEEKDAYS.indexOf(parts.get("weekday") ?? "");
    const onDay = days?.has(number("day")) ?? false;
    const onWeekday = (weekdays?.has(weekday) || (weekday === 0 && weekdays?.has(7))) ?? false;
    return (
      (minutes?.has(number("minute")) ?? false) &&
      (hours?.has(number("hour")) ?? false) &&
      (months?.has(number("month")) ?? false) &&
      (eitherDay ? onDay || onWeekday : onDay && onWeekday)
    );
  };
}

function valuesOf(text: string, { name, from, to }: (typeof FIELDS)[number]): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/.exec(part);
    const [, first, last, step] = match ?? [];
    const low = first === undefined ? from : Number(first);
    const high = last !== undefined ? Number(last) : first === undefined || step !== undefined ? to : low;
    if (!match || low < from || high > to || low > high)
      throw new Error(`"${part}" is no ${name} of a cron schedule.`);
    for (let value = low; value <= high; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}
