import type { CollectionReference, Query } from "@google-cloud/firestore";
import type { Database } from "../firestore/database.ts";
import { type Documents, documents } from "../firestore/documents.ts";
import { AuditBlock } from "./audit-block.ts";
import { AuditEntry } from "./audit-entry.ts";

export const auditEntries = (db: Database, tid: string): Documents<AuditEntry> =>
  documents(db, `tenants/${tid}/auditLog`, AuditEntry);

export const auditBlocks = (db: Database, tid: string): Documents<AuditBlock> =>
  documents(db, `tenants/${tid}/auditBlocks`, AuditBlock);

export async function lastBlock(db: Database, tid: string): Promise<AuditBlock | undefined> {
  const [last] = await auditBlocks(db, tid).find((blocks) => blocks.orderBy("number", "desc").limit(1));
  return last;
}

/** Which entries somebody wants to see; people by their `auditId`, times as they are stored. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Each combination of the first three has its index. */
export const matching =
  ({ actor, action, target, since, until }: AuditFilter) =>
  (entries: CollectionReference): Query => {
    const conditions = [
      ["actor", "==", actor],
      ["action", "==", action],
      ["target.id", "==", target],
      ["at", ">=", since],
      ["at", "<", until],
    ] as const;
    return conditions.reduce<Query>(
      (query, [field, operator, value]) =>
        value === undefined ? query : query.where(field, operator, value),
      entries,
    );
  };
