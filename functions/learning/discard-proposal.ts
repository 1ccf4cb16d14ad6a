import type { Database } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { Problem } from "../shared/problem.ts";
import { ownProposal, type ProposalDeps, type ProposalName } from "./find-proposal.ts";

/** Removes a proposal with what it holds. @throws {Problem} `conflict` while it is written. */
export async function discardProposal(
  deps: ProposalDeps & { transact: Transact; db: Pick<Database, "recursiveDelete"> },
  input: ProposalName,
): Promise<void> {
  const proposals = deps.proposals.proposals(input.courseId);
  // It goes first: without it, no job that comes late and no second tap on “accept” finds anything to do.
  await deps.transact(async ({ tx }) => {
    const { status } = await ownProposal(deps, input, tx);
    if (status === "writing")
      throw new Problem("conflict", "The proposal is being written. Cancel its task first.", {
        retryAfterSeconds: 5,
      });
    proposals.remove(tx, input.taskId);
  });
  await deps.db.recursiveDelete(proposals.ref(input.taskId));
}
