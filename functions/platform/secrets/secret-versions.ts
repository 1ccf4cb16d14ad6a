import type { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import type { Config } from "../config.ts";
import { clientOptions } from "../grpc.ts";

/** A secret's newest version, for those who write the next one. */
export interface SecretVersions {
  latest(name: string): Promise<{ value: unknown; version: number }>;
  /** @returns the new version's number: one more than the latest, unless somebody else has added one. */
  add(name: string, value: unknown): Promise<number>;
}

export function secretVersions(config: {
  readonly projectId: string;
  readonly emulators: Pick<Config["emulators"], "secrets">;
}): SecretVersions {
  let client: Promise<SecretManagerServiceClient> | undefined;
  const connected = (): Promise<SecretManagerServiceClient> => {
    client ??= connect(config.projectId, config.emulators.secrets);
    return client;
  };
  const path = (name: string) => `projects/${config.projectId}/secrets/${name}`;
  return {
    latest: async (name) => {
      const [found] = await (await connected()).accessSecretVersion({
        name: `${path(name)}/versions/latest`,
      });
      const text = Buffer.from(found.payload?.data ?? "").toString("utf8");
      return { value: JSON.parse(text), version: numberOf(found.name) };
    },
    add: async (name, value) => {
      const payload = { data: Buffer.from(JSON.stringify(value)) };
      const [added] = await (await connected()).addSecretVersion({ parent: path(name), payload });
      return numberOf(added.name);
    },
  };
}

const numberOf = (name: string | null | undefined): number =>
  Number(/(?<=\/versions\/)\d+$/.exec(name ?? "")?.[0]);

async function connect(projectId: string, emulator: string | undefined) {
  const { SecretManagerServiceClient } = await import("@google-cloud/secret-manager");
  return new SecretManagerServiceClient(await clientOptions(projectId, emulator));
}
