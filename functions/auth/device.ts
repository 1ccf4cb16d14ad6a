import { createHmac } from "node:crypto";
import { z } from "zod";

const text = (max: number) => z.string().trim().min(1).max(max);

/** What a client says of the device it runs on; `id` is its own and lasts as long as its installation. */
export const Device = z
  .strictObject({
    id: text(200).meta({ example: "6f1f0c1e-5f0b-4c3b-9a53-0c8a3c1f4f3e" }),
    name: text(100).optional().meta({ example: "Ada's phone" }),
    platform: text(40).optional().meta({ example: "ios" }),
    model: text(100).optional(),
    appVersion: text(40).optional(),
  })
  .meta({ id: "Device" });
export type Device = z.infer<typeof Device>;

/** A device at sign-in, with the proof that it has signed in before. */
export const PresentedDevice = Device.extend({ proof: z.string().max(200).optional() }).meta({
  id: "PresentedDevice",
});
export type PresentedDevice = z.infer<typeof PresentedDevice>;

/** The device without its proof, which is for one sign-in only. */
export const describedDevice = ({ proof: _, ...device }: PresentedDevice): Device => device;

/**
 * Proves that a device signed in to an account before, so that failures elsewhere do not lock it out. A password
 * reset raises the account's epoch, which voids every proof.
 */
export const deviceProof = (
  key: Uint8Array,
  about: { tid: string; userId: string; deviceId: string; epoch: number },
): string =>
  createHmac("sha256", key)
    .update(JSON.stringify([about.tid, about.userId, about.deviceId, about.epoch]))
    .digest("base64url");
