import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "#functions/learning/block";
import { differenceOf } from "#functions/learning/difference";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const text = (n: number, markdown = `Text ${n}`): Block => ({ id: id(n), type: "text", markdown });
const told = (before: Block[], after: Block[]) =>
  differenceOf(before, after).map(({ blockId, change }) => `${change} ${Number(blockId.slice(-12))}`);

describe("differenceOf", () => {
  it.each([
    ["nothing", [1, 2], [1, 2], ["kept 1", "kept 2"]],
    ["one more", [1, 2], [1, 3, 2], ["kept 1", "added 3", "kept 2"]],
    ["one less, where it stood", [1, 2, 3], [1, 3], ["kept 1", "removed 2", "kept 3"]],
    ["the first gone", [1, 2], [2], ["removed 1", "kept 2"]],
    ["one moved, not the rest", [1, 2, 3, 4], [4, 1, 2, 3], ["moved 4", "kept 1", "kept 2", "kept 3"]],
    ["all new", [1], [2], ["removed 1", "added 2"]],
    ["a lesson that was empty", [], [1], ["added 1"]],
  ])("tells %s", (_, before, after, expected) => {
    expect(
      told(
        before.map((n) => text(n)),
        after.map((n) => text(n)),
      ),
    ).toEqual(expected);
  });

  it("tells a block that says something else, in whatever place, with both", () => {
    expect(told([text(1), text(2)], [text(2, "Other"), text(1)])).toEqual(["replaced 2", "kept 1"]);
    expect(differenceOf([text(1)], [text(1, "Other")])).toEqual([
      { blockId: id(1), change: "replaced", before: text(1), after: text(1, "Other") },
    ]);
  });

  it("takes members in another order for the same", () => {
    const turned: Block = { markdown: "Text 1", type: "text", id: id(1) };
    expect(told([text(1)], [turned])).toEqual(["kept 1"]);
  });

  it("holds everything of both states, once, whatever became of it", () => {
    const blocks = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 });
    fc.assert(
      fc.property(blocks, blocks, fc.integer({ min: 1, max: 9 }), (old, made, other) => {
        const before = old.map((n) => text(n));
        const after = made.map((n) => text(n, n === other ? "Other" : `Text ${n}`));
        const all = differenceOf(before, after);
        expect(all.flatMap((each) => each.after ?? [])).toEqual(after);
        expect(new Set(all.flatMap((each) => each.before ?? []))).toEqual(new Set(before));
        expect(new Set(all.map(({ blockId }) => blockId)).size).toBe(all.length);
        const kept = all.filter(({ change }) => change === "kept").map(({ blockId }) => blockId);
        const places = kept.map((blockId) => before.findIndex((block) => block.id === blockId));
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
    );
  });
});
