import { createHmac } from "node:crypto";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { z } from "zod";
import { Problem } from "../shared/problem.ts";

/** A password as it is sent: longer than any may be, so that a long one is told so and no other limit. */
export const Password = z.string().max(2000).meta({ format: "password", example: "paper boats in the rain" });

const SHORTEST = 8;
const LONGEST = 256;

/** The form in which a password is checked and hashed (NIST SP 800-63B-4 § 3.1.1.2: NFKC, nothing cut off). */
export const normalisePassword = (password: string): string => password.normalize("NFKC");

/**
 * Refuses a password somebody would guess first. Length counts code points; there are no rules of composition.
 * `pointer` says where in the body it stood.
 * @throws {Problem} `weak-password`, with what would make it stronger.
 */
export async function checkPassword(
  password: string,
  about: { email: string | null; displayName: string },
  pointer = "#/password",
): Promise<void> {
  const weakness = await weaknessOf(normalisePassword(password), about);
  if (weakness)
    throw new Problem("weak-password", `The password ${weakness}.`, {
      errors: [{ pointer, detail: weakness }],
    });
}

async function weaknessOf(
  password: string,
  about: { email: string | null; displayName: string },
): Promise<string | undefined> {
  const characters = [...password];
  if (characters.length < SHORTEST || characters.length > LONGEST)
    return `must have ${SHORTEST} to ${LONGEST} characters`;
  const name = about.displayName.toLowerCase();
  const personal = about.email === null ? [name] : [about.email, about.email.replace(/@.*$/, ""), name];
  if (personal.includes(password.toLowerCase())) return "must not be your name or e-mail address";
  const zxcvbn = await guesser();
  const judged = characters.slice(0, JUDGED).join("");
  const { score, feedback } = zxcvbn.check(judged, [...personal, ...name.split(" "), "lyo"]);
  if (score >= SCORE_ENOUGH) return undefined;
  const advice = [feedback.warning, ...feedback.suggestions].filter(Boolean).join(" ");
  return `is easy to guess. ${advice}`.replace(/\.? *$/, "");
}

/** More than 10^6 guesses: far beyond what the limits on sign-in let anybody try. */
const SCORE_ENOUGH = 2;
/** What is strong so far stays strong; the work grows faster than the length (one second for 256 characters). */
const JUDGED = 32;

let made: Promise<ZxcvbnFactory> | undefined;

/** Loads the dictionaries at the first password that is chosen: it takes 0.3 s, and no other call needs them. */
function guesser(): Promise<ZxcvbnFactory> {
  made ??= Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]).then(
    ([core, common, english]) =>
      new core.ZxcvbnFactory({
        dictionary: { ...common.dictionary, ...english.dictionary },
        graphs: common.adjacencyGraphs,
        translations: english.translations,
      }),
  );
  return made;
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
