import type { ReadSecret } from "../platform/secrets/secrets.ts";
import { type KeyName, SymmetricKey } from "./key.ts";

/** A symmetric key from Secret Manager. */
export async function readKey(readSecret: ReadSecret, name: KeyName): Promise<Uint8Array> {
  return Buffer.from((await readSecret(name, SymmetricKey)).key, "base64");
}
