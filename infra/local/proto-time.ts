import { z } from "zod";

/** google.protobuf.Timestamp or Duration on the wire, milliseconds in the program. */
export const Milliseconds = z
  .object({ seconds: z.number().default(0), nanos: z.number().default(0) })
  .transform(({ seconds, nanos }) => seconds * 1000 + nanos / 1e6);

export const toProto = (ms: number) => {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) };
};
