import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, it } from "vitest";
import { startIdentity } from "../../../infra/local/identity.ts";

const claims = { audience: "https://lyo.example/fn", email: "jobs@demo-lyo.iam.gserviceaccount.com" };

it("issues tokens whose key is served, with the claims of Google's own", async () => {
  const identity = await startIdentity();
  const token = await identity.token(claims);
  const keys = createRemoteJWKSet(new URL(identity.jwksUri));
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    algorithms: ["RS256"],
    issuer: identity.issuer,
    audience: claims.audience,
  });
  expect(payload).toMatchObject({
    sub: expect.stringMatching(/^\d{21}$/),
    email: claims.email,
    email_verified: true,
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  expect(protectedHeader.kid).toBeTruthy();
  await identity.stop();
});

it("serves no private part of the key", async () => {
  const identity = await startIdentity();
  const response = await fetch(identity.jwksUri);
  expect(await response.json()).toEqual({
    keys: [
      {
        kty: "RSA",
        n: expect.any(String),
        e: "AQAB",
        kid: expect.any(String),
        alg: "RS256",
        use: "sig",
      },
    ],
  });
  await identity.stop();
});

it("keeps its key across restarts, and has another one elsewhere", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "identity-"));
  const kids: (string | undefined)[] = [];
  for (const options of [{ dataDir }, { dataDir }, {}]) {
    const identity = await startIdentity(options);
    kids.push(decodeProtectedHeader(await identity.token(claims)).kid);
    await identity.stop();
  }
  expect(kids[1]).toBe(kids[0]);
  expect(kids[2]).not.toBe(kids[0]);
  rmSync(dataDir, { recursive: true });
});
