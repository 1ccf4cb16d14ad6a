import type { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import type { z } from "zod";
import type { Config } from "../config.ts";
import { clientOptions } from "../grpc.ts";

/** Reads one secret's newest version, as JSON of the given shape. */
export type ReadSecret = <T>(name: string, schema: z.ZodType<T>) => Promise<T>;

/**
 * Secret Manager. Every secret is read again after `maxAgeMs`, so that a rotation reaches a running instance;
 * while that fails the value read before goes on serving.
 * @throws {Error} naming the secret, never its value, when it is missing or has another shape.
 */
export function secretManager(config: Config, maxAgeMs = 300_000): ReadSecret {
  let client: Promise<SecretManagerServiceClient> | undefined;
  const cache = new Map<string, { value: Promise<unknown>; until: number }>();
  const read = async (name: string): Promise<unknown> => {
    client ??= connect(config);
    const path = `projects/${config.projectId}/secrets/${name}/versions/latest`;
    const [version] = await (await client).accessSecretVersion({ name: path });
    return JSON.parse(Buffer.from(version.payload?.data ?? "").toString("utf8"));
  };
  return async (name, schema) => {
    const known = cache.get(name);
    if (!known || known.until < Date.now()) {
      const value = read(name).catch((cause: unknown) => {
        if (known) return known.value;
        cache.delete(name);
        throw new Error(`The secret ${name} cannot be read`, { cause });
      });
      cache.set(name, { value, until: Date.now() + maxAgeMs });
    }
    const parsed = schema.safeParse(await cache.get(name)?.value);
    if (!parsed.success) throw new Error(`The secret ${name} does not have the expected shape`);
    return parsed.data;
  };
}

async function connect(config: Config): Promise<SecretManagerServiceClient> {
  const { SecretManagerServiceClient } = await import("@google-cloud/secret-manager");
  return new SecretManagerServiceClient(await clientOptions(config.projectId, config.emulators.secrets));
}
