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
