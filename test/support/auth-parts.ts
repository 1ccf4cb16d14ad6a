import { newSecrets } from "#functions/auth/new-secrets";
import type { ReadSecret } from "#functions/platform/secrets/secrets";

/** Secrets in memory: what the functions read is parsed as Secret Manager's would be. */
export async function memorySecrets(): Promise<{ values: Record<string, unknown>; read: ReadSecret }> {
  const values: Record<string, unknown> = await newSecrets();
  return { values, read: async (name, schema) => schema.parse(values[name]) };
}

/** A clock that stands still until it is told. */
export function manualClock(start = new Date()) {
  let now = start.getTime();
  return {
    clock: () => new Date(now),
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}
