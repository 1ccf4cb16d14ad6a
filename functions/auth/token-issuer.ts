import { hash } from "node:crypto";
import { type CryptoKey, errors, importJWK, jwtVerify, SignJWT } from "jose";
import type { Config } from "../platform/config.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Caller } from "../shared/caller.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId, TenantId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import {
  ACCESS_ALGORITHM,
  ACCESS_SECONDS,
  ACCESS_TYPE,
  AccessClaims,
  callerOfClaims,
  REQUIRED_CLAIMS,
  SKEW_SECONDS,
} from "./access-token.ts";
import { type PublicKey, publicPart, type SigningKey, SigningKeys } from "./key.ts";
import type { RevocationView } from "./revocation-view.ts";
import { sessionEnded } from "./session-ended.ts";

export interface AccessTokens {
  /**
   * Signs a token (RFC 9068) for somebody who has signed in, whose roles are those of a version of the user: any
   * later change of them voids it. `expiresIn` is in seconds.
   */
  issue(caller: Caller, userVersion?: number): Promise<{ accessToken: string; expiresIn: number }>;
  /**
   * Who presents a token, checked as RFC 8725 asks and against what was revoked.
   * @throws {Problem} `token-expired`, also when its user's roles have changed, `session-ended`, `authentication-required` for
   * anything else that is wrong with it, `feature-unavailable` while nobody can tell what was revoked.
   */
  verify(token: string, tenantId: TenantId): Promise<Caller>;
  /** The public keys (RFC 7517), the signing one first. */
  jwks(): Promise<{ keys: PublicKey[] }>;
}

interface AccessTokensDeps {
  readonly config: Pick<Config, "publicUrl">;
  readonly readSecret: ReadSecret;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly revocations: RevocationView;
}

export function accessTokens(deps: AccessTokensDeps): AccessTokens {
  const { clock, newId, revocations } = deps;
  const ring = keyRing(deps.readSecret);
  const known = verifiedTokens();
  // The API is both who says it and who it is said to.
  const issuer = deps.config.publicUrl;
  const seconds = () => Math.floor(clock().getTime() / 1000);

  return {
    issue: async ({ userId, sessionId, tenantId, roles, authTime }, userVersion = 0) => {
      const { kid, key } = (await ring()).signing;
      const now = seconds();
      const about = { sid: sessionId, tid: tenantId, roles, user_version: userVersion, auth_time: authTime };
      const accessToken = await new SignJWT(about)
        .setProtectedHeader({ alg: ACCESS_ALGORITHM, typ: ACCESS_TYPE, kid })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + ACCESS_SECONDS)
        .setJti(newId())
        .sign(key);
      return { accessToken, expiresIn: ACCESS_SECONDS };
    },

    verify: async (token, tenantId) => {
      // Held by its hash: what the cache holds signs nobody in.
      const id = hash("sha256", token, "base64url");
      const claims =
        known.get(id) ?? (await verifiedClaims(token, { issuer, ring: await ring(), now: clock() }));
      if (claims.exp + SKEW_SECONDS <= seconds()) throw expired();
      if (claims.tid !== tenantId) throw refused();
      known.set(id, claims);
      const { tid, sid, sub: uid, user_version: userVersion } = claims;
      const revoked = await revocations.revokedBy({ tid, sid, uid, userVersion });
      if (revoked === "session") throw sessionEnded("revocation");
      // What it says of its user holds no more. The session goes on, or its refresh token says why it does not.
      if (revoked === "user") throw expired();
      return callerOfClaims(claims);
    },

    jwks: async () => ({ keys: (await ring()).publicKeys }),
  };
}

const refused = (): Problem =>
  new Problem("authentication-required", "The access token is not one that this API has issued to you.");
const expired = (): Problem =>
  new Problem("token-expired", "The access token has expired. Get the next one with the refresh token.");

async function verifiedClaims(
  token: string,
  { issuer, ring, now }: { issuer: string; ring: KeyRing; now: Date },
): Promise<AccessClaims> {
  const keyOf = ({ kid }: { kid?: string }) => {
    const key = ring.verifying.get(kid ?? "");
    // Only our own list of keys is asked: never a key, a URL or a path that the token itself brings.
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      algorithms: [ACCESS_ALGORITHM],
      typ: ACCESS_TYPE,
      issuer,
      audience: issuer,
      requiredClaims: REQUIRED_CLAIMS,
      clockTolerance: SKEW_SECONDS,
      currentDate: now,
    });
    const claims = AccessClaims.safeParse(payload);
    if (!claims.success) throw refused();
    return claims.data;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw expired();
    if (error instanceof errors.JOSEError) throw refused();
    throw error;
  }
}

interface KeyRing {
  readonly signing: { readonly kid: string; readonly key: CryptoKey };
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  readonly publicKeys: PublicKey[];
}

/** The keys as Secret Manager has them now, imported once for as long as they stay the same. */
function keyRing(readSecret: ReadSecret): () => Promise<KeyRing> {
  let made: { readonly of: string; readonly ring: Promise<KeyRing> } | undefined;
  return async () => {
    const { keys } = await readSecret("access-token-keys", SigningKeys);
    const of = keys.map(({ kid, x }) => `${kid} ${x}`).join();
    if (made?.of !== of) made = { of, ring: importRing(keys) };
    return made.ring;
  };
}

async function importRing(keys: readonly SigningKey[]): Promise<KeyRing> {
  const [first] = keys;
  if (!first) throw new Error("access-token-keys holds no key");
  const publicKeys = keys.map(publicPart);
  const imported = publicKeys.map(async (key) => [key.kid, await asymmetric(key)] as const);
  return {
    signing: { kid: first.kid, key: await asymmetric(first) },
    verifying: new Map(await Promise.all(imported)),
    publicKeys,
  };
}

async function asymmetric(jwk: PublicKey | SigningKey): Promise<CryptoKey> {
  const key = await importJWK(jwk, ACCESS_ALGORITHM);
  if (key instanceof Uint8Array) throw new Error("access-token-keys holds a symmetric key");
  return key;
}

/** Enough for every session one instance sees within a token's life; about 5 MB. */
const MOST_KNOWN = 10_000;

/** Tokens whose signature was checked; the least recently used makes room. */
function verifiedTokens() {
  const known = new Map<string, AccessClaims>();
  return {
    get: (id: string) => known.get(id),
    set: (id: string, claims: AccessClaims) => {
      known.delete(id);
      known.set(id, claims);
      const [oldest] = known.size > MOST_KNOWN ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}
