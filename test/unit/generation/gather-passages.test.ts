import { describe, expect, it } from "vitest";
import { findSources, gatherPassages, lessonPassages } from "#functions/generation/gather-passages";
import type { StoredSource } from "#functions/learning/source";
import type { Library } from "#functions/learning/source-library";
import { searchTerms } from "#functions/learning/term";
import { anOutlineDraft, aPassage } from "../../support/drafts.ts";

const source = (title: string, text = TEXTS[title] ?? ""): StoredSource => ({
  id: title,
  ownerId: "o",
  title,
  contentType: "text/plain",
  status: "ready",
  characters: text.length,
  visibility: "private",
  language: "en",
  createdAt: "2026-01-01T12:00:00.000Z",
  terms: searchTerms(`${title} ${text}`),
  passageCount: 1,
});

const library = (...sources: StoredSource[]): Library => ({
  find: async () => undefined,
  readable: async () => sources,
  passages: async (id) => [
    { id: "0", order: 0, start: 0, end: 5, text: TEXTS[id] ?? `${id}-1` },
    { id: "1", order: 1, start: 5, end: 9, text: `${id}-2` },
  ],
});

/** By title. */
const TEXTS: Record<string, string> = {
  "How plants make sugar": [
    "Plants live on light: in photosynthesis light becomes sugar, and the plant keeps the sugar of photosynthesis.",
    "For that, water is split; hydrogen stays, oxygen leaves through pores of the leaf, and energy is stored.",
    "A cycle of reactions, named after Calvin, follows in the dark.",
  ].join(" "),
  "Supply and demand": "A market sets prices. Demand falls when a price rises, and the market price moves.",
};
const [leaves, prices] = [source("How plants make sugar"), source("Supply and demand")];

describe("findSources", () => {
  const find = (topic: string, required = true) =>
    findSources({ library: library(leaves, prices) }, { userId: "u", topic, required });

  it.each([
    ["photosynthesis", leaves],
    ["How do plants use light?", leaves],
    ["the PRICES in a market", prices],
  ])("finds what %s is about", async (topic, found) => {
    expect(await find(topic)).toEqual([found]);
  });

  it.each(["The water cycle", "Hydrogen in reactions"])(
    "finds nothing about %s where its words stand far from one another",
    async (topic) => {
      expect(await find(topic, false)).toEqual([]);
    },
  );

  it("says what to do when nothing fits and the model needs sources", async () => {
    await expect(find("The history of chess openings")).rejects.toMatchObject({
      slug: "sources-missing",
      message: expect.stringMatching(/POST \/v1\/sources.*LYO_MODEL_PROVIDER/),
    });
  });

  it("finds nothing, quietly, for a model that needs no sources", async () => {
    expect(await find("The history of chess openings", false)).toEqual([]);
    expect(await find("???", false)).toEqual([]);
  });
});

describe("gatherPassages", () => {
  it("numbers the passages of all sources in order", async () => {
    const passages = await gatherPassages({ library: library() }, ["a", "b"]);
    expect(passages.map(({ ref, text }) => `${ref} ${text}`)).toEqual([
      "p1 a-1",
      "p2 a-2",
      "p3 b-1",
      "p4 b-2",
    ]);
  });
});

describe("lessonPassages", () => {
  const all = [
    "Rain falls.",
    "Light falls on leaves.",
    "Leaves make sugar from light.",
    "Stones are hard.",
  ].map((text, index) => aPassage({ ref: `p${index + 1}`, text }));
  const [plan] = anOutlineDraft().lessons;

  it("takes the planned passages in the source's order, and their neighbours apart", () => {
    const chosen = lessonPassages({ ...plan, passages: ["p3", "p2"] } as never, all);
    expect(chosen.passages.map(({ ref }) => ref)).toEqual(["p2", "p3"]);
    expect(chosen.surroundings.map(({ ref }) => ref)).toEqual(["p1", "p4"]);
  });

  it("searches for a lesson whose plan names none", () => {
    const chosen = lessonPassages({ ...plan, title: "Sugar", terms: ["sugar"], passages: [] } as never, all);
    expect(chosen.passages.map(({ ref }) => ref)).toContain("p3");
  });
});
