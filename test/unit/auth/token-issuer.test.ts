import { createHmac, randomUUID } from "node:crypto";
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { SigningKeys } from "#functions/auth/key";
import { newSecrets } from "#functions/auth/new-secrets";
import { accessTokens } from "#functions/auth/token-issuer";
import { SessionId, TenantId, UserId } from "#functions/shared/id";
import { manualClock, memorySecrets } from "../../support/auth-parts.ts";

const publicUrl = "https://api.example.com";
const tenantId = TenantId.parse("default");
const ada = {
  userId: UserId.parse(randomUUID()),
  sessionId: SessionId.parse(randomUUID()),
  tenantId,
  roles: ["student"],
  authTime: 1_700_000_000,
};

async function aTokenIssuer() {
  const secrets = await memorySecrets();
  const time = manualClock(new Date("2025-01-01T12:00:00Z"));
  const revoked = new Set<string>();
  const tokens = accessTokens({
    config: { publicUrl },
    readSecret: secrets.read,
    clock: time.clock,
    newId: () => randomUUID(),
    revocations: { revokedBy: async ({ sid }) => (revoked.has(sid) ? "session" : undefined) },
  });
  const { keys } = SigningKeys.parse(secrets.values["access-token-keys"]);
  return { tokens, secrets, keys, revoked, ...time };
}

const decoded = (part: string | undefined) => JSON.parse(Buffer.from(part ?? "", "base64url").toString());
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("an access token", () => {
  it("names session, tenant, roles and times, and who it is for", async () => {
    const { tokens, keys } = await aTokenIssuer();
    const { accessToken, expiresIn } = await tokens.issue(ada, 3);
    const [header, payload] = accessToken.split(".");
    expect(decoded(header)).toEqual({ alg: "ES256", typ: "at+jwt", kid: keys[0]?.kid });
    expect(decoded(payload)).toEqual({
      iss: publicUrl,
      aud: publicUrl,
      sub: ada.userId,
      sid: ada.sessionId,
      tid: "default",
      roles: ["student"],
      user_version: 3,
      auth_time: ada.authTime,
      iat: 1_735_732_800,
      nbf: 1_735_732_800,
      exp: 1_735_733_400,
      jti: expect.any(String),
    });
    expect(expiresIn).toBe(600);
  });

  it("is accepted by its tenant alone, also when it is known already", async () => {
    const { tokens } = await aTokenIssuer();
    const { accessToken } = await tokens.issue(ada);
    const other = TenantId.parse("other");
    await expect(tokens.verify(accessToken, other)).rejects.toMatchObject({
      slug: "authentication-required",
    });
    await expect(tokens.verify(accessToken, tenantId)).resolves.toEqual(ada);
    await expect(tokens.verify(accessToken, other)).rejects.toMatchObject({
      slug: "authentication-required",
    });
  });

  it("expires after ten minutes and the skew, whether it is known already or not", async () => {
    const { tokens, advance } = await aTokenIssuer();
    const [known, fresh] = [await tokens.issue(ada), await tokens.issue(ada)];
    await tokens.verify(known.accessToken, tenantId);
    advance(659);
    await expect(tokens.verify(known.accessToken, tenantId)).resolves.toEqual(ada);
    advance(1);
    for (const { accessToken } of [known, fresh])
      await expect(tokens.verify(accessToken, tenantId)).rejects.toMatchObject({ slug: "token-expired" });
  });

  it("is void once its session is revoked, although its signature was checked before", async () => {
    const { tokens, revoked } = await aTokenIssuer();
    const { accessToken } = await tokens.issue(ada);
    await tokens.verify(accessToken, tenantId);
    revoked.add(ada.sessionId);
    await expect(tokens.verify(accessToken, tenantId)).rejects.toMatchObject({
      slug: "session-ended",
      members: { reason: "revocation" },
    });
  });

  it("outlives a rotation of the keys, after which the new key signs", async () => {
    const { tokens, secrets, keys } = await aTokenIssuer();
    const before = await tokens.issue(ada);
    const next = SigningKeys.parse((await newSecrets())["access-token-keys"]).keys;
    secrets.values["access-token-keys"] = { keys: [...next, ...keys] };
    const after = await tokens.issue(ada);
    expect(decoded(after.accessToken.split(".")[0]).kid).toBe(next[0]?.kid);
    await expect(tokens.verify(before.accessToken, tenantId)).resolves.toEqual(ada);
    await expect(tokens.verify(after.accessToken, tenantId)).resolves.toEqual(ada);
    expect((await tokens.jwks()).keys.map(({ kid }) => kid)).toEqual([next[0]?.kid, keys[0]?.kid]);
    const unseen = await tokens.issue(ada);
    secrets.values["access-token-keys"] = { keys };
    await expect(tokens.verify(unseen.accessToken, tenantId)).rejects.toMatchObject({
      slug: "authentication-required",
    });
  });

  it("can be verified by anybody with the public keys, which hold nothing private", async () => {
    const { tokens, clock } = await aTokenIssuer();
    const jwks = await tokens.jwks();
    const { accessToken } = await tokens.issue(ada);
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(jwks), { currentDate: clock() });
    expect(payload.sub).toBe(ada.userId);
    for (const key of jwks.keys) expect(key).not.toHaveProperty("d");
  });
});

describe("verify", () => {
  let issuer: Awaited<ReturnType<typeof aTokenIssuer>>;
  let ours: CryptoKey;
  let theirs: CryptoKey;
  let kid: string;
  let payload: JWTPayload;
  let good: string;
  beforeAll(async () => {
    issuer = await aTokenIssuer();
    const [jwk] = issuer.keys;
    if (!jwk) throw new Error("no key");
    kid = jwk.kid;
    // An EC key is never symmetric.
    ours = (await importJWK(jwk, "ES256")) as CryptoKey;
    theirs = (await generateKeyPair("ES256", { extractable: true })).privateKey;
    good = (await issuer.tokens.issue(ada)).accessToken;
    payload = decoded(good.split(".")[1]);
  });

  const header = (more: object = {}): JWTHeaderParameters => ({ alg: "ES256", typ: "at+jwt", kid, ...more });
  const signed = (key: CryptoKey, claims: object = {}, more: object = {}) =>
    new SignJWT({ ...payload, jti: randomUUID(), ...claims }).setProtectedHeader(header(more)).sign(key);
  const withExtension = () =>
    new SignJWT(payload)
      .setProtectedHeader(header({ crit: ["urn:example:x"], "urn:example:x": 1 }))
      .sign(ours, { crit: { "urn:example:x": true } });
  const hmacSigned = (secret: string | Buffer) => {
    const input = `${encoded(header({ alg: "HS256" }))}.${encoded(payload)}`;
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  };
  const publicPem = async () => {
    const { d: _, ...jwk } = issuer.keys[0] ?? { d: "" };
    return exportSPKI((await importJWK({ ...jwk, kty: "EC" }, "ES256", { extractable: true })) as CryptoKey);
  };

  it("accepts what these tests change", async () => {
    await expect(issuer.tokens.verify(await signed(ours), tenantId)).resolves.toEqual(ada);
  });

  it.each<[string, () => string | Promise<string>]>([
    ["no token at all", () => ""],
    ["words", () => "not.a.token"],
    ["alg none without a signature", () => `${encoded(header({ alg: "none" }))}.${encoded(payload)}.`],
    [
      "alg none with a signature",
      () => `${encoded(header({ alg: "none" }))}.${good.split(".").slice(1).join(".")}`,
    ],
    ["HS256 keyed with the public key as PEM", async () => hmacSigned(await publicPem())],
    [
      "HS256 keyed with the key's coordinates",
      () => hmacSigned(Buffer.from(issuer.keys[0]?.x ?? "", "base64url")),
    ],
    ["another key under our kid", () => signed(theirs)],
    ["another key under its own kid", () => signed(theirs, {}, { kid: "theirs" })],
    ["no kid", () => signed(ours, {}, { kid: undefined })],
    ["a kid that is a path", () => signed(theirs, {}, { kid: "../../../dev/null" })],
    ["a kid that is a member of every object", () => signed(theirs, {}, { kid: "constructor" })],
    ["a key that the token itself brings", async () => signed(theirs, {}, { jwk: await exportJWK(theirs) })],
    ["a key that stands elsewhere", () => signed(theirs, {}, { jku: "https://evil.example/jwks.json" })],
    ["an extension that is critical and unknown", () => withExtension()],
    [
      "a signature of zeros",
      () => `${good.slice(0, good.lastIndexOf("."))}.${Buffer.alloc(64).toString("base64url")}`,
    ],
    [
      "a changed payload",
      () => [good.split(".")[0], encoded({ ...payload, roles: ["admin"] }), good.split(".")[2]].join("."),
    ],
    ["another issuer", () => signed(ours, { iss: "https://evil.example" })],
    ["another audience", () => signed(ours, { aud: "https://other.example.com" })],
    ["no audience", () => signed(ours, { aud: undefined })],
    ["another type", () => signed(ours, {}, { typ: "JWT" })],
    ["no type", () => signed(ours, {}, { typ: undefined })],
    ["a time before it is valid", () => signed(ours, { nbf: (payload.nbf ?? 0) + 61 })],
    ["no expiry", () => signed(ours, { exp: undefined })],
    ["no session", () => signed(ours, { sid: undefined })],
    ["a subject that is no user's id", () => signed(ours, { sub: "admin" })],
    ["another tenant", () => signed(ours, { tid: "other" })],
    ["roles that are no list", () => signed(ours, { roles: "admin" })],
  ])("refuses %s", async (_, make) => {
    const token = await make();
    await expect(issuer.tokens.verify(token, tenantId)).rejects.toMatchObject({
      slug: "authentication-required",
    });
  });

  it("does not tell a forger that a token has expired", async () => {
    const claims = { exp: (payload.iat ?? 0) - 1000 };
    await expect(issuer.tokens.verify(await signed(theirs, claims), tenantId)).rejects.toMatchObject({
      slug: "authentication-required",
    });
    await expect(issuer.tokens.verify(await signed(ours, claims), tenantId)).rejects.toMatchObject({
      slug: "token-expired",
    });
  });
});
