import type { Bucket as CloudBucket } from "@google-cloud/storage";

/** One bucket of Cloud Storage, as far as we use it; objects are text. */
export interface Bucket {
  /** Writes an object unless there is one of that name. @returns whether it was written. */
  create(name: string, content: string): Promise<boolean>;
  read(name: string): Promise<string>;
  /** The names that begin with `prefix`, in order. */
  list(prefix: string): Promise<string[]>;
  /** Deletes every object whose name begins with `prefix`. @returns how many there were. */
  clear(prefix: string): Promise<number>;
}

/** A bucket by its name; the SDK is loaded at the first use and finds its emulator by STORAGE_EMULATOR_HOST. */
export function cloudStorage(projectId: string, name: string): Bucket {
  let bucket: Promise<CloudBucket> | undefined;
  const connect = async (): Promise<CloudBucket> => {
    const { Storage } = await import("@google-cloud/storage");
    return new Storage({ projectId }).bucket(name);
  };
  const connected = (): Promise<CloudBucket> => {
    bucket ??= connect();
    return bucket;
  };
  return {
    create: async (object, content) => {
      const file = (await connected()).file(object);
      // Generation 0 is that of an object which is not there.
      const options = { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } };
      try {
        await file.save(content, { ...options, contentType: "application/json" });
        return true;
      } catch (error) {
        if (isTaken(error)) return false;
        throw error;
      }
    },
    read: async (object) => (await (await connected()).file(object).download())[0].toString("utf8"),
    list: async (prefix) => {
      const [files] = await (await connected()).getFiles({ prefix });
      return files.map((file) => file.name).sort();
    },
    clear: async (prefix) => {
      const [files] = await (await connected()).getFiles({ prefix });
      for (const file of files) await file.delete({ ignoreNotFound: true });
      return files.length;
    },
  };
}

const isTaken = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === 412;
