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
