import { z } from "zod";
import { BlockDifference, differenceOf } from "./difference.ts";
import { Lesson } from "./lesson.ts";

const StoredStatus = z.enum(["writing", "ready", "failed", "accepted", "discarded"]);

/** `stale`: a lesson it is about has been edited since, so that it cannot be accepted any more. */
export const ProposalStatus = z.enum([...StoredStatus.options, "stale"]);

/** A lesson that is to be rewritten, as a whole or in some of its blocks. */
export const Target = z.strictObject({
  lessonId: z.uuid(),
  /** The lesson's version that the proposal is made from. */
  version: z.int().positive(),
  /** Its blocks that are rewritten; none for the whole lesson. */
  blockIds: z.array(z.uuid()),
});
export type Target = z.infer<typeof Target>;

const fields = {
  taskId: z.uuid(),
  courseId: z.uuid(),
  /** The course's version that it is made from. */
  baseVersion: z.int().positive(),
  /** What was asked of it. */
  instruction: z.string().optional(),
  /** What its author should know, e.g. that a block could not be written in another way. */
  notes: z.array(z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

/** A proposal as stored: its lessons and their answer keys are beside it. */
export const StoredProposal = z.strictObject({
  ...fields,
  status: StoredStatus,
  targets: z.array(Target),
});
export type StoredProposal = z.infer<typeof StoredProposal>;

export const LessonDifference = z
  .strictObject({
    lessonId: z.uuid(),
    before: Lesson,
    after: Lesson,
    blocks: z.array(BlockDifference),
  })
  .meta({ id: "LessonDifference" });

/** What a regeneration would change, before it changes anything. What is right in it is not shown. */
export const Proposal = z
  .strictObject({
    ...fields,
    status: ProposalStatus,
    /** Lesson by lesson, those that are written. */
    changes: z.array(LessonDifference),
  })
  .meta({ id: "Proposal" });
export type Proposal = z.infer<typeof Proposal>;

interface Written {
  readonly before: ReadonlyMap<string, Lesson>;
  readonly after: ReadonlyMap<string, Lesson>;
  /** The lessons as they are now. */
  readonly present: readonly Lesson[];
}

/** A proposal as its author sees it. */
export function shownProposal(
  { targets, ...proposal }: StoredProposal,
  { before, after, present }: Written,
): Proposal {
  const isStale = proposal.status === "ready" && staleTargets(targets, present).length > 0;
  const changes = targets.flatMap(({ lessonId }) => {
    const [was, will] = [before.get(lessonId), after.get(lessonId)];
    return was && will
      ? [{ lessonId, before: was, after: will, blocks: differenceOf(was.blocks, will.blocks) }]
      : [];
  });
  return { ...proposal, status: isStale ? "stale" : proposal.status, changes };
}

/** The targets whose lesson is not any more what the proposal was made from. */
export const staleTargets = (targets: readonly Target[], present: readonly Lesson[]): Target[] => {
  const versions = new Map(present.map(({ id, version }) => [id, version]));
  return targets.filter(({ lessonId, version }) => versions.get(lessonId) !== version);
};
