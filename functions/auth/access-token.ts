import { z } from "zod";
import type { Caller } from "../shared/caller.ts";
import { SessionId, TenantId, UserId } from "../shared/id.ts";

/** How long an access token is good for. */
export const ACCESS_SECONDS = 600;
/** How far apart clocks may be. */
export const SKEW_SECONDS = 60;
/** Names the kind of token (RFC 9068), so that no other JWT passes for one. */
export const ACCESS_TYPE = "at+jwt";
export const ACCESS_ALGORITHM = "ES256";

/** What an access token says; times in seconds since the epoch. */
export const AccessClaims = z.object({
  sub: UserId,
  sid: SessionId,
  tid: TenantId,
  roles: z.array(z.string()),
  /** Of the user whose roles these are: a change that made a later one voids the token. */
  user_version: z.int().nonnegative().default(0),
  auth_time: z.int(),
  iat: z.int(),
  nbf: z.int(),
  exp: z.int(),
  jti: z.string(),
});
export type AccessClaims = z.infer<typeof AccessClaims>;

export const REQUIRED_CLAIMS = Object.keys(AccessClaims.shape).filter((claim) => claim !== "user_version");

export const callerOfClaims = (claims: AccessClaims): Caller => ({
  userId: claims.sub,
  sessionId: claims.sid,
  tenantId: claims.tid,
  roles: claims.roles,
  authTime: claims.auth_time,
});
