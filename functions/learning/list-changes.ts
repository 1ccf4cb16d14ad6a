import { z } from "zod";
import { listChanged } from "../platform/firestore/list-page.ts";
import { cursors } from "../platform/http/cursor.ts";
import { type Clock, plusSeconds, timestamp } from "../shared/clock.ts";
import { shownCard } from "./card.ts";
import type { CardStore } from "./card-store.ts";
import type { LearnerStore } from "./learner-store.ts";
import { shownLesson } from "./progress.ts";
import type { Change, Changes, ChangesQuery } from "./sync-contract.ts";

/** Where a page ended, and from when on what it passed may not have been all there was. */
const Position = z.strictObject({
  at: z.iso.datetime(),
  id: z.string(),
  unsettledFrom: z.iso.datetime().optional(),
});
type Position = z.infer<typeof Position>;

interface ChangesDeps {
  readonly tid: string;
  readonly clock: Clock;
  readonly cursorKey: () => Promise<Uint8Array>;
  readonly learners: LearnerStore;
  readonly cards: CardStore;
}

/** A time is written by the clock of an instance before its commit, which may end after a later one's. */
const SETTLING_SECONDS = 120;

/**
 * One page of what changed of somebody's learning, the oldest change first. Whatever comes to light after something
 * later did is told all the same: at the end, the cursor goes back to the moment from which on pages had passed what
 * might still have been coming.
 */
export async function listChanges(
  deps: ChangesDeps,
  { userId, query: { since, limit } }: { userId: string; query: ChangesQuery },
): Promise<Changes> {
  const list = cursors(await deps.cursorKey(), [deps.tid, userId, "listChanges"], Position, "since");
  const from = since === undefined ? undefined : list.open(since);
  const horizon = from?.unsettledFrom ?? timestamp(plusSeconds(deps.clock(), -SETTLING_SECONDS));
  // One more than asked for tells whether there is a next page.
  const found = await changesAfter(deps, { userId, from, most: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || found.length <= limit)
    return { items, nextCursor: list.seal({ at: horizon, id: "" }), more: false };
  const passed = from?.unsettledFrom !== undefined || last.changedAt >= horizon;
  const next: Position = { at: last.changedAt, id: last.id, ...(passed && { unsettledFrom: horizon }) };
  return { items, nextCursor: list.seal(next), more: true };
}

interface Looking {
  readonly userId: string;
  readonly from: Position | undefined;
  readonly most: number;
}

async function changesAfter(deps: ChangesDeps, { userId, from, most }: Looking): Promise<Change[]> {
  const later = { after: from, limit: most };
  const [progress, cards] = await Promise.all([
    listChanged("updatedAt", deps.learners.progress(userId), later),
    listChanged("updatedAt", deps.cards.cards(userId), later),
  ]);
  const changes: Change[] = [
    ...progress.map(({ id, updatedAt: changedAt, lessons, completedAt }) => ({
      ...{ type: "progress" as const, id, changedAt },
      progress: {
        courseId: id,
        lessons: Object.entries(lessons).map(([lessonId, state]) => shownLesson(lessonId, state)),
        ...(completedAt !== undefined && { completedAt }),
      },
    })),
    ...cards.map((card) => ({
      ...{ type: "card" as const, id: card.id, changedAt: card.updatedAt },
      card: shownCard(card),
    })),
  ];
  return changes.sort(compareChanges).slice(0, most);
}

/** As the database orders them; ids of courses and cards are random, and never the same. */
function compareChanges(a: Change, b: Change): number {
  if (a.changedAt !== b.changedAt) return a.changedAt < b.changedAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
