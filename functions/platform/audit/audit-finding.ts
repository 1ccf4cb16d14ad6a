/** What `verify` can find, each a way in which a log is no longer what it was. */
export type FindingKind =
  | "entry-altered"
  | "entry-removed"
  | "entry-inserted"
  | "entry-unsealed"
  | "block-altered"
  | "block-missing"
  | "block-misplaced"
  | "chain-broken"
  | "chain-cut"
  | "anchor-contradicted"
  | "anchor-unreadable";

export interface Finding {
  readonly kind: FindingKind;
  /** For a person to read: what, and where. */
  readonly text: string;
}

/** What was looked at, and how far it can be relied on. */
export interface AuditSummary {
  readonly tid: string;
  readonly blocks: number;
  readonly entries: number;
  /** What is not sealed yet: until it is, nothing shows that it was removed or altered skilfully. */
  readonly unsealed: { readonly count: number; readonly since: string | null };
  /** The newest anchor; blocks after it could be replaced together, by somebody who forges all of them. */
  readonly anchored: { readonly number: number; readonly at: string } | null;
  readonly findings: number;
}

export type Report = (finding: Finding) => void;
