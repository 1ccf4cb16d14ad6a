import { checkOwnPassword, type OwnPasswordDeps } from "../auth/check-own-password.ts";
import { readKey } from "../auth/read-key.ts";
import { tombstoneId } from "../platform/firestore/machinery.ts";
import type { Caller, Origin } from "../shared/caller.ts";
import { type BeginErasureDeps, beginErasure } from "./begin-erasure.ts";
import { statusToken } from "./erasure.ts";
import type { ErasureAccepted } from "./erasure-contract.ts";

/**
 * Erases the caller's account, at once for everybody and then from every place. Asking twice is answered with the
 * same erasure.
 * @throws {Problem} `invalid-credentials`; `account-locked`; `fresh-authentication-required`.
 */
export async function requestErasure(
  deps: BeginErasureDeps & OwnPasswordDeps,
  input: { caller: Caller; password: string | undefined; origin: Origin },
): Promise<ErasureAccepted> {
  const { userId, sessionId } = input.caller;
  const begun = await answerFor(deps, userId);
  if (begun) return begun;
  const right = await checkOwnPassword(deps, input);
  const beginning = { userId, sessionId, origin: input.origin, ...(right && { also: right.forget }) };
  await beginErasure(deps, beginning).catch(async (error: unknown) => {
    // The second of two taps at once finds the mark, and nobody who could be shut out.
    if (!(await answerFor(deps, userId))) throw error;
  });
  const answer = await answerFor(deps, userId);
  if (!answer) throw new Error("an erasure was begun and left no mark");
  return answer;
}

async function answerFor(deps: BeginErasureDeps, userId: string): Promise<ErasureAccepted | undefined> {
  const mark = await deps.tombstones.get(tombstoneId(deps.tid, userId));
  if (!mark) return undefined;
  const key = await readKey(deps.readSecret, "one-time-token-key");
  return { taskId: mark.erasureId, statusToken: statusToken(key, deps.tid, mark.erasureId) };
}
