import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bucket, Storage } from "@google-cloud/storage";
import { GoogleAuth } from "google-auth-library";
import { startStorageEmulator } from "../../infra/local/storage-emulator.ts";

// There is no metadata server to ask for credentials, and looking for one takes time.
process.env.METADATA_SERVER_DETECTION ??= "none";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The client signs URLs with this; the emulator does not look at the signature. */
const authClient = new GoogleAuth();
// Not by the constructor's option of the same meaning, which prints that it is deprecated.
authClient.jsonContent = {
  type: "service_account",
  client_email: "signer@demo-lyo.iam.gserviceaccount.com",
  private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
};

export function storageClient(host: string): Storage {
  const retryOptions = { autoRetry: false };
  return new Storage({ projectId: "demo-lyo", apiEndpoint: `http://${host}`, authClient, retryOptions });
}

/** A Cloud Storage emulator on a directory of its own, and the real client connected to it. */
export async function startStorageBench() {
  const dataDir = mkdtempSync(join(tmpdir(), "storage-"));
  let emulator = await startStorageEmulator({ dataDir });
  let storage = storageClient(emulator.host);
  let buckets = 0;
  return {
    host: () => emulator.host,
    storage: () => storage,
    /** A new, empty bucket. */
    bucket: async (): Promise<Bucket> => {
      buckets += 1;
      const [bucket] = await storage.createBucket(`lyo-test-${buckets}`);
      return bucket;
    },
    restart: async (): Promise<void> => {
      await emulator.stop();
      emulator = await startStorageEmulator({ dataDir });
      storage = storageClient(emulator.host);
    },
    stop: async (): Promise<void> => {
      await emulator.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}
