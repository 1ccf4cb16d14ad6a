import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AnswerKey, Block } from "#functions/learning/block";
import { Course } from "#functions/learning/course";
import { Lesson } from "#functions/learning/lesson";
import { Proposal } from "#functions/learning/proposal";
import { RegenerationAccepted } from "#functions/learning/proposal-contract";
import { CourseQuality } from "#functions/learning/quality";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { answerKeys } from "../../support/api-deps.ts";
import { waterCycle } from "../../support/api-texts.ts";
import { answered, aPublished, begin, someBlocks, write } from "../../support/authors.ts";
import { aCourse, aLearner, bringSource, type Learner, taskEnd } from "../../support/client.ts";

let ada: Learner;
let courseId: string;
beforeAll(async () => {
  ada = await aLearner();
  const sourceIds = [await bringSource(ada, waterCycle)];
  ({ courseId } = await aCourse(ada, { topic: "Water", lessonCount: 3, sourceIds }));
});

const regenerate = (body: object, course = courseId) =>
  ada.call("POST", `/v1/courses/${course}/regenerate`, body);
const at = (taskId: string, course = courseId) => `/v1/courses/${course}/proposals/${taskId}`;
const proposalOf = (taskId: string, course = courseId) => ada.read(at(taskId, course), Proposal);
const accept = (taskId: string, course = courseId) => ada.call("POST", `${at(taskId, course)}/accept`);
const lessonOf = (lessonId: string) => ada.read(`/v1/courses/${courseId}/lessons/${lessonId}`, Lesson);
const courseOf = () => ada.read(`/v1/courses/${courseId}`, Course);

async function lessons(): Promise<Lesson[]> {
  const { items } = await ada.read(
    `/v1/courses/${courseId}/lessons`,
    z.object({ items: z.array(z.object({ id: z.uuid() })) }),
  );
  return Promise.all(items.map(({ id }) => lessonOf(id)));
}

async function aProposal(body: object): Promise<{ taskId: string; proposal: Proposal }> {
  const { taskId } = answered(await regenerate(body), 202, RegenerationAccepted);
  expect(await taskEnd(ada, taskId)).toMatchObject({ type: "course-regeneration", state: "succeeded" });
  return { taskId, proposal: await proposalOf(taskId) };
}

const blockOf = <T extends Block["type"]>(lesson: Lesson, type: T) => {
  const block = lesson.blocks.find((each): each is Extract<Block, { type: T }> => each.type === type);
  if (!block) throw new Error(`the lesson has no ${type}`);
  return block;
};
const keyOf = async (lessonId: string): Promise<AnswerKey | undefined> =>
  (await answerKeys(courseId)).find((key) => key.lessonId === lessonId);
const questionIds = ({ blocks }: Lesson): string[] =>
  blocks.flatMap((block) => (block.type === "quiz" ? block.questions.map(({ id }) => id) : []));

describe("a block to be written anew", () => {
  it("is shown beside the draft, which changes when it is accepted and in that block alone", async () => {
    const [first, ...others] = await lessons();
    if (!first) throw new Error("a lesson");
    const quiz = blockOf(first, "quiz");
    const before = await courseOf();
    const key = await keyOf(first.id);
    const { taskId, proposal } = await aProposal({
      blockIds: [quiz.id],
      instruction: "Ask harder questions.",
    });
    expect(await lessonOf(first.id), "nothing has changed yet").toEqual(first);
    expect(proposal).toMatchObject({ status: "ready", baseVersion: before.version, courseId, taskId });
    expect(proposal.notes.join()).toContain("cannot follow an instruction");
    const [change, none] = proposal.changes;
    if (!change) throw new Error("a change");
    expect([change.lessonId, change.before, none]).toEqual([first.id, first, undefined]);
    const told = new Map(change.blocks.map((block) => [block.blockId, block.change]));
    expect(told.get(quiz.id)).toBe("replaced");
    expect([...told.values()].filter((kind) => kind !== "kept")).toEqual(["replaced"]);
    const made = blockOf(change.after, "quiz");
    const prompts = new Set(quiz.questions.map(({ prompt }) => prompt));
    expect(made.questions.filter(({ prompt }) => prompts.has(prompt)).length).toBeLessThan(
      made.questions.length,
    );
    expect(JSON.stringify(proposal)).not.toMatch(/correct|explanation/i);

    const taps = await Promise.all([1, 2, 3].map(() => accept(taskId)));
    const courses = taps.map((answer) => answered(answer, 200, Course));
    for (const course of courses) expect(course).toEqual(courses[0]);
    expect(courses[0]?.version).toBe(before.version + 1);
    const after = await lessonOf(first.id);
    expect(after).toMatchObject({ blocks: change.after.blocks, version: first.version + 1 });
    expect(after.blocks.map(({ id }) => id)).toEqual(first.blocks.map(({ id }) => id));
    expect(await Promise.all(others.map(({ id }) => lessonOf(id)))).toEqual(others);
    const next = await keyOf(first.id);
    expect(Object.keys(next?.questions ?? {}).sort()).toEqual(questionIds(after).sort());
    for (const id of questionIds(after).filter((each) => questionIds(first).includes(each)))
      expect(next?.questions[id]).toEqual(key?.questions[id]);
    for (const question of made.questions) {
      const right = next?.questions[question.id]?.correctOptionIds ?? [];
      expect(question.options.map(({ id }) => id)).toEqual(expect.arrayContaining(right));
      expect(right).toHaveLength(1);
    }
    expect((await proposalOf(taskId)).status).toBe("accepted");
    expect(answered(await accept(taskId), 200, Course)).toEqual(courses[0]);
  });

  it.each(["text", "flashcards", "example"] as const)(
    "may be %s: it says something else, or a note says why not",
    async (type) => {
      const all = await lessons();
      const lesson = all.find(({ blocks }) => blocks.some((block) => block.type === type));
      // A text without a worked example has none to rewrite.
      if (!lesson) return expect(type).toBe("example");
      const block = blockOf(lesson, type);
      const { proposal, taskId } = await aProposal({ blockIds: [block.id] });
      const [change] = proposal.changes;
      const made = change?.after.blocks.find(({ id }) => id === block.id);
      const isSame = JSON.stringify(made) === JSON.stringify(block);
      expect(proposal.notes.length > 0).toBe(isSame);
      if (type === "text") {
        expect(isSame).toBe(false);
        for (const { quote, start, end } of made?.type === "text" ? (made.citations ?? []) : [])
          expect(waterCycle.text.slice(start, end)).toBe(quote);
      }
      expect((await ada.call("DELETE", at(taskId))).status).toBe(204);
    },
  );
});

describe("a lesson to be written anew", () => {
  it("comes out as another, with ids and keys of what is the same, and what its author put in kept", async () => {
    const [, lesson] = await lessons();
    if (!lesson) throw new Error("two lessons");
    const resource = { type: "resource", title: "A film", url: "https://example.com/film", kind: "video" };
    const path = `/v1/courses/${courseId}/lessons/${lesson.id}`;
    const added = answered(await ada.call("POST", `${path}/blocks`, { block: resource }), 201, Lesson);
    const film = blockOf(added, "resource");
    const { taskId, proposal } = await aProposal({ lessonIds: [lesson.id] });
    const [change] = proposal.changes;
    if (!change) throw new Error("a change");
    const changes = change.blocks.map((block) => block.change);
    expect(changes).toContain("replaced");
    expect(change.blocks.find(({ blockId }) => blockId === film.id)?.change).toBe("kept");
    expect(change.after.title).toBe(lesson.title);
    answered(await accept(taskId), 200, Course);
    const after = await lessonOf(lesson.id);
    expect(after.blocks).toEqual(change.after.blocks);
    expect(after.version).toBe(added.version + 1);
    const key = await keyOf(lesson.id);
    expect(Object.keys(key?.questions ?? {}).sort()).toEqual(questionIds(after).sort());
  });

  it("has what the gate did to it told in the course's report, once it is accepted", async () => {
    const copy = answered(await ada.call("POST", `/v1/courses/${courseId}/duplicate`), 200, Course);
    const qualityOf = () => ada.read(`/v1/courses/${copy.id}/quality`, CourseQuality);
    const list = z.object({ items: z.array(z.object({ id: z.uuid() })) });
    const [first] = (await ada.read(`/v1/courses/${copy.id}/lessons`, list)).items;
    expect((await qualityOf()).repairs).toEqual([]);
    const body = { lessonIds: [first?.id] };
    const { taskId } = answered(await regenerate(body, copy.id), 202, RegenerationAccepted);
    expect(await taskEnd(ada, taskId)).toMatchObject({ state: "succeeded" });
    answered(await accept(taskId, copy.id), 200, Course);
    expect((await qualityOf()).repairs).toMatchObject([{ lessonId: first?.id, examined: false }]);
  });

  it("of two proposals for it, takes the first; the other is stale", async () => {
    const [, , lesson] = await lessons();
    const body = { lessonIds: [lesson?.id] };
    const [one, two] = await Promise.all([aProposal(body), aProposal(body)]);
    const answers = await Promise.all([accept(one.taskId), accept(two.taskId)]);
    expect(answers.map(refusalOf).sort()).toEqual(["200", "409 conflict"]);
    const [lost, won] = answers[0]?.status === 200 ? [two, one] : [one, two];
    expect((await proposalOf(lost.taskId)).status).toBe("stale");
    expect((await lessonOf(lesson?.id ?? "")).blocks).toEqual(won.proposal.changes[0]?.after.blocks);
    expect((await ada.call("DELETE", at(lost.taskId))).status).toBe(204);
    expect(refusalOf(await accept(lost.taskId))).toBe("404 resource-not-found");
    expect(refusalOf(await ada.call("DELETE", at(lost.taskId)))).toBe("404 resource-not-found");
  });

  it("that was edited since is not overwritten, and neither is any other of the proposal", async () => {
    const [first, second] = await lessons();
    const { taskId } = await aProposal({ lessonIds: [first?.id, second?.id] });
    await ada.call("PATCH", `/v1/courses/${courseId}/lessons/${second?.id}`, { title: "Mine" });
    const before = [await courseOf(), await lessons()];
    const refused = await accept(taskId);
    expect(refusalOf(refused)).toBe("409 conflict");
    expect(refused.body).toMatchObject({ reason: "stale", lessonId: second?.id });
    expect([await courseOf(), await lessons()]).toEqual(before);
    expect((await proposalOf(taskId)).status).toBe("stale");
  });
});

describe("asking for it", () => {
  it("points at what the course does not have, or no model can write", async () => {
    const other = await begin(ada);
    const block = { type: "resource", title: "A film", url: "https://example.com/film", kind: "video" };
    const mine = await write(ada, other.id, { blocks: [...someBlocks(), block] });
    const unknown = randomUUID();
    const film = blockOf(mine, "resource").id;
    const answer = await regenerate({ lessonIds: [mine.id, unknown], blockIds: [unknown, film] }, other.id);
    expect([refusalOf(answer), ...pointersOf(answer)].sort()).toEqual(
      ["#/blockIds/0", "#/blockIds/1", "#/lessonIds/1", "400 validation-error"].sort(),
    );
  });

  it.each([
    ["nothing", {}, "#/lessonIds"],
    ["no lessons", { lessonIds: [] }, "#/lessonIds"],
    ["a long instruction", { lessonIds: [randomUUID()], instruction: "x".repeat(1001) }, "#/instruction"],
    ["an empty instruction", { lessonIds: [randomUUID()], instruction: " " }, "#/instruction"],
    ["21 lessons", { lessonIds: Array.from({ length: 21 }, () => randomUUID()) }, "#/lessonIds"],
  ])("is refused for %s", async (_, body, pointer) => {
    const answer = await regenerate(body);
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", pointer]);
  });

  it("needs material that fits, for an engine that knows nothing by itself", async () => {
    const { id } = await begin(ada, { title: "Xylophones of Xanadu" });
    const lesson = await write(ada, id);
    expect(refusalOf(await regenerate({ lessonIds: [lesson.id] }, id))).toBe("422 sources-missing");
  });

  it("is the author's alone, and so is what comes of it", async () => {
    const eve = await aLearner();
    const { courseId: open, lessons: published } = await aPublished(ada, 1);
    const body = { lessonIds: [published[0]?.id] };
    expect(refusalOf(await eve.call("POST", `/v1/courses/${open}/regenerate`, body))).toBe(
      "403 access-denied",
    );
    expect(refusalOf(await eve.call("POST", `/v1/courses/${courseId}/regenerate`, body))).toBe(
      "404 resource-not-found",
    );
    const [lesson] = await lessons();
    const { taskId } = await aProposal({ blockIds: [lesson?.blocks[0]?.id] });
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/accept"],
      ["DELETE", ""],
    ] as const)
      expect(refusalOf(await eve.call(method, `${at(taskId)}${path}`))).toBe("404 resource-not-found");
    expect((await proposalOf(taskId)).status).toBe("ready");
  });

  it("is one task however often it is asked for with one key; its course may go meanwhile", async () => {
    const sourceIds = [await bringSource(ada, waterCycle)];
    const { courseId: id } = await aCourse(ada, { topic: "Water", lessonCount: 1, sourceIds });
    const { items } = await ada.read(
      `/v1/courses/${id}/lessons`,
      z.object({ items: z.array(z.object({ id: z.uuid() })) }),
    );
    const asked = () =>
      ada.call(
        "POST",
        `/v1/courses/${id}/regenerate`,
        { lessonIds: [items[0]?.id] },
        { "idempotency-key": "anew" },
      );
    const [first, second] = [await asked(), await asked()];
    expect(second.body).toEqual(first.body);
    expect((await ada.call("DELETE", `/v1/courses/${id}`)).status).toBe(204);
    const { taskId } = answered(first, 202, RegenerationAccepted);
    expect(["succeeded", "failed"]).toContain((await taskEnd(ada, taskId)).state);
    expect(refusalOf(await accept(taskId, id))).toBe("404 resource-not-found");
  });
});
