import { describe, expect, it } from "vitest";
import type { Exported } from "#functions/learning/export/format";
import { formatJson } from "#functions/learning/export/format-json";
import { readBank } from "#functions/quality/banks/read-bank";
import { inShort, itemsOf } from "../../../support/banks.ts";
import { anExported, aQuestionOf } from "../../../support/exported.ts";

describe("a bank in our own form", () => {
  it("tells the kinds by the options, and reads on past what is broken", async () => {
    const text = JSON.stringify({
      title: "Sea",
      language: "en-GB",
      items: [
        {
          stem: "Why?",
          options: [{ text: "Moon", correct: true }, { text: "wind" }],
          explanation: "Gravity.",
        },
        {
          name: "Primes",
          stem: "Which?",
          options: [
            { text: "2", correct: true },
            { text: "3", correct: true },
          ],
        },
        { stem: "Who?", options: "none" },
        { stem: "Where? ____", accepted: ["here"] },
        { stem: "So?", kind: "trueFalse", options: [{ text: "True" }, { text: "False", correct: true }] },
        7,
      ],
    });
    const reading = await readBank({ text });
    expect(reading.coursework).toMatchObject({ title: "Sea", language: "en-GB" });
    expect(itemsOf(reading).map(({ pointer, kind }) => `${pointer} ${kind}`)).toEqual([
      "/items/0 single",
      "/items/1 multiple",
      "/items/3 cloze",
      "/items/4 trueFalse",
    ]);
    expect(reading.places.map(({ name }) => name)).toEqual(["Why?", "Primes", "Where? ____", "So?"]);
    expect(reading.notJudged).toMatchObject([
      { pointer: "/items/2", name: "Who?", broken: true, reason: expect.stringMatching(/^options: /) },
      { pointer: "/items/5", name: "question 6", broken: true },
    ]);
  });

  it.each([
    ['{"items": [\n{"stem": "a",,}]}', /line 2, column 14/],
    ['{"items": [', /line 1, column 12/],
    ["[1]", /expected \{ "items"/],
    ['{"questions": []}', /no list "items"/],
    ['{"items": []}', /no question/],
    ['{"items": [1, 2]}', /None of its 2 questions can be read/],
  ])("says what is wrong with %s", async (text, detail) => {
    await expect(readBank({ text, format: "json" })).rejects.toMatchObject({ slug: "bank-unreadable" });
    await expect(readBank({ text, format: "json" })).rejects.toThrow(detail);
  });
});

describe("the export of a course", () => {
  const quiz = [aQuestionOf("What is made?", ["sugar", "salt", "sand"]), aQuestionOf("It is ____.", [])];
  const exported = anExported({
    title: "Leaves",
    language: "en",
    lessons: [
      {
        title: "Light",
        objectives: ["Name it"],
        blocks: [{ id: quiz[0]?.id ?? "", type: "text", markdown: "Green." }],
      },
      { title: "Sugar", blocks: [{ id: quiz[1]?.id ?? "", type: "quiz", questions: quiz }] },
    ],
  });
  const fileOf = async (course: Exported) => new TextDecoder().decode(await formatJson(course));

  it("is judged as a course, with its lessons and keys", async () => {
    const reading = await readBank({ text: await fileOf(exported) });
    expect(reading.coursework).toMatchObject({
      ...{ title: "Leaves", language: "en", difficulty: "beginner", grounded: false },
      lessons: [
        {
          title: "Light",
          objectives: ["Name it"],
          sections: [{ kind: "text", pointer: "/lessons/0/blocks/0" }],
        },
        { title: "Sugar", items: [{ id: quiz[0]?.id, pointer: "/lessons/1/blocks/0/questions/0" }, {}] },
      ],
    });
    const [first, second] = itemsOf(reading);
    expect(inShort(first ?? { options: [] })).toEqual(["=sugar", "salt", "sand"]);
    expect(second).toMatchObject({ kind: "cloze", accepted: ["glucose", "Glucose", "sugar"] });
  });

  it("is refused without its keys, and where it is none", async () => {
    const { keys: _, ...keyless } = exported;
    await expect(readBank({ text: await fileOf(keyless) })).rejects.toThrow(/export it with keys=true/);
    await expect(readBank({ text: '{"format": "lyo-course"}' })).rejects.toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ pointer: "#/course" })]),
    });
  });
});
