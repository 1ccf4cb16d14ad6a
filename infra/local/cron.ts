import { Cron } from "croner";

/**
 * Says whether a minute is one of a schedule's: five fields of unix cron (crontab(5)), read in an IANA time zone.
 * When both days are restricted either suffices.
 * @throws {Error} naming what is wrong.
 */
export function cron(schedule: string, timeZone: string): (at: Date) => boolean {
  // Paused: it only answers, its own timer never runs.
  const job = new Cron(schedule, { timezone: timeZone, paused: true, mode: "5-part" });
  return (at) => job.match(at);
}
