import { untilFresh } from "../platform/firestore/contention.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { type Card, shownCard } from "./card.ts";
import { REVIEW_SETTINGS } from "./card-store.ts";
import { noCard } from "./find-card.ts";
import { retentionAt } from "./pace.ts";
import { takeBack } from "./replay.ts";
import { logOf, type ReviewDeps, writeReplayed } from "./review-card.ts";

/**
 * Takes the newest review of a card back: the card is as if it had not been made, also when it is delivered again.
 * @throws {Problem} `resource-not-found`; `conflict` when there is none, or the newest was taken back before.
 */
export async function undoReview(
  deps: Omit<ReviewDeps, "newId">,
  { userId, cardId }: { userId: string; cardId: string },
): Promise<Card> {
  return untilFresh(() =>
    deps.transact(async ({ tx }) => {
      const [read, settings] = await Promise.all([
        deps.cards.read(userId, cardId),
        deps.cards.settings(userId).get(REVIEW_SETTINGS),
      ]);
      if (!read) throw noCard(cardId);
      const { newest } = read.card;
      if (newest === null) throw new Problem("conflict", "The card has not been reviewed yet.");
      if (newest.undone) throw new Problem("conflict", "The newest review was taken back before.");
      const log = await logOf(deps, { userId, cardId });
      const taken = takeBack(read.card, log, {
        retentionAt: (then) => retentionAt(settings, then),
        now: timestamp(deps.clock()),
      });
      writeReplayed(deps, tx, { userId, read, taken });
      return shownCard(taken.card);
    }),
  );
}
