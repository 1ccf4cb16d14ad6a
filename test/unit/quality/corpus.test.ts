import { describe, expect, it } from "vitest";
import { ITEM_RULES } from "#functions/quality/rules/item-rules";
import {
  confusionOf,
  countRules,
  HALVES,
  precisionOf,
  readHalf,
  recallOf,
} from "../../../scripts/eval/count-rules.ts";
import type { LabelledItem } from "../../../scripts/eval/labelled-item.ts";
import { BAR } from "../../../scripts/eval/rule-table.ts";

const labelled = (id: string, flaws: string[], language = "en"): LabelledItem => ({
  ...{ id, subject: "any", language, flaws, near: [] },
  item: { kind: "single", stem: "Which?", options: [], accepted: [] },
});

describe("the labelled questions", () => {
  it("are known by ids of their own, and by rules that there are", async () => {
    const all = (await Promise.all(HALVES.map(readHalf))).flat();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const rules = new Set(ITEM_RULES.map(({ name }) => name));
    for (const { id, flaws, near } of all)
      for (const rule of [...flaws, ...near]) expect(rules, id).toContain(rule);
  });

  it("are no question twice, in the half set aside least of all", async () => {
    const stems = (await Promise.all(HALVES.map(readHalf)))
      .flat()
      .map(({ item, language }) =>
        `${language} ${item.stem} ${item.options.map(({ text }) => text).join()}`.toLowerCase(),
      );
    expect(new Set(stems).size).toBe(stems.length);
  });

  // Three of a kind would be found by luck: with twelve, one miss shows.
  it.each(HALVES)(
    "of the half %s break every rule often, nearly break it, and many break none",
    async (half) => {
      const items = await readHalf(half);
      expect(items.length).toBeGreaterThanOrEqual(300);
      for (const { name } of ITEM_RULES) {
        expect(items.filter(({ flaws }) => flaws.includes(name)).length, name).toBeGreaterThanOrEqual(12);
        expect(items.filter(({ near }) => near.includes(name)).length, name).toBeGreaterThanOrEqual(4);
      }
      expect(items.filter(({ flaws }) => flaws.length === 0).length).toBeGreaterThanOrEqual(100);
    },
  );

  it("nearly break no rule that they break", async () => {
    for (const { id, flaws, near } of (await Promise.all(HALVES.map(readHalf))).flat())
      expect(
        near.filter((rule) => flaws.includes(rule)),
        id,
      ).toEqual([]);
  });

  it("of the tuned half are judged as they are labelled", async () => {
    const { counts } = countRules(await readHalf("tuned"));
    for (const count of counts)
      expect([precisionOf(count) >= BAR, recallOf(count) >= BAR], count.rule).toEqual([true, true]);
  });
});

describe("counting", () => {
  const items = [
    labelled("both", ["longest-key"]),
    labelled("missed", ["longest-key"]),
    labelled("wrong", []),
    labelled("none", []),
    labelled("german", ["grammatical-cue"], "de"),
  ];
  const find = ({ id }: LabelledItem) => (id === "both" || id === "wrong" ? ["longest-key"] : []);

  it("tells hits from false alarms and misses, and asks no rule without words of the language", () => {
    const { counts, misjudged } = countRules(items, find);
    expect(counts.find(({ rule }) => rule === "longest-key")).toEqual({
      ...{ rule: "longest-key", truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 2 },
    });
    expect(counts.find(({ rule }) => rule === "grammatical-cue")).toMatchObject({ falseNegatives: 0 });
    expect(misjudged.map(({ id }) => id)).toEqual(["missed", "wrong", "german"]);
  });

  it("has no precision below 1 where nothing was found, nor recall where nothing was to be", () => {
    const none = { rule: "r", truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 9 };
    expect([precisionOf(none), recallOf(none)]).toEqual([1, 1]);
    expect(precisionOf({ ...none, truePositives: 3, falsePositives: 1 })).toBe(0.75);
    expect(recallOf({ ...none, truePositives: 1, falseNegatives: 1 })).toBe(0.5);
  });

  it("tells what was taken for what", () => {
    const table = confusionOf(items.slice(0, 4), find);
    expect(Object.fromEntries([...table].map(([wanted, row]) => [wanted, Object.fromEntries(row)]))).toEqual({
      "longest-key": { "longest-key": 1, clean: 1 },
      clean: { "longest-key": 1, clean: 1 },
    });
  });
});
