import { readKey } from "../auth/read-key.ts";
import type { ReadSecret } from "../platform/secrets/secrets.ts";
import { Problem } from "../shared/problem.ts";
import { isStatusToken, statusToken } from "./erasure.ts";
import type { ShownErasure } from "./erasure-contract.ts";
import type { ErasureStore } from "./erasure-store.ts";

const NOTE =
  "Backups and point-in-time recovery of the database keep what they hold for their stated time. The audit log keeps what was done, and can no longer say by whom.";

/** How an erasure is going, for whoever has its status token. @throws {Problem} `resource-not-found` for anybody else. */
export async function findErasure(
  deps: { tid: string; readSecret: ReadSecret; erasures: ErasureStore },
  input: { taskId: string; token: string | undefined },
): Promise<ShownErasure> {
  const key = await readKey(deps.readSecret, "one-time-token-key");
  const isTheirs = isStatusToken(input.token, statusToken(key, deps.tid, input.taskId));
  const erasure = isTheirs ? await deps.erasures.get(input.taskId) : undefined;
  if (!erasure) throw new Problem("resource-not-found", "There is no such erasure.");
  const { expireAt: _, ...shown } = erasure;
  return { ...shown, note: NOTE };
}
