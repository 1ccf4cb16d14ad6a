import type { SessionId, TenantId, UserId } from "./id.ts";

/** Who makes a request, as a verified access token says. */
export interface Caller {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly tenantId: TenantId;
  readonly roles: readonly string[];
  /** When they last proved who they are, in seconds since the epoch. */
  readonly authTime: number;
}

/** Where a request came from, as far as it can be told. */
export interface Origin {
  /** An IP address that no header of the caller's can change. */
  readonly address: string;
  /** What the client says it is; empty when it says nothing. */
  readonly userAgent: string;
}
