import { CRC32C } from "@google-cloud/storage";
import { z } from "zod";
import { type Method, method, RpcError, serveGrpc } from "./grpc.ts";
import { PageRequest, page } from "./page.ts";
import {
  type Secret,
  type SecretStore,
  secretMessage,
  secretStore,
  versionMessage,
} from "./secrets/secret-store.ts";

export interface SecretsEmulatorOptions {
  host?: string;
  /** 0 or absent: a free one. */
  port?: number;
  /** Where secrets are kept across restarts, in a file that only its owner may read; absent: nowhere. */
  dataDir?: string;
  /** Whose project the seed belongs to. */
  projectId?: string;
  /** Secrets that exist from the first start; what was saved goes before it. */
  seed?: Readonly<Record<string, string>>;
}

const PAYLOAD_BYTES_MAX = 64 * 1024;
const PER_PAGE_MAX = 25_000;

/**
 * Secret Manager v1 over gRPC, after the protobuf reference of google.cloud.secretmanager.v1.
 * Not emulated: IAM, rotation, expiry, aliases other than `latest`, etags, UpdateSecret.
 */
export async function startSecretsEmulator(options: SecretsEmulatorOptions = {}) {
  const store = secretStore(options.dataDir);
  for (const [id, value] of Object.entries(options.seed ?? {})) {
    const name = `projects/${options.projectId ?? "demo-lyo"}/secrets/${id}`;
    if (!store.find(name)) store.addVersion(store.create(name, {}), Buffer.from(value));
  }
  const server = await serveGrpc({
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    client: "@google-cloud/secret-manager",
    service: "google.cloud.secretmanager.v1.SecretManagerService",
    methods: { ...secretMethods(store), ...versionMethods(store) },
  });
  return {
    host: server.host,
    stop: async () => {
      server.stop();
      store.save();
    },
  };
}

const Named = z.object({ name: z.string() });
const Listed = PageRequest.extend({ parent: z.string() });

const secretMethods = (store: SecretStore): Record<string, Method> => ({
  createSecret: method(
    z.object({
      parent: z.string().regex(/^projects\/[^/]+$/),
      secretId: z.string().regex(/^[\w-]{1,255}$/),
      secret: z.object({
        labels: z.record(z.string(), z.string()).default({}),
        replication: z.looseObject({}, "A secret needs a replication policy"),
      }),
    }),
    ({ parent, secretId, secret }) =>
      secretMessage(store.create(`${parent}/secrets/${secretId}`, secret.labels)),
  ),
  getSecret: method(Named, ({ name }) => secretMessage(store.secret(name))),
  listSecrets: method(Listed, (request) => {
    const secrets = store.secrets().filter((secret) => secret.name.startsWith(`${request.parent}/`));
    const found = page(secrets, { request, key: (secret) => secret.name, sizeMax: PER_PAGE_MAX });
    return {
      secrets: found.items.map(secretMessage),
      nextPageToken: found.nextPageToken,
      totalSize: secrets.length,
    };
  }),
  deleteSecret: method(Named, ({ name }) => {
    store.remove(store.secret(name));
    return {};
  }),
});

const versionMethods = (store: SecretStore): Record<string, Method> => ({
  addSecretVersion: method(
    z.object({
      parent: z.string(),
      payload: z.object({
        data: z.instanceof(Buffer).refine((data) => data.length <= PAYLOAD_BYTES_MAX, "At most 64 KiB"),
        dataCrc32c: z.number().optional(),
      }),
    }),
    ({ parent, payload: { data, dataCrc32c } }) => {
      if (dataCrc32c !== undefined && dataCrc32c !== crc32c(data)) {
        throw new RpcError("INVALID_ARGUMENT", "The payload's checksum does not match");
      }
      return versionMessage(store.addVersion(store.secret(parent), data));
    },
  ),
  getSecretVersion: method(Named, ({ name }) => versionMessage(store.version(name))),
  listSecretVersions: method(Listed, (request) => {
    const secret: Secret = store.secret(request.parent);
    const newestFirst = (version: { number: number }) =>
      String(Number.MAX_SAFE_INTEGER - version.number).padStart(16, "0");
    const found = page(secret.versions, { request, key: newestFirst, sizeMax: PER_PAGE_MAX });
    return {
      versions: found.items.map((version) => versionMessage({ secret, version })),
      nextPageToken: found.nextPageToken,
      totalSize: secret.versions.length,
    };
  }),
  accessSecretVersion: method(Named, ({ name }) => {
    const found = store.version(name);
    if (found.version.state !== "ENABLED") {
      throw new RpcError("FAILED_PRECONDITION", `The secret version is in state ${found.version.state}`);
    }
    const data = Buffer.from(found.version.data, "base64");
    return { name: versionMessage(found).name, payload: { data, dataCrc32c: crc32c(data) } };
  }),
  enableSecretVersion: method(Named, ({ name }) => versionMessage(store.setState(name, "ENABLED"))),
  disableSecretVersion: method(Named, ({ name }) => versionMessage(store.setState(name, "DISABLED"))),
  destroySecretVersion: method(Named, ({ name }) => versionMessage(store.setState(name, "DESTROYED"))),
});

/** Unsigned, as Secret Manager sends it. */
function crc32c(data: Buffer): number {
  const checksum = new CRC32C();
  checksum.update(data);
  return checksum.valueOf() >>> 0;
}
