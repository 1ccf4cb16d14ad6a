import { hash, verify } from "@node-rs/bcrypt";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import { nobodysHash, preHash, readHash, storedHash } from "./password.ts";
import { readKey } from "./read-key.ts";

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes the same time without a hash to check against, and then matches nothing. */
  matches(password: string, stored: string | undefined): Promise<boolean>;
  /** The hash was made with less work than is asked for today. */
  isOutdated(stored: string): boolean;
}

/** bcrypt over a keyed pre-hash, on the thread pool: 2^`cost` rounds. */
export function passwordHasher(deps: { readSecret: ReadSecret; cost: number }): PasswordHasher {
  const { cost } = deps;
  const input = async (password: string) =>
    preHash(await readKey(deps.readSecret, "password-pepper"), password);
  return {
    hash: async (password) => storedHash(await hash(await input(password), { cost })),
    matches: async (password, stored) => {
      const { bcryptHash } = readHash(stored ?? nobodysHash(cost));
      const matches = await verify(await input(password), bcryptHash);
      return matches && stored !== undefined;
    },
    isOutdated: (stored) => readHash(stored).cost < cost,
  };
}
