import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JWK_RSA_Public,
  SignJWT,
} from "jose";
import { writeWhole } from "./snapshot.ts";

/** Google's own ID tokens last an hour. */
const LIFETIME = "1h";

/** Stands in for Google as the issuer of service accounts' ID tokens (OpenID Connect). */
export interface Identity {
  readonly issuer: string;
  /** Where the public key is served as a JWK set (RFC 7517). */
  readonly jwksUri: string;
  /** An RS256 token that says "I am `email`, speaking to `audience`", valid for one hour. */
  token(claims: { audience: string; email: string }): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the issuer. With a `dataDir` the key survives restarts, so that tokens issued before stay valid. */
export async function startIdentity(
  options: { host?: string; port?: number; dataDir?: string } = {},
): Promise<Identity> {
  const host = options.host ?? "127.0.0.1";
  const key = await signingKey(options.dataDir);
  const publicKey = await publicPart(key);
  const kid = await calculateJwkThumbprint(publicKey);
  const jwks = JSON.stringify({ keys: [{ ...publicKey, kid, alg: "RS256", use: "sig" }] });
  const server = createServer((request, response) => {
    response.statusCode = request.url === "/jwks" ? 200 : 404;
    response.setHeader("content-type", "application/json");
    response.end(request.url === "/jwks" ? jwks : "{}");
  });
  const issuer = `http://${host}:${await listening(server, host, options.port ?? 0)}`;
  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    token: ({ audience, email }) =>
      new SignJWT({ email, email_verified: true })
        .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(accountNumber(email))
        .setIssuedAt()
        .setExpirationTime(LIFETIME)
        .sign(key),
    stop: () => closed(server),
  };
}

/** Resolves with the port once the server accepts connections. */
export const listening = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });

/** Resolves once the server and every connection to it are closed. */
export const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

async function signingKey(dataDir: string | undefined): Promise<CryptoKey> {
  const file = dataDir && join(dataDir, "identity.pem");
  if (file && existsSync(file)) {
    return importPKCS8(readFileSync(file, "utf8"), "RS256", { extractable: true });
  }
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  if (file) writeWhole(file, await exportPKCS8(privateKey));
  return privateKey;
}

async function publicPart(key: CryptoKey): Promise<JWK_RSA_Public> {
  const { n, e } = await exportJWK(key);
  if (!n || !e) throw new Error("The signing key is not an RSA key");
  return { kty: "RSA", n, e };
}

/** A service account's subject is a stable number of 21 digits, unlike its e-mail. */
const accountNumber = (email: string): string =>
  BigInt(`0x${createHash("sha256").update(email).digest("hex")}`)
    .toString()
    .slice(0, 21);
