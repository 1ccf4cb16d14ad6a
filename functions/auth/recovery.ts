import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";

/** Letters and digits that nobody takes for one another. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const LETTERS = 12;
const CODES = 10;

/** A recovery code as people type it. */
export const RecoveryCode = z.string().max(40).meta({ example: "k7mp-x2ab-9dqr" });

/** Ten codes of more than 59 bits each, shown once. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, newRecoveryCode);

function newRecoveryCode(): string {
  let letters = "";
  while (letters.length < LETTERS)
    // A byte beyond the last whole multiple of the alphabet would make its first letters likelier.
    for (const byte of randomBytes(LETTERS))
      if (byte < 256 - (256 % ALPHABET.length) && letters.length < LETTERS)
        letters += ALPHABET[byte % ALPHABET.length] ?? "";
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/** What is stored of a code: a keyed hash, the same however it is typed, and another for every user. */
export const recoveryCodeHash = (key: Uint8Array, owner: string, code: string): string =>
  createHmac("sha256", key)
    .update(JSON.stringify([owner, code.toLowerCase().replace(/[^a-z0-9]/g, "")]))
    .digest("base64url");
