import type { Context } from "hono";
import type { Database } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { callerOf, type Env, type HttpPorts } from "../platform/http/request.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { cardStore } from "./card-store.ts";
import { courseIndex } from "./course-index-store.ts";
import type { Shelf } from "./course-shelf.ts";
import { courseStore } from "./course-store.ts";
import { learnerStore, rankingStore, shareStore } from "./learner-store.ts";
import { proposalStore } from "./proposal-store.ts";
import { library } from "./source-library.ts";
import { sourceStore } from "./source-store.ts";
import { courseWriter } from "./write-course.ts";

export interface ScopeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly http: HttpPorts;
  readonly transact: (tid: string) => Transact;
  readonly cursorKey: () => Promise<Uint8Array>;
  readonly shelf: Shelf;
}

/** What the area's verbs need for whoever calls. */
export function makeScope(deps: ScopeDeps) {
  const tenants = new Map<string, ReturnType<typeof tenantScope>>();
  return (c: Context<Env>) => {
    const { tenantId: tid, userId } = callerOf(c);
    const tenant = tenants.get(tid) ?? tenantScope(deps, tid);
    tenants.set(tid, tenant);
    return { ...tenant, userId };
  };
}

function tenantScope({ db, clock, newId, transact, cursorKey, shelf }: ScopeDeps, tid: string) {
  return {
    ...{ tid, db, clock, newId, cursorKey, shelf },
    transact: transact(tid),
    courses: courseStore(db, tid),
    writer: courseWriter(db, tid),
    learners: learnerStore(db, tid),
    shares: shareStore(db, tid),
    index: courseIndex(db, tid),
    rankings: rankingStore(db, tid),
    sources: sourceStore(db, tid),
    library: library(db, tid),
    cards: cardStore(db, tid),
    proposals: proposalStore(db, tid),
  };
}

/** The scope of a request, for those that bind endpoints to verbs. */
export type ScopeOf = ReturnType<typeof makeScope>;
