import { z } from "zod";
import { RpcError } from "../grpc.ts";
import { toProto } from "../proto-time.ts";
import { snapshot } from "../snapshot.ts";

const Version = z.object({
  number: z.number(),
  state: z.enum(["ENABLED", "DISABLED", "DESTROYED"]),
  createdAt: z.number(),
  destroyedAt: z.number().optional(),
  /** Base64. */
  data: z.string(),
});
type Version = z.infer<typeof Version>;

/** A secret as it lives and as it lies on disk; times in milliseconds. Versions are never removed, only destroyed. */
const Secret = z.object({
  name: z.string(),
  createdAt: z.number(),
  labels: z.record(z.string(), z.string()),
  versions: z.array(Version),
});
export type Secret = z.infer<typeof Secret>;

/** A version together with the secret that names it. */
export interface FoundVersion {
  secret: Secret;
  version: Version;
}

export interface SecretStore {
  secrets(): Secret[];
  find(name: string): Secret | undefined;
  /** @throws {RpcError} NOT_FOUND */
  secret(name: string): Secret;
  /** @throws {RpcError} ALREADY_EXISTS */
  create(name: string, labels: Record<string, string>): Secret;
  remove(secret: Secret): void;
  addVersion(secret: Secret, data: Buffer): FoundVersion;
  /**
   * By number, or `latest`: the newest one, whatever its state.
   * @throws {RpcError} NOT_FOUND
   */
  version(name: string): FoundVersion;
  /** @throws {RpcError} FAILED_PRECONDITION once the version is destroyed. */
  setState(name: string, state: Version["state"]): FoundVersion;
  save(): void;
}

/** Opens the secrets saved in `dataDir`, or none. */
export function secretStore(dataDir: string | undefined): SecretStore {
  const secrets = new Map<string, Secret>();
  const file = snapshot({
    dataDir,
    name: "secrets.json",
    schema: z.array(Secret),
    state: () => [...secrets.values()],
  });
  for (const secret of file.read() ?? []) secrets.set(secret.name, secret);

  const secretNamed = (name: string): Secret => {
    const secret = secrets.get(name);
    if (!secret) throw new RpcError("NOT_FOUND", `Secret [${name}] not found or has no versions.`);
    return secret;
  };
  const versionNamed = (name: string): FoundVersion => {
    const [parent = "", id] = name.split("/versions/");
    const secret = secretNamed(parent);
    const version = id === "latest" ? secret.versions.at(-1) : secret.versions[Number(id) - 1];
    if (!version) throw new RpcError("NOT_FOUND", `Secret Version [${name}] not found.`);
    return { secret, version };
  };
  return {
    secrets: () => [...secrets.values()],
    find: (name) => secrets.get(name),
    secret: secretNamed,
    create: (name, labels) => {
      if (secrets.has(name)) throw new RpcError("ALREADY_EXISTS", `Secret [${name}] already exists.`);
      const secret = { name, createdAt: Date.now(), labels, versions: [] };
      secrets.set(name, secret);
      file.changed();
      return secret;
    },
    remove: (secret) => {
      secrets.delete(secret.name);
      file.changed();
    },
    addVersion: (secret, data) => {
      const version: Version = {
        number: secret.versions.length + 1,
        state: "ENABLED",
        createdAt: Date.now(),
        data: data.toString("base64"),
      };
      secret.versions.push(version);
      file.changed();
      return { secret, version };
    },
    version: versionNamed,
    setState: (name, state) => {
      const found = versionNamed(name);
      if (found.version.state === "DESTROYED") {
        throw new RpcError("FAILED_PRECONDITION", `Secret Version [${name}] is destroyed.`);
      }
      found.version.state = state;
      if (state === "DESTROYED") Object.assign(found.version, { data: "", destroyedAt: Date.now() });
      file.changed();
      return found;
    },
    save: file.save,
  };
}

/** google.cloud.secretmanager.v1.Secret */
export const secretMessage = (secret: Secret) => ({
  name: secret.name,
  createTime: toProto(secret.createdAt),
  labels: secret.labels,
  replication: { automatic: {} },
});

/** google.cloud.secretmanager.v1.SecretVersion, which never carries the payload. */
export const versionMessage = ({ secret, version }: FoundVersion) => ({
  name: `${secret.name}/versions/${version.number}`,
  state: version.state,
  createTime: toProto(version.createdAt),
  ...(version.destroyedAt !== undefined && { destroyTime: toProto(version.destroyedAt) }),
});
