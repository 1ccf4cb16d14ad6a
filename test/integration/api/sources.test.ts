import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Source } from "#functions/learning/source";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { storedFor, withRoles } from "../../support/api-deps.ts";
import { honeyBees, waterCycle } from "../../support/api-texts.ts";
import { aLearner, bringSource, type Learner } from "../../support/client.ts";

const SourceWithText = Source.extend({ text: z.string() });

let ada: Learner;
beforeAll(async () => {
  ada = await aLearner();
});

describe("a source", () => {
  it("is ready when it is accepted, and gives back the text as it was brought", async () => {
    const answer = await ada.call("POST", "/v1/sources", waterCycle);
    const made = Source.parse(answer.body);
    expect(made).toMatchObject({
      ...{ title: waterCycle.title, status: "ready", language: "en", visibility: "private" },
      characters: waterCycle.text.length,
    });
    expect(answer.headers.get("location")).toBe(`/v1/sources/${made.id}`);
    expect(await ada.read(`/v1/sources/${made.id}`, SourceWithText)).toEqual({
      ...made,
      text: waterCycle.text,
    });
    const { items } = z.object({ items: z.array(Source) }).parse((await ada.call("GET", "/v1/sources")).body);
    expect(items).toContainEqual(made);
  });

  it.each([
    ["astral letters and combining marks", "𝒲ater e\u0301 is 水 and 💧. ".repeat(20), undefined],
    ["Windows line ends", "One line.\r\nAnother.\rAnd a third.", "One line.\nAnother.\nAnd a third."],
    ["a text longer than a document holds", "Rain falls on the plain. ".repeat(39_000), undefined],
    ["a million letters without a space", "x".repeat(1_000_000), undefined],
    ["a million characters of Chinese", "水循环是水的运动。".repeat(111_000), undefined],
    ["nothing but headings and words", `# ${"水".repeat(200)}\n\nx\n\n`.repeat(4_800), undefined],
  ])("keeps %s", async (_, text, kept) => {
    const id = await bringSource(ada, { title: "Odd", text });
    expect((await ada.read(`/v1/sources/${id}`, SourceWithText)).text).toBe(kept ?? text);
  });

  it("is gone once it is deleted, with all of its text", async () => {
    const learner = await aLearner();
    const id = await bringSource(learner, honeyBees);
    expect((await learner.call("DELETE", `/v1/sources/${id}`)).status).toBe(204);
    expect(refusalOf(await learner.call("GET", `/v1/sources/${id}`))).toBe("404 resource-not-found");
    expect(refusalOf(await learner.call("DELETE", `/v1/sources/${id}`))).toBe("404 resource-not-found");
    expect(await storedFor(learner)).toEqual({});
  });

  it("is shared with the tenant by an instructor alone, and removed by its owner alone", async () => {
    const shared = { ...honeyBees, visibility: "tenant" };
    expect(refusalOf(await ada.call("POST", "/v1/sources", shared))).toBe("403 access-denied");
    const grace = await withRoles(await aLearner(), ["instructor"]);
    const id = await bringSource(grace, shared);
    expect((await ada.read(`/v1/sources/${id}`, SourceWithText)).text).toBe(honeyBees.text);
    expect(refusalOf(await ada.call("DELETE", `/v1/sources/${id}`))).toBe("403 access-denied");
    expect((await grace.call("DELETE", `/v1/sources/${id}`)).status).toBe(204);
  });
});

describe("a text that is none", () => {
  const bytes = Array.from({ length: 600 }, (_, index) => (index * 151 + 7) % 256);
  it.each([
    ["empty", ""],
    ["blank", " \n\t\n "],
    ["headings alone", "# One\n\n## Two\n"],
    ["with NUL bytes", "water\u0000cycle"],
    ["an image's beginning", "\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR"],
    ["bytes decoded as UTF-8", Buffer.from(bytes).toString("utf8")],
    ["bytes decoded as Latin-1", Buffer.from(bytes).toString("latin1")],
    ["half a surrogate pair", "water \ud83d cycle"],
  ])("is refused: %s", async (_, text) => {
    const before = await storedFor(ada);
    const answer = await ada.direct("POST", "/v1/sources", { body: { title: "T", text } });
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "#/text"]);
    expect(await storedFor(ada)).toEqual(before);
  });

  it.each([
    ["#/title", { title: " ", text: "Water." }],
    ["#/title", { title: "x".repeat(201), text: "Water." }],
    ["#/text", { title: "T", text: 7 }],
    ["#/text", { title: "T" }],
    ["#/text", { title: "T", text: "x".repeat(1_000_001) }],
    ["#/visibility", { title: "T", text: "Water.", visibility: "public" }],
    ["#/ownerId", { title: "T", text: "Water.", ownerId: "somebody" }],
  ])("is pointed at by %s", async (pointer, body) => {
    const answer = await ada.direct("POST", "/v1/sources", { body });
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", pointer]);
  });
});
