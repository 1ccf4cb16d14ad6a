import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Clock } from "../shared/clock.ts";
import type { TenantId } from "../shared/id.ts";
import type { StoredUser } from "../users/user.ts";
import { readKey } from "./read-key.ts";
import { refreshTokenOf } from "./refresh-token.ts";
import { type Session, secondsLeft } from "./session.ts";
import type { AccessTokens } from "./token-issuer.ts";
import type { Tokens } from "./tokens.ts";

export interface IssueDeps {
  readonly tokens: Pick<AccessTokens, "issue">;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
}

/** The tokens of a session as it stands: a fresh access token, and its one refresh token. */
export async function issueTokens(
  deps: IssueDeps,
  input: { tid: TenantId; session: Session; user: Pick<StoredUser, "roles" | "version"> },
): Promise<Tokens> {
  const { tid, session, user } = input;
  const { userId, id: sessionId, authTime } = session;
  const caller = { userId, sessionId, tenantId: tid, roles: user.roles, authTime };
  const access = await deps.tokens.issue(caller, user.version);
  return {
    ...access,
    refreshToken: refreshTokenOf(await readKey(deps.readSecret, "refresh-token-key"), tid, session),
    tokenType: "Bearer",
    refreshExpiresIn: secondsLeft(session, deps.clock()),
    sessionId: session.id,
  };
}
