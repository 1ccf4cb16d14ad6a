import { checkIfMatch } from "../platform/http/etag.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { type CardStore, REVIEW_SETTINGS } from "./card-store.ts";
import {
  changedSettings,
  DEFAULT_SETTINGS,
  type ReviewSettings,
  type ShownReviewSettings,
  shownSettings,
} from "./pace.ts";

/** Replaces somebody's review settings. @throws {Problem} `precondition-failed` from a stale copy. */
export async function setReviewSettings(
  deps: { cards: CardStore; clock: Clock },
  input: { userId: string; ifMatch: string | undefined; settings: ReviewSettings },
): Promise<ShownReviewSettings> {
  const now = timestamp(deps.clock());
  const stored = await deps.cards.settings(input.userId).put(REVIEW_SETTINGS, (present) => {
    checkIfMatch(input.ifMatch, (present ?? DEFAULT_SETTINGS).version);
    return changedSettings(present, input.settings, now);
  });
  return shownSettings(stored);
}
