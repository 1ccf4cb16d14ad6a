import { z } from "zod";
import { plusSeconds, timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";

/** The copies of their data that somebody asked for lately: there is one at work at a time. */
export const Exports = z.strictObject({
  /** The newest one's task. */
  taskId: z.uuid(),
  /** When each of the last day was asked for, oldest first. */
  askedAt: z.array(z.iso.datetime()),
  expireAt: z.date(),
});
export type Exports = z.infer<typeof Exports>;

const DAY = 24 * 3600;
/** Each reads everything somebody has. */
const A_DAY = 5;

/** One more. @throws {Problem} `quota-exceeded` when there were too many within a day. */
export function oneMoreExport(present: Exports | undefined, taskId: string, now: Date): Exports {
  const since = timestamp(plusSeconds(now, -DAY));
  const lately = (present?.askedAt ?? []).filter((at) => at > since);
  const [oldest] = lately;
  if (oldest !== undefined && lately.length >= A_DAY) {
    const freeAt = plusSeconds(new Date(oldest), DAY);
    throw new Problem("quota-exceeded", `A copy of your data can be made ${A_DAY} times a day.`, {
      retryAfterSeconds: Math.ceil((freeAt.getTime() - now.getTime()) / 1000),
    });
  }
  return { taskId, askedAt: [...lately, timestamp(now)], expireAt: plusSeconds(now, 2 * DAY) };
}
