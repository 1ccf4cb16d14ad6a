import type { Database } from "../platform/firestore/database.ts";
import { findTimeZone } from "../users/find-time-zone.ts";
import type { CardStore } from "./card-store.ts";
import { REVIEW_SETTINGS } from "./card-store.ts";
import { type Calendar, calendarOf } from "./day.ts";
import { DEFAULT_SETTINGS } from "./pace.ts";
import type { Outcome } from "./review.ts";

export interface DayDeps {
  readonly db: Database;
  readonly tid: string;
  readonly cards: CardStore;
}

/** Somebody's present day, and what its limits leave. */
export interface Day {
  readonly calendar: Calendar;
  readonly timeZone: string;
  readonly date: string;
  readonly startsAt: string;
  /** How many new cards were begun today. */
  readonly begun: number;
  /** How many cards that were known before came up today. */
  readonly known: number;
  /** How many more of each may come up today: never negative. */
  readonly left: { readonly new: number; readonly review: number };
}

/** What has come up today. A review made offline counts for the day on which it was made. */
export async function measureDay(deps: DayDeps, input: { userId: string; now: Date }): Promise<Day> {
  const { userId, now } = input;
  const [timeZone, stored] = await Promise.all([
    findTimeZone(deps, { userId }),
    deps.cards.settings(userId).get(REVIEW_SETTINGS),
  ]);
  const calendar = calendarOf(timeZone);
  const date = calendar.dateOf(now);
  const startsAt = calendar.startOf(date).toISOString();
  const [begun, known] = await Promise.all([
    countReviews(deps, { userId, since: startsAt, outcomes: ["introduced"] }),
    countReviews(deps, { userId, since: startsAt, outcomes: ["recalled", "forgotten"] }),
  ]);
  const { newPerDay, reviewsPerDay } = stored ?? DEFAULT_SETTINGS;
  const left = { new: Math.max(0, newPerDay - begun), review: Math.max(0, reviewsPerDay - known) };
  return { calendar, timeZone, date, startsAt, begun, known, left };
}

/** How many reviews since a time (RFC 3339) came to one of the outcomes. */
export const countReviews = (
  { cards }: Pick<DayDeps, "cards">,
  { userId, since, outcomes }: { userId: string; since: string; outcomes: readonly Outcome[] },
): Promise<number> =>
  cards
    .reviews(userId)
    .count((reviews) => reviews.where("outcome", "in", [...outcomes]).where("at", ">=", since));
