import { z } from "zod";
import { Block } from "./block.ts";

/** What becomes of one block. */
export const BlockDifference = z
  .strictObject({
    blockId: z.uuid(),
    change: z.enum(["added", "removed", "replaced", "kept", "moved"]),
    /** As it is; absent for one that is added. */
    before: Block.optional(),
    /** As it would be; absent for one that is removed. */
    after: Block.optional(),
  })
  .meta({ id: "BlockDifference" });
export type BlockDifference = z.infer<typeof BlockDifference>;

/**
 * What changes between two states of a lesson, block by block, told apart by their ids: in the order they would have,
 * with what is removed where it stands now. As few as possible count as moved.
 */
export function differenceOf(before: readonly Block[], after: readonly Block[]): BlockDifference[] {
  const old = new Map(before.map((block) => [block.id, block]));
  const present = new Set(after.map(({ id }) => id));
  const still = inOrder(before, after);
  const same = after.filter((block) => sameContent(old.get(block.id), block));
  const kept = inOrder(before, same);
  const gone = Map.groupBy(
    before.filter(({ id }) => !present.has(id)),
    ({ id }) => survivorBefore(before, id, still),
  );
  const removed = (anchor: string | undefined): BlockDifference[] =>
    (gone.get(anchor) ?? []).map((block) => ({ blockId: block.id, change: "removed", before: block }));
  const rest = after.flatMap((block): BlockDifference[] => {
    const was = old.get(block.id);
    const own: BlockDifference = was
      ? { blockId: block.id, change: changeOf(was, block, kept), before: was, after: block }
      : { blockId: block.id, change: "added", after: block };
    return [own, ...removed(block.id)];
  });
  return [...removed(undefined), ...rest];
}

function changeOf(before: Block, after: Block, kept: ReadonlySet<string>): BlockDifference["change"] {
  if (!sameContent(before, after)) return "replaced";
  return kept.has(after.id) ? "kept" : "moved";
}

/** Whether two blocks are the same, their ids included. Members may stand in any order. */
const sameContent = (a: Block | undefined, b: Block): boolean => ordered(a) === ordered(b);

const ordered = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** The last block that stays in its place before one that goes. */
function survivorBefore(
  before: readonly Block[],
  id: string,
  still: ReadonlySet<string>,
): string | undefined {
  const at = before.findIndex((block) => block.id === id);
  return before.slice(0, at).findLast((block) => still.has(block.id))?.id;
}

/** The most blocks of both that stand in the same order: the longest increasing subsequence of their old places. */
function inOrder(before: readonly Block[], after: readonly Block[]): Set<string> {
  const places = new Map(before.map(({ id }, place) => [id, place]));
  const common = after.filter(({ id }) => places.has(id));
  /** For each block the longest run that ends with it. */
  const runs: string[][] = [];
  for (const [index, { id }] of common.entries()) {
    const place = places.get(id) ?? 0;
    const earlier = common
      .slice(0, index)
      .map((other, at) => ((places.get(other.id) ?? 0) < place ? (runs[at] ?? []) : []));
    const longest = earlier.reduce((best, run) => (run.length > best.length ? run : best), []);
    runs.push([...longest, id]);
  }
  return new Set(runs.reduce((best, run) => (run.length > best.length ? run : best), []));
}
