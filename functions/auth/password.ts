import { createHmac } from "node:crypto";
import { z } from "zod";
import { Problem } from "../shared/problem.ts";

/** A password as it is sent: longer than any may be, so that a long one is told so and no other limit. */
export const Password = z.string().max(2000).meta({ format: "password", example: "paper boats in the rain" });

const SHORTEST = 8;
const LONGEST = 256;

/** The worst of every list of leaked passwords that our length allows. */
const COMMON = new Set(
  (
    "password passw0rd password1 password12 password123 12345678 123456789 1234567890 123123123 987654321 " +
    "11111111 qwertyui qwertyuiop qwerty123 1q2w3e4r 1qaz2wsx q1w2e3r4 asdfghjkl zxcvbnm1 abcdefgh abcd1234 " +
    "abc12345 iloveyou sunshine princess football baseball superman letmein1 welcome1 trustno1 whatever " +
    "dragon123 monkey123 changeme administrator"
  ).split(" "),
);

/** The form in which a password is checked and hashed (NIST SP 800-63B-4 § 3.1.1.2: NFKC, nothing cut off). */
export const normalisePassword = (password: string): string => password.normalize("NFKC");

/**
 * Refuses a password somebody would guess first. Length counts code points; there are no rules of composition.
 * `pointer` says where in the body it stood.
 * @throws {Problem} `weak-password`
 */
export function checkPassword(
  password: string,
  about: { email: string; displayName: string },
  pointer = "#/password",
): void {
  const weakness = weaknessOf(normalisePassword(password), about);
  if (weakness)
    throw new Problem("weak-password", `The password ${weakness}.`, {
      errors: [{ pointer, detail: weakness }],
    });
}

function weaknessOf(password: string, about: { email: string; displayName: string }): string | undefined {
  const characters = [...password];
  if (characters.length < SHORTEST || characters.length > LONGEST)
    return `must have ${SHORTEST} to ${LONGEST} characters`;
  const plain = password.toLowerCase();
  const [localPart] = about.email.split("@");
  if ([about.email, localPart, about.displayName.toLowerCase()].includes(plain))
    return "must not be your name or e-mail address";
  if (COMMON.has(plain)) return "is one of the most common passwords";
  if (new Set(characters).size < 4) return "repeats the same few characters";
  return undefined;
}

/**
 * What bcrypt hashes instead of the password: bcrypt reads 72 bytes and stops at NUL, so a keyed hash in base64
 * (64 characters) stands in for it. Without the pepper a stolen hash cannot be attacked at all.
 */
export const preHash = (pepper: Uint8Array, password: string): string =>
  createHmac("sha384", pepper).update(normalisePassword(password)).digest("base64");

/** A stored hash says how it was made: `bcrypt-hmac$v=1$2b$12$…`, where `v=1` is the pre-hash above. */
const PREFIX = "bcrypt-hmac$v=1";

export const storedHash = (bcryptHash: string): string => `${PREFIX}${bcryptHash}`;

/** The bcrypt part of a stored hash and its cost. @throws {Error} for a hash of another kind. */
export function readHash(stored: string): { bcryptHash: string; cost: number } {
  const [, bcryptHash, cost] = /^bcrypt-hmac\$v=1(\$2b\$(\d\d)\$[./A-Za-z0-9]{53})$/.exec(stored) ?? [];
  if (bcryptHash === undefined) throw new Error("a stored password hash is of an unknown kind");
  return { bcryptHash, cost: Number(cost) };
}

/** A well-formed hash of nobody's password: checking against it takes as long as against a real one. */
export const nobodysHash = (cost: number): string =>
  storedHash(`$2b$${String(cost).padStart(2, "0")}$Dz4Nuqjlaqm6wf2an8zhy.Fdj5PvCG7aDeiS2uA8IO5/ReWG3gu.K`);
