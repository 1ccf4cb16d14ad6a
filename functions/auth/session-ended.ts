import { Problem } from "../shared/problem.ts";
import type { EndReason } from "./session.ts";

/** The refusal of whatever belongs to a session that is over. */
export const sessionEnded = (reason: EndReason): Problem =>
  new Problem("session-ended", "The session has ended. Sign in again.", { members: { reason } });
