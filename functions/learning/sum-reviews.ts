import { type Clock, timestamp } from "../shared/clock.ts";
import type { Queue } from "./card.ts";
import type { CardStore } from "./card-store.ts";
import { plusDays } from "./day.ts";
import { type DuePart, dueCards } from "./list-due.ts";
import { countReviews, type Day, type DayDeps, measureDay } from "./measure-day.ts";
import type { ReviewStats } from "./review-contract.ts";

/** How many days the forecast covers, today the first; and how many the retention looks back on, today the last. */
const DAYS = 30;
const BEGUN = ["learning", "review", "relearning"] as const satisfies readonly Queue[];

/** What somebody has learned, has to do, and will have to do. */
export async function sumReviews(
  deps: DayDeps & { clock: Clock },
  { userId }: { userId: string },
): Promise<ReviewStats> {
  const now = deps.clock();
  const day = await measureDay(deps, { userId, now });
  const asking = { userId, day, now: timestamp(now) };
  const [dueNow, byState, forecast, retention, reviewsToday] = await Promise.all([
    sumDue(deps, asking),
    sumStates(deps, userId),
    sumForecast(deps, asking),
    sumRetention(deps, asking),
    countReviews(deps, {
      userId,
      since: day.startsAt,
      outcomes: ["introduced", "practised", "recalled", "forgotten"],
    }),
  ]);
  return {
    ...{ date: day.date, timeZone: day.timeZone, dueNow, byState, forecast, retention },
    today: { reviews: reviewsToday, new: day.begun, known: day.known },
  };
}

interface Asking {
  readonly userId: string;
  readonly day: Day;
  readonly now: string;
}

/** As many as the list of what is due would show. */
async function sumDue({ cards }: DayDeps, { userId, day, now }: Asking): Promise<ReviewStats["dueNow"]> {
  const due = (part: DuePart) => cards.cards(userId).count((all) => dueCards(all, part, now));
  const [learning, known, fresh] = await Promise.all([due("steps"), due("review"), due("new")]);
  const counts = {
    learning,
    review: Math.min(known, day.left.review),
    new: Math.min(fresh, day.left.new),
  };
  return { total: counts.learning + counts.review + counts.new, ...counts };
}

async function sumStates({ cards }: DayDeps, userId: string): Promise<ReviewStats["byState"]> {
  const inQueue = (queue: Queue) => cards.cards(userId).count((all) => all.where("queue", "==", queue));
  const [fresh, learning, review, relearning, suspended] = await Promise.all([
    inQueue("new"),
    inQueue("learning"),
    inQueue("review"),
    inQueue("relearning"),
    inQueue("suspended"),
  ]);
  return { new: fresh, learning, review, relearning, suspended };
}

/** How many come due on each day; what is overdue is today's. */
async function sumForecast(deps: DayDeps, { userId, day }: Asking): Promise<ReviewStats["forecast"]> {
  const starts = (date: string) => day.calendar.startOf(date).toISOString();
  const dates = Array.from({ length: DAYS }, (_, index) => plusDays(day.date, index));
  return Promise.all(
    dates.map(async (date, index) => {
      const from = index === 0 ? undefined : starts(date);
      return { date, due: await countDue(deps.cards, { userId, from, to: starts(plusDays(date, 1)) }) };
    }),
  );
}

const countDue = (
  cards: CardStore,
  { userId, from, to }: { userId: string; from: string | undefined; to: string },
): Promise<number> =>
  cards.cards(userId).count((all) => {
    const before = all.where("queue", "in", BEGUN).where("dueAt", "<", to);
    return from === undefined ? before : before.where("dueAt", ">=", from);
  });

async function sumRetention(deps: DayDeps, { userId, day }: Asking): Promise<ReviewStats["retention"]> {
  const since = day.calendar.startOf(plusDays(day.date, 1 - DAYS)).toISOString();
  const [recalled, forgotten] = await Promise.all([
    countReviews(deps, { userId, since, outcomes: ["recalled"] }),
    countReviews(deps, { userId, since, outcomes: ["forgotten"] }),
  ]);
  const reviews = recalled + forgotten;
  return { reviews, recalled, rate: reviews === 0 ? null : recalled / reviews };
}
