import type { Storage } from "@google-cloud/storage";
import type { Config } from "../config.ts";

/** Cloud Storage by a client that signs URLs; the SDK is loaded at the first use. */
export async function storageClient({
  projectId,
  emulators,
}: Pick<Config, "projectId" | "emulators">): Promise<Storage> {
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
