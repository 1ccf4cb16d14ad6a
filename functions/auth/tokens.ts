import { z } from "zod";
import { SessionId } from "../shared/id.ts";

export const Tokens = z
  .strictObject({
    accessToken: z.string().meta({ description: "Sent as `Authorization: Bearer …`" }),
    refreshToken: z.string().meta({ description: "Good for one refresh" }),
    tokenType: z.literal("Bearer"),
    expiresIn: z.int().positive().meta({ description: "Seconds the access token lasts", example: 600 }),
    refreshExpiresIn: z
      .int()
      .nonnegative()
      .meta({ description: "Seconds the refresh token lasts", example: 2_592_000 }),
    sessionId: SessionId,
  })
  .meta({ id: "Tokens" });
export type Tokens = z.infer<typeof Tokens>;
