import { z } from "zod";
import { type Clock, plusSeconds } from "../../shared/clock.ts";
import type { NewId } from "../../shared/id.ts";
import type { PageQuery } from "../../shared/page.ts";
import { Problem } from "../../shared/problem.ts";
import type { Cursors } from "../http/cursor.ts";
import type { Documents } from "./documents.ts";

/** An order that somebody is paging through, as it was when they began: `rankings/{id}`. */
export const Ranking = z.strictObject({
  userId: z.string(),
  ids: z.array(z.string()),
  expireAt: z.date(),
});
export type Ranking = z.infer<typeof Ranking>;

/** Where a page of a ranking ended. */
export const RankPosition = z.strictObject({ ranking: z.uuid(), from: z.int().positive() });
export type RankPosition = z.infer<typeof RankPosition>;

const KEPT_SECONDS = 3600;

interface RankedList {
  readonly userId: string;
  readonly cursors: Cursors<RankPosition>;
  readonly query: PageQuery;
  /** The whole order, the best first; asked for by the first page alone. */
  readonly rank: () => Promise<readonly string[]>;
}

/**
 * One page of an order that moves by itself: the first page keeps it, and the others go through what was kept, so
 * that nothing repeats and nothing is skipped.
 * @throws {Problem} `cursor-expired` an hour after the first page.
 */
export async function rankedPage(
  deps: { rankings: Documents<Ranking>; clock: Clock; newId: NewId },
  { userId, cursors, query: { limit, cursor }, rank }: RankedList,
): Promise<{ ids: readonly string[]; nextCursor: string | null }> {
  if (cursor === undefined) {
    const ids = await rank();
    if (ids.length <= limit) return { ids, nextCursor: null };
    const ranking = deps.newId();
    const expireAt = plusSeconds(deps.clock(), KEPT_SECONDS);
    await deps.rankings.put(ranking, () => ({ userId, ids: [...ids], expireAt }));
    return { ids: ids.slice(0, limit), nextCursor: cursors.seal({ ranking, from: limit }) };
  }
  const { ranking, from } = cursors.open(cursor);
  const kept = await deps.rankings.get(ranking);
  if (!kept || kept.userId !== userId || kept.expireAt <= deps.clock())
    throw new Problem("cursor-expired", "This order was kept for an hour. Begin with the first page again.");
  const to = from + limit;
  const more = kept.ids.length > to;
  return { ids: kept.ids.slice(from, to), nextCursor: more ? cursors.seal({ ranking, from: to }) : null };
}
