import { checkIfMatch } from "../platform/http/etag.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  type ShownPreferences,
  shownPreferences,
} from "./preferences.ts";
import type { PreferencesStore } from "./preferences-store.ts";

/** Replaces somebody's preferences. @throws {Problem} `precondition-failed` from a stale copy. */
export async function setPreferences(
  deps: { preferences: PreferencesStore; clock: Clock },
  input: { userId: string; ifMatch: string | undefined; preferences: Preferences },
): Promise<ShownPreferences> {
  const stored = await deps.preferences.put(input.userId, (present) => {
    const version = present?.version ?? DEFAULT_PREFERENCES.version;
    checkIfMatch(input.ifMatch, version);
    return { ...input.preferences, version: version + 1, updatedAt: timestamp(deps.clock()) };
  });
  return shownPreferences(stored);
}
