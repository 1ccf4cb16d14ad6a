import type { Database } from "../platform/firestore/database.ts";
import { userStore } from "./user-store.ts";

/** The time zone somebody lives in: an IANA name. Whoever is gone lives by UTC. */
export async function findTimeZone(
  deps: { db: Database; tid: string },
  input: { userId: string },
): Promise<string> {
  return (await userStore(deps.db, deps.tid).get(input.userId))?.timeZone ?? "UTC";
}
