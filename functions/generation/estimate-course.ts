import type { GenerateCourse } from "../learning/contract.ts";
import { REPAIRS } from "../platform/inference/ask.ts";
import { DEADLINE_SECONDS } from "../tasks/track-task.ts";
import { type CheckDeps, checkRequest } from "./check-request.ts";
import { type Estimate, estimate, type Rates } from "./estimate.ts";
import { fitMaterial } from "./fit-material.ts";

export interface EstimateDeps extends CheckDeps {
  readonly rates: Rates;
}

/**
 * What `generateCourse` with the same request would come to. Nothing is written and no model is asked.
 * @throws {Problem} as `checkRequest`; and as the generation would end, with `sources-missing`.
 */
export async function estimateCourse(
  deps: EstimateDeps,
  { userId, request }: { userId: string; request: GenerateCourse },
): Promise<Estimate> {
  const asked = await checkRequest(deps, { userId, request });
  const { sourceIds } = request;
  const { brief, passages, notes } = await fitMaterial(deps, { userId, brief: asked, sourceIds });
  const { degraded } = deps.capability;
  const undertaking = { brief, passages, degraded, tries: 1 + REPAIRS, deadlineSeconds: DEADLINE_SECONDS };
  return { ...estimate(undertaking, deps.rates), lessonCount: brief.lessonCount, notes };
}
