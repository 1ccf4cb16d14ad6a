import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Credential } from "./credential.ts";
import { deviceProof, type PresentedDevice } from "./device.ts";
import { readKey } from "./read-key.ts";

/** What a device that has just signed in shows the next time; nothing for a client that named no device. */
export async function proveDevice(
  deps: { readSecret: ReadSecret },
  input: { tid: string; credential: Credential; device: PresentedDevice | undefined },
): Promise<{ deviceProof?: string }> {
  const { tid, credential, device } = input;
  if (!device) return {};
  const { userId, deviceEpoch: epoch } = credential;
  const key = await readKey(deps.readSecret, "device-proof-key");
  return { deviceProof: deviceProof(key, { tid, userId, deviceId: device.id, epoch }) };
}
