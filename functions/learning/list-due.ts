import { z } from "zod";
import type { CollectionReference, Query } from "../platform/firestore/database.ts";
import { type Cursors, cursors } from "../platform/http/cursor.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import type { Page } from "../shared/page.ts";
import { Problem } from "../shared/problem.ts";
import { type Card, type Queue, type StoredCard, shownCard } from "./card.ts";
import { Instant } from "./card-store.ts";
import { type DayDeps, measureDay } from "./measure-day.ts";

/** What comes first among what is due: steps that are minutes apart, then what is known, then what is new. */
export const DUE_PARTS = {
  steps: ["learning", "relearning"],
  review: ["review"],
  new: ["new"],
} as const satisfies Record<string, readonly Queue[]>;
export type DuePart = keyof typeof DUE_PARTS;
const ORDER: readonly DuePart[] = ["steps", "review", "new"];

/** The cards of a part that are due at a time (RFC 3339). */
export const dueCards = (all: CollectionReference, part: DuePart, now: string): Query =>
  all.where("queue", "in", DUE_PARTS[part]).where("dueAt", "<=", now);

/** Where a page ended: all pages are of the cards as they were when the first was made. */
const Position = z.strictObject({
  at: Instant,
  now: z.iso.datetime(),
  part: z.enum(["steps", "review", "new"]),
  dueAt: z.string(),
  id: z.string(),
  left: z.strictObject({ new: z.int().nonnegative(), review: z.int().nonnegative() }),
});
type Position = z.infer<typeof Position>;

interface DueDeps extends DayDeps {
  readonly clock: Clock;
  readonly cursorKey: () => Promise<Uint8Array>;
}

interface DueQuery {
  readonly courseId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The database keeps what was for an hour; a page is made well before its end. */
const CURSOR_SECONDS = 55 * 60;

/**
 * One page of what somebody is to be asked now, as far as the limits of their day allow. Later pages go on with what
 * was due when the first was made, whatever was reviewed since: nothing repeats and nothing is skipped, but what is
 * not due any more is left out.
 * @throws {Problem} `cursor-expired` an hour after the first page.
 */
export async function listDue(
  deps: DueDeps,
  { userId, query }: { userId: string; query: DueQuery },
): Promise<Page<Card>> {
  const scope = [deps.tid, userId, "listReviews", query.courseId ?? ""];
  const list: Cursors<Position> = cursors(await deps.cursorKey(), scope, Position);
  const from = query.cursor === undefined ? undefined : list.open(query.cursor);
  const present = deps.clock();
  if (from && from.now < timestamp(plusSeconds(present, -CURSOR_SECONDS)))
    throw new Problem("cursor-expired", "This list is too old to go on with. Begin it again.");
  const now = from?.now ?? timestamp(present);
  const left = from?.left ?? (await measureDay(deps, { userId, now: present })).left;
  // One more than asked for tells whether there is a next page.
  const { found, at } = await gather(deps, { userId, query, from, now, left, most: query.limit + 1 });
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const used = (part: DuePart) => shown.filter((entry) => entry.part === part).length;
  const more = found.length > query.limit && last !== undefined && at !== undefined;
  const nextCursor = more
    ? list.seal({
        ...{ at, now, part: last.part, dueAt: last.card.dueAt, id: last.card.id },
        left: { new: left.new - used("new"), review: left.review - used("review") },
      })
    : null;
  const entries = shown.map(({ card }) => card);
  const cards = from ? await stillDue(deps, { userId, entries, now }) : entries;
  return { items: cards.map(shownCard), nextCursor };
}

interface Gathering {
  readonly userId: string;
  readonly query: DueQuery;
  readonly from: Position | undefined;
  readonly now: string;
  readonly left: Position["left"];
  readonly most: number;
}

interface Found {
  readonly part: DuePart;
  readonly card: StoredCard;
}

async function gather(
  { cards }: DueDeps,
  { userId, query, from, now, left, most }: Gathering,
): Promise<{ found: Found[]; at: Instant | undefined }> {
  const found: Found[] = [];
  let at = from?.at;
  for (const part of ORDER.slice(from ? ORDER.indexOf(from.part) : 0)) {
    const room = Math.min(most - found.length, part === "steps" ? most : left[part]);
    if (room <= 0) continue;
    const due = (all: CollectionReference): Query =>
      query.courseId === undefined
        ? dueCards(all, part, now)
        : dueCards(all, part, now).where("courseId", "==", query.courseId);
    const after = from?.part === part ? from : undefined;
    const answer = await cards.cardsAt(userId, { query: due, limit: room, after, at });
    at = answer.at;
    found.push(...answer.found.map((card) => ({ part, card })));
  }
  return { found, at };
}

/** Cards as they are now, without those that were reviewed, suspended or removed since. */
async function stillDue(
  { cards }: DueDeps,
  { userId, entries, now }: { userId: string; entries: readonly StoredCard[]; now: string },
): Promise<StoredCard[]> {
  const present = await cards.cards(userId).getMany(entries.map(({ id }) => id));
  return present.filter(({ suspended, dueAt }) => !suspended && dueAt <= now);
}
