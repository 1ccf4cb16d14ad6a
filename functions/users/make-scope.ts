import { type AuthDeps, makeScope as makeAuthScope } from "../auth/make-scope.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import type { Caller } from "../shared/caller.ts";
import { erasureStore } from "./erasure-store.ts";
import { preferencesStore } from "./preferences-store.ts";
import { userStore } from "./user-store.ts";

export interface UsersDeps extends AuthDeps {
  readonly buckets: { readonly media: Bucket };
}

/** What the area's verbs need for a caller: accounts and sessions are auth's, people and their pictures are ours. */
export function makeScope(deps: UsersDeps) {
  const open = makeAuthScope(deps);
  return ({ tenantId }: Pick<Caller, "tenantId">) => ({
    ...open(tenantId),
    media: deps.buckets.media,
    erasures: erasureStore(deps.db, tenantId),
    tombstones: deps.machinery.tombstones,
    everyUser: userStore(deps.db, tenantId),
    preferences: preferencesStore(deps.db, tenantId),
  });
}

/** The scope of a caller, for those that bind endpoints to verbs. */
export type ScopeOf = ReturnType<typeof makeScope>;
