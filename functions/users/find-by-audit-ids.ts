import type { StoredUser } from "./user.ts";
import type { UserStore } from "./user-store.ts";

/** As many values as one `in` may have. */
const IDS_PER_QUERY = 30;

/** People by what the audit log knows them by; whoever is gone is left out. */
export async function findByAuditIds(
  users: UserStore,
  auditIds: readonly string[],
): Promise<ReadonlyMap<string, StoredUser>> {
  const unique = [...new Set(auditIds)];
  const queries = Array.from({ length: Math.ceil(unique.length / IDS_PER_QUERY) }, (_, n) =>
    users.find((all) => all.where("auditId", "in", unique.slice(n * IDS_PER_QUERY, (n + 1) * IDS_PER_QUERY))),
  );
  const found = (await Promise.all(queries)).flat();
  return new Map(found.map((user) => [user.auditId, user]));
}
