import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { Course } from "#functions/learning/course";
import { Lesson } from "#functions/learning/lesson";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { answerKeys, withRoles } from "../../support/api-deps.ts";
import { answered, aQuestion, begin, publish, someBlocks, titles, write } from "../../support/authors.ts";
import { aLearner, type Learner } from "../../support/client.ts";

let ada: Learner;
beforeAll(async () => {
  ada = await aLearner();
});

const lessonAt = (courseId: string, lessonId: string) => `/v1/courses/${courseId}/lessons/${lessonId}`;

describe("a course by hand", () => {
  it("begins as a private draft without lessons", async () => {
    const course = await begin(ada, { tags: ["Biology", " biology ", "Plants"] });
    expect(course).toMatchObject({
      ...{ status: "draft", visibility: "private", version: 1, lessonCount: 0, ownerId: ada.userId },
      ...{ title: "Plants", topic: "Plants", tags: ["biology", "plants"] },
    });
    expect(await ada.read(`/v1/courses/${course.id}`, Course)).toEqual(course);
  });

  it("changes in what is named alone, and makes no version of what is the same", async () => {
    const { id } = await begin(ada, { summary: "Green", coverUrl: "https://example.com/leaf.png" });
    const change = (fields: object) => ada.call("PATCH", `/v1/courses/${id}`, fields);
    const changed = answered(await change({ title: "Leaves", tags: ["Trees"] }), 200, Course);
    expect(changed).toMatchObject({ title: "Leaves", summary: "Green", tags: ["trees"], version: 2 });
    expect(answered(await change({ title: "Leaves" }), 200, Course).version).toBe(2);
    expect(answered(await change({ coverUrl: null }), 200, Course)).not.toHaveProperty("coverUrl");
  });

  it("is not changed from a stale copy", async () => {
    const { id } = await begin(ada);
    const etag = (await ada.call("GET", `/v1/courses/${id}`)).headers.get("etag") ?? "";
    const change = (title: string) => ada.call("PATCH", `/v1/courses/${id}`, { title }, { "if-match": etag });
    expect((await change("One")).status).toBe(200);
    expect(refusalOf(await change("Two"))).toBe("412 precondition-failed");
  });

  it("is not published without a lesson to read", async () => {
    const { id } = await begin(ada);
    expect(refusalOf(await ada.call("POST", `/v1/courses/${id}/publish`))).toBe("409 conflict");
  });

  it("is made once however often it is asked for with one key", async () => {
    const asked = () =>
      ada.call("POST", "/v1/courses", { title: "Once" }, { "idempotency-key": "begin-once" });
    const [first, second] = [await asked(), await asked()];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });
});

describe("a lesson", () => {
  it("keeps its keys apart, where the student who wrote it does not see them either", async () => {
    const { id } = await begin(ada);
    const lesson = await write(ada, id);
    expect(JSON.stringify(lesson)).not.toMatch(/correct|explanation|chlorophyll that/);
    const [key] = await answerKeys(id);
    const quiz = lesson.blocks.find((block) => block.type === "quiz");
    const question = quiz?.questions[0];
    expect(Object.keys(key?.questions ?? {})).toEqual([question?.id]);
    expect(key?.questions[question?.id ?? ""]?.correctOptionIds).toEqual([question?.options[0]?.id]);
    expect(refusalOf(await ada.call("GET", `${lessonAt(id, lesson.id)}/answer-key`))).toBe(
      "403 access-denied",
    );
  });

  it("shows an instructor the keys of their own draft alone", async () => {
    const ina = await withRoles(await aLearner(), ["instructor"]);
    const { id } = await begin(ina);
    const lesson = await write(ina, id);
    const { status, body } = await ina.call("GET", `${lessonAt(id, lesson.id)}/answer-key`);
    expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining("take")]);
    const hers = await begin(ada);
    const other = await write(ada, hers.id);
    expect(refusalOf(await ina.call("GET", `${lessonAt(hers.id, other.id)}/answer-key`))).toBe(
      "404 resource-not-found",
    );
  });

  it("moves to a place the course has, and the others make room", async () => {
    const { id } = await begin(ada);
    const made = [await write(ada, id, { title: "A" }), await write(ada, id, { title: "B" })];
    await write(ada, id, { title: "C" });
    await write(ada, id, { title: "between", order: 2 });
    expect(await titles(ada, id)).toEqual(["A", "between", "B", "C"]);
    const move = (order: number) => ada.call("PATCH", lessonAt(id, made[0]?.id ?? ""), { order });
    expect((await move(3)).status).toBe(200);
    expect(await titles(ada, id)).toEqual(["between", "B", "A", "C"]);
    const aside = await ada.read(lessonAt(id, made[1]?.id ?? ""), Lesson);
    expect([aside.order, aside.version], "making room is no edit").toEqual([2, made[1]?.version]);
    const refused = await move(99);
    expect([refusalOf(refused), pointersOf(refused)]).toEqual(["400 validation-error", ["#/order"]]);
    expect((await ada.call("DELETE", lessonAt(id, made[1]?.id ?? ""))).status).toBe(204);
    expect(await titles(ada, id)).toEqual(["between", "A", "C"]);
    expect(await ada.read(`/v1/courses/${id}`, Course)).toMatchObject({ lessonCount: 3 });
    expect(refusalOf(await ada.call("DELETE", lessonAt(id, made[1]?.id ?? "")))).toBe(
      "404 resource-not-found",
    );
  });

  it("makes no version of what is the same already", async () => {
    const { id } = await begin(ada);
    const lesson = await write(ada, id);
    const course = await ada.read(`/v1/courses/${id}`, Course);
    const { title, blocks } = lesson;
    for (const same of [{}, { title }, { title, blocks }, { order: 1 }])
      expect((await ada.call("PATCH", lessonAt(id, lesson.id), same)).body).toEqual(lesson);
    expect(await ada.read(`/v1/courses/${id}`, Course)).toEqual(course);
  });

  it("keeps the ids and keys of what is named when its blocks are replaced", async () => {
    const { id } = await begin(ada);
    const lesson = await write(ada, id);
    const [before] = await answerKeys(id);
    const blocks = lesson.blocks
      .toReversed()
      .map((block) =>
        block.type === "quiz" ? { ...block, questions: [...block.questions, aQuestion("Leaves")] } : block,
      );
    const next = answered(await ada.call("PATCH", lessonAt(id, lesson.id), { blocks }), 200, Lesson);
    expect(next.blocks.map((block) => block.id)).toEqual(blocks.map((block) => block.id));
    expect(next.version).toBe(2);
    const [after] = await answerKeys(id);
    expect(after?.questions).toMatchObject(before?.questions ?? {});
    expect(Object.keys(after?.questions ?? {})).toHaveLength(2);
    const emptied = await ada.call("PATCH", lessonAt(id, lesson.id), { blocks: [] });
    expect(answered(emptied, 200, Lesson).blocks).toEqual([]);
    expect((await answerKeys(id))[0]?.questions).toEqual({});
  });

  it("is filled block by block: added, moved, replaced and removed", async () => {
    const { id } = await begin(ada);
    const lesson = await write(ada, id, { blocks: [] });
    const blocks = `${lessonAt(id, lesson.id)}/blocks`;
    for (const block of someBlocks()) expect((await ada.call("POST", blocks, { block })).status).toBe(201);
    const intro = { type: "example", markdown: "A leaf in the sun." };
    const added = answered(await ada.call("POST", blocks, { block: intro, position: 1 }), 201, Lesson);
    expect(added.blocks.map(({ type }) => type)).toEqual(["example", "text", "quiz", "flashcards"]);
    const at = (n: number) => `${blocks}/${added.blocks[n]?.id}`;
    expect((await ada.call("PATCH", at(3), { position: 1 })).status).toBe(200);
    const text = { type: "text", markdown: "Sugar." };
    const replaced = answered(await ada.call("PATCH", at(1), { block: text }), 200, Lesson);
    expect(replaced.blocks.map(({ type }) => type)).toEqual(["flashcards", "example", "text", "quiz"]);
    expect(replaced.blocks[2]).toEqual({ ...text, id: added.blocks[1]?.id });
    expect((await ada.call("DELETE", at(2))).status).toBe(204);
    expect((await answerKeys(id))[0]?.questions).toEqual({});
    expect(refusalOf(await ada.call("DELETE", at(2)))).toBe("404 resource-not-found");
    expect(pointersOf(await ada.call("PATCH", at(0), { position: 9 }))).toEqual(["#/position"]);
    expect(pointersOf(await ada.call("PATCH", at(0), { block: text }))).toEqual(["#/block/type"]);
  });
});

describe("what an author sends", () => {
  const question = (changes: object) => ({ type: "quiz", questions: [{ ...aQuestion(), ...changes }] });
  const options = (...correct: (boolean | undefined)[]) =>
    correct.map((right, n) => ({ text: `Option ${n}`, ...(right !== undefined && { correct: right }) }));

  it.each([
    ["a block of an unknown type", { type: "video", url: "https://example.com" }, "#/block/type"],
    [
      "a thousand options",
      question({ options: options(...Array(1000).fill(false)) }),
      "#/block/questions/0/options",
    ],
    ["no right option", question({ options: options(false, false) }), "#/block/questions/0/options"],
    [
      "nothing said of what is right",
      question({ options: options(undefined, undefined) }),
      "#/block/questions/0/options",
    ],
    [
      "all right",
      question({ kind: "multiple", options: options(true, true) }),
      "#/block/questions/0/options",
    ],
    [
      "two right of a single",
      question({ options: options(true, true, false) }),
      "#/block/questions/0/options",
    ],
    ["one option", question({ options: options(true) }), "#/block/questions/0/options"],
    [
      "equal options",
      question({ options: [{ text: "Sun", correct: true }, { text: " sun" }] }),
      "#/block/questions/0/options",
    ],
    [
      "a cloze that accepts nothing",
      question({ kind: "cloze", options: [], acceptedTexts: [] }),
      "#/block/questions/0/acceptedTexts",
    ],
    ["an id of another lesson", { type: "text", id: randomUUID(), markdown: "Hm" }, "#/block/id"],
    [
      "a link that runs",
      { type: "resource", title: "x", url: "javascript:alert(1)", kind: "article" },
      "#/block/url",
    ],
    ["half a character", { type: "text", markdown: "half \ud83d" }, "#/block/markdown"],
    ["lines without end", { type: "text", markdown: `${"x\n".repeat(2001)}x` }, "#/block/markdown"],
    ["Markdown without end", { type: "text", markdown: "x".repeat(20_001) }, "#/block/markdown"],
  ])("is refused with a pointer: %s", async (_, block, pointer) => {
    const { id } = await begin(ada);
    const lesson = await write(ada, id, { blocks: [] });
    const answer = await ada.call("POST", `${lessonAt(id, lesson.id)}/blocks`, { block });
    expect(refusalOf(answer)).toBe("400 validation-error");
    expect(pointersOf(answer)).toEqual([pointer]);
    expect(await ada.read(lessonAt(id, lesson.id), Lesson)).toEqual(lesson);
  });

  it("of ten megabytes is refused before it is read", async () => {
    const { id } = await begin(ada);
    const markdown = "x".repeat(10 * 1024 * 1024);
    const answer = await ada.direct("POST", `/v1/courses/${id}/lessons`, {
      body: { title: "Long", blocks: [{ type: "text", markdown }] },
    });
    expect(refusalOf(answer)).toBe("413 payload-too-large");
  });

  it("may be so long in all and no longer", async () => {
    const { id } = await begin(ada);
    const blocks = Array.from({ length: 9 }, () => ({ type: "text", markdown: "word ".repeat(3900) }));
    const answer = await ada.call("POST", `/v1/courses/${id}/lessons`, { title: "Long", blocks });
    expect([refusalOf(answer), pointersOf(answer)]).toEqual(["400 validation-error", ["#/blocks"]]);
    expect(await titles(ada, id)).toEqual([]);
  });

  it("may be so long with its keys, added one after the other, and in bytes", async () => {
    const { id } = await begin(ada);
    const lesson = await write(ada, id, { blocks: [] });
    const questions = Array.from({ length: 50 }, () => ({ ...aQuestion(), explanation: "x".repeat(1900) }));
    const add = (block: object) => ada.call("POST", `${lessonAt(id, lesson.id)}/blocks`, { block });
    const answers = [await add({ type: "quiz", questions }), await add({ type: "quiz", questions })];
    expect(answers.map(refusalOf)).toEqual(["201", "400 validation-error"]);
    const cyrillic = Array.from({ length: 5 }, () => ({ type: "text", markdown: "ж".repeat(19_000) }));
    const long = await ada.call("POST", `/v1/courses/${id}/lessons`, { title: "Ж", blocks: cyrillic });
    expect([refusalOf(long), pointersOf(long)]).toEqual(["400 validation-error", ["#/blocks"]]);
  });

  it("holds HTML as the text it is, and links to nowhere but the web", async () => {
    const { id } = await begin(ada);
    const markdown =
      "<script>alert(1)</script>\n\nHere <img src=x onerror=alert(1)> [run](javascript:alert(1)) [read](https://example.com) ![a picture](https://evil.example/p.png)\n\n| a | b |\n| - | - |\n| 1 | 2 |";
    const lesson = await write(ada, id, { blocks: [{ type: "text", markdown }] });
    const [block] = lesson.blocks;
    const shown = block?.type === "text" ? block.markdown : "";
    expect(shown).not.toMatch(/(?<!\\)<|javascript:|evil\.example/);
    expect(shown).toContain("[read](https://example.com)");
    expect(shown).toMatch(/\| 1 \| 2 \|/);
  });

  it("keeps nobody waiting however deep it is nested", async () => {
    const { id } = await begin(ada);
    const deep = [
      ">".repeat(19_000),
      `${"- ".repeat(9000)}x`,
      "[".repeat(19_000),
      "*a ".repeat(6000),
      "`".repeat(19_000),
      "*_".repeat(9500),
    ];
    for (const markdown of deep) {
      const began = performance.now();
      await write(ada, id, { blocks: [{ type: "text", markdown }] });
      expect(performance.now() - began).toBeLessThan(30_000);
    }
  });
});

describe("an archived course", () => {
  it("is put away and comes back as it was, not published", async () => {
    const { id } = await begin(ada, { visibility: "public" });
    await write(ada, id);
    await publish(ada, id);
    const put = (verb: string) => ada.call("POST", `/v1/courses/${id}/${verb}`);
    const away = answered(await put("archive"), 200, Course);
    expect([away.status, away.publishedVersion]).toEqual(["archived", undefined]);
    expect(answered(await put("archive"), 200, Course)).toEqual(away);
    expect(refusalOf(await ada.call("PATCH", `/v1/courses/${id}`, { title: "x" }))).toBe("409 conflict");
    const listed = async (query: string) =>
      JSON.stringify((await ada.call("GET", `/v1/courses?limit=100${query}`)).body).includes(id);
    expect([await listed(""), await listed("&archived=true")]).toEqual([false, true]);
    expect(answered(await put("unarchive"), 200, Course).status).toBe("ready");
    expect([await listed(""), await listed("&archived=true")]).toEqual([true, false]);
    expect(answered(await put("publish"), 200, Course).publishedVersion).toBeGreaterThan(0);
  });
});
