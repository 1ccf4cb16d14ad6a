import type { CollectionReference, Query } from "../platform/firestore/database.ts";
import { listPage, type Position } from "../platform/firestore/list-page.ts";
import type { Cursors } from "../platform/http/cursor.ts";
import type { Page } from "../shared/page.ts";
import type { AdminUser, UserQuery } from "./admin-contract.ts";
import { adminView } from "./suspend-user.ts";
import { searchForm } from "./user.ts";
import type { UserStore } from "./user-store.ts";

/** One page of the tenant's users, newest first. */
export async function listUsers(
  deps: { users: UserStore; cursors: Cursors<Position> },
  query: UserQuery,
): Promise<Page<AdminUser>> {
  const found = await listPage(deps.users, deps.cursors, query, (all) => filtered(all, query));
  return { ...found, items: found.items.filter(({ status }) => status !== "deleting").map(adminView) };
}

function filtered(all: CollectionReference, { q, role, status }: UserQuery): Query {
  const ofStatus: Query = status === undefined ? all : all.where("status", "==", status);
  if (q !== undefined) return ofStatus.where("searchTerms", "array-contains", searchForm(q));
  return role === undefined ? ofStatus : ofStatus.where("roles", "array-contains", role);
}
