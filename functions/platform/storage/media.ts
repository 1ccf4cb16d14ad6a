import type { Bucket, Storage } from "@google-cloud/storage";
import type { Config } from "../config.ts";

/** A place that a client may upload to, once. */
export interface Upload {
  readonly uploadUrl: string;
  /** Headers the upload has to carry: they are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploadRequest {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly expiresAt: Date;
}

/** What an object is found to be. */
export interface Found {
  readonly size: number;
  readonly contentType: string;
  /** Its first bytes. */
  readonly head: Uint8Array;
  readonly generation: string;
}

/** The bucket of what users upload and everybody may see. */
export interface Media {
  /** A signed URL (V4) that takes a PUT of exactly this type and size. */
  uploadUrl(request: UploadRequest): Promise<Upload>;
  find(name: string): Promise<Found | undefined>;
  /** Copies the very object that was looked at; the URL it was uploaded by cannot change the copy. */
  copy(from: { name: string; generation: string }, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Where anybody reads an object that is public. */
  publicUrl(name: string): string;
}

const HEAD_BYTES = 16;

/** Cloud Storage; the SDK is loaded at the first use and finds its emulator by STORAGE_EMULATOR_HOST. */
export function cloudMedia(config: Pick<Config, "projectId" | "emulators" | "settings">): Media {
  const name = config.settings.buckets.media;
  let bucket: Promise<Bucket> | undefined;
  const connected = (): Promise<Bucket> => {
    bucket ??= connect(config).then((storage) => storage.bucket(name));
    return bucket;
  };
  return {
    uploadUrl: async ({ name: object, contentType, size, expiresAt }) => {
      const headers = { "x-goog-content-length-range": `${size},${size}` };
      const [uploadUrl] = await (await connected()).file(object).getSignedUrl({
        version: "v4",
        action: "write",
        expires: expiresAt,
        contentType,
        extensionHeaders: headers,
      });
      return { uploadUrl, headers: { "content-type": contentType, ...headers } };
    },
    find: async (object) => {
      const file = (await connected()).file(object);
      try {
        const [metadata] = await file.getMetadata();
        const [head] = await file.download({ start: 0, end: HEAD_BYTES - 1, validation: false });
        const { size = 0, contentType = "", generation = "" } = metadata;
        return { size: Number(size), contentType, head, generation: String(generation) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    copy: async (from, to) => {
      const files = await connected();
      await files.file(from.name, { generation: from.generation }).copy(files.file(to));
    },
    remove: async (object) => {
      await (await connected()).file(object).delete({ ignoreNotFound: true });
    },
    publicUrl: (object) =>
      `${config.emulators.storage ?? "https://storage.googleapis.com"}/${name}/${object.split("/").map(encodeURIComponent).join("/")}`,
  };
}

async function connect({ projectId, emulators }: Pick<Config, "projectId" | "emulators">): Promise<Storage> {
  const { Storage } = await import("@google-cloud/storage");
  if (emulators.storage === undefined) return new Storage({ projectId });
  // The emulator checks no signature, but the client needs a key to make one; a service account's signs in production.
  const [{ GoogleAuth }, { generateKeyPairSync }] = await Promise.all([
    import("google-auth-library"),
    import("node:crypto"),
  ]);
  const authClient = new GoogleAuth();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  authClient.jsonContent = {
    type: "service_account",
    client_email: `signer@${projectId}.iam.gserviceaccount.com`,
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  return new Storage({ projectId, apiEndpoint: emulators.storage, authClient });
}

const isMissing = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === 404;
