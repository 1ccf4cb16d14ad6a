import { Problem } from "../shared/problem.ts";
import type { CheckDeps } from "./check-request.ts";
import type { Brief, Passage } from "./draft.ts";
import { findSources, gatherPassages } from "./gather-passages.ts";
import { mostLessons, wordsIn } from "./outline.ts";

interface Material {
  /** With as many lessons as there is material for. */
  readonly brief: Brief;
  readonly sourceIds: string[];
  readonly passages: Passage[];
  readonly notes: string[];
}

/**
 * What a course is written from, and how much of what was asked for that allows.
 * @throws {Problem} `sources-missing` when the model needs material and there is none, or too little.
 */
export async function fitMaterial(
  deps: CheckDeps,
  asked: { userId: string; brief: Brief; sourceIds: string[] },
): Promise<Material> {
  const { userId, brief } = asked;
  const { knows, minimumWords } = deps.capability;
  const sourceIds =
    asked.sourceIds.length > 0
      ? asked.sourceIds
      : (await findSources(deps, { userId, topic: brief.topic, required: !knows })).map(({ id }) => id);
  const passages = await gatherPassages(deps, sourceIds);
  return { ...fitted(brief, passages, minimumWords), sourceIds, passages };
}

/** The brief as the material allows it: at most one lesson for every 150 words. */
function fitted(
  brief: Brief,
  passages: readonly Passage[],
  minimumWords: number,
): Pick<Material, "brief" | "notes"> {
  if (passages.length === 0) return { brief, notes: [] };
  const words = wordsIn(passages);
  if (words < minimumWords)
    throw new Problem(
      "sources-missing",
      `The material has ${words} words; a course needs at least ${minimumWords}.`,
    );
  const most = mostLessons(words);
  if (brief.lessonCount <= most) return { brief, notes: [] };
  return {
    brief: { ...brief, lessonCount: most },
    notes: [`${words} words of material are enough for ${most} lessons, not for ${brief.lessonCount}.`],
  };
}
