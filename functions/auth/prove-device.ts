import { timingSafeEqual } from "node:crypto";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import type { Credential } from "./credential.ts";
import { deviceProof, type PresentedDevice } from "./device.ts";
import { readKey } from "./read-key.ts";

interface DeviceOfAccount {
  readonly tid: string;
  readonly credential: Credential;
  readonly device: PresentedDevice | undefined;
}

/** What a device that has just signed in shows the next time; nothing for a client that named no device. */
export async function proveDevice(
  deps: { readSecret: ReadSecret },
  input: DeviceOfAccount,
): Promise<{ deviceProof?: string }> {
  const proof = await proofFor(deps, input);
  return proof === undefined ? {} : { deviceProof: proof };
}

/** Whether the device has signed in to the account before, and its password was not reset since. */
export async function isKnownDevice(
  deps: { readSecret: ReadSecret },
  input: DeviceOfAccount,
): Promise<boolean> {
  const presented = Buffer.from(input.device?.proof ?? "");
  const expected = Buffer.from((await proofFor(deps, input)) ?? "");
  return expected.length > 0 && presented.length === expected.length && timingSafeEqual(presented, expected);
}

async function proofFor(
  deps: { readSecret: ReadSecret },
  { tid, credential, device }: DeviceOfAccount,
): Promise<string | undefined> {
  if (!device) return undefined;
  const { userId, deviceEpoch: epoch } = credential;
  const key = await readKey(deps.readSecret, "device-proof-key");
  return deviceProof(key, { tid, userId, deviceId: device.id, epoch });
}
