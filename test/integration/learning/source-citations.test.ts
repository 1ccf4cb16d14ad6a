import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Block } from "#functions/learning/block";
import { Course } from "#functions/learning/course";
import { Lesson } from "#functions/learning/lesson";
import { CitingLesson } from "#functions/learning/source-contract";
import { refusalOf } from "../../support/api-answer.ts";
import { stackDeps } from "../../support/api-deps.ts";
import { waterCycle } from "../../support/api-texts.ts";
import { aCourse, aLearner, bringSource, type Learner, taskEnd } from "../../support/client.ts";
import { fetched } from "../../support/export-parts.ts";
import { aPdf } from "../../support/source-files.ts";
import { bringFile } from "../../support/source-parts.ts";

const Lessons = z.object({ items: z.array(z.object({ id: z.uuid() })) });
const Citing = z.object({ items: z.array(CitingLesson), nextCursor: z.null() });

/** A text set in lines on pages of 40, as a printer would. */
function printed(text: string) {
  const lines = text.split("\n").flatMap((paragraph) => [...(paragraph.match(/.{1,85}(?:\s|$)/g) ?? []), ""]);
  const pages: string[][] = [];
  while (lines.length > 0) pages.push(lines.splice(0, 40));
  return aPdf(pages);
}

const lessonsOf = async (learner: Learner, courseId: string): Promise<Lesson[]> => {
  const { items } = await learner.read(`/v1/courses/${courseId}/lessons`, Lessons);
  return Promise.all(items.map(({ id }) => learner.read(`/v1/courses/${courseId}/lessons/${id}`, Lesson)));
};
const citationsIn = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : []));

let ada: Learner;
let sourceId: string;
let text: string;
let courseId: string;
beforeAll(async () => {
  ada = await aLearner();
  // Headings and emphasis are Markdown's, and a printed page has none of its signs.
  const plain = waterCycle.text.replace(/^#+ /gm, "").replace(/[*_`]/g, "");
  const source = await bringFile(ada, printed(plain), "application/pdf", "The water cycle");
  ({ id: sourceId, text } = source);
  expect(source.pages).toBeGreaterThan(1);
  ({ courseId } = await aCourse(ada, { topic: "The water cycle", lessonCount: 3, sourceIds: [sourceId] }));
});

describe("a course written from a PDF", () => {
  it("cites the very words of its text, with the page on which they begin", async () => {
    const citations = (await lessonsOf(ada, courseId)).flatMap(({ blocks }) => citationsIn(blocks));
    expect(citations.length).toBeGreaterThan(3);
    const { db } = stackDeps();
    const parts = await db.collection(`tenants/default/sources/${sourceId}/passages`).get();
    expect(parts.docs).toHaveLength(1);
    for (const { start, end, quote } of citations) expect(text.slice(start, end)).toBe(quote);
    const pages = new Set(citations.map(({ page }) => page));
    expect(pages.size).toBeGreaterThan(1);
    expect(pages).not.toContain(undefined);
    // In the order of the text, pages never go back.
    const ordered = citations.toSorted((a, b) => a.start - b.start).map(({ page }) => page ?? 0);
    expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
  });
});

describe("the lessons that cite a source", () => {
  it("are the caller's own, each with how often it does", async () => {
    const { items } = await ada.read(`/v1/sources/${sourceId}/citations`, Citing);
    const lessons = await lessonsOf(ada, courseId);
    expect(items).toEqual(
      lessons.map(({ id, title, blocks }) => ({
        ...{ courseId, courseTitle: expect.any(String), lessonId: id, lessonTitle: title },
        count: citationsIn(blocks).length,
      })),
    );
    const other = await bringSource(ada, { title: "Nothing", text: "Nothing was ever written from this." });
    expect((await ada.read(`/v1/sources/${other}/citations`, Citing)).items).toEqual([]);
    const eve = await aLearner();
    expect(refusalOf(await eve.call("GET", `/v1/sources/${sourceId}/citations`))).toBe(
      "404 resource-not-found",
    );
  });
});

describe("removing a source", () => {
  it("leaves quotes as they are, or says on request that their source is gone", async () => {
    const learner = await aLearner();
    const sources = [await bringSource(learner, waterCycle), await bringSource(learner, waterCycle)];
    const courses: string[] = [];
    for (const id of sources)
      courses.push((await aCourse(learner, { topic: "Water", lessonCount: 2, sourceIds: [id] })).courseId);
    const [unmarked = "", marked = ""] = courses;
    const before = await Promise.all(courses.map((id) => lessonsOf(learner, id)));
    const head = await learner.read(`/v1/courses/${marked}`, Course);
    expect((await learner.call("DELETE", `/v1/sources/${sources[0]}`)).status).toBe(204);
    expect((await learner.call("DELETE", `/v1/sources/${sources[1]}?mark=true`)).status).toBe(204);
    expect(await lessonsOf(learner, unmarked)).toEqual(before[0]);
    const after = await lessonsOf(learner, marked);
    for (const [index, lesson] of after.entries()) {
      const was = before[1]?.[index];
      expect(lesson.version).toBe((was?.version ?? 0) + 1);
      expect(citationsIn(lesson.blocks)).toEqual(
        citationsIn(was?.blocks ?? []).map((citation) => ({ ...citation, sourceDeleted: true })),
      );
    }
    expect((await learner.read(`/v1/courses/${marked}`, Course)).version).toBe(head.version + 1);
    expect(refusalOf(await learner.call("DELETE", `/v1/sources/${sources[1]}?mark=true`))).toBe(
      "404 resource-not-found",
    );
  });

  it("refuses a mark that is neither true nor false", async () => {
    expect(refusalOf(await ada.call("DELETE", `/v1/sources/${randomUUID()}?mark=maybe`))).toBe(
      "400 validation-error",
    );
  });

  it("takes its text and its file away", async () => {
    const learner = await aLearner();
    const { id } = await bringFile(learner, aPdf([["Rain falls on the land."]]), "application/pdf");
    const { db, buckets } = stackDeps();
    const mine = async () => (await buckets.sources.list("")).filter((name) => name.includes(id));
    expect(await mine()).toHaveLength(1);
    expect((await learner.call("DELETE", `/v1/sources/${id}`)).status).toBe(204);
    expect(await mine()).toEqual([]);
    expect(await db.doc(`tenants/default/sources/${id}`).listCollections()).toEqual([]);
  });
});

describe("a copy of somebody's data", () => {
  it("holds the text of their files, and nothing that is not shown elsewhere", async () => {
    const learner = await aLearner();
    const source = await bringFile(learner, aPdf([["Rain falls on the land."]]), "application/pdf", "Rain");
    const { body } = await learner.call("POST", "/v1/users/me/export");
    const task = await taskEnd(learner, z.object({ taskId: z.uuid() }).parse(body).taskId);
    const copy = z.object({ sources: z.array(z.unknown()) }).parse(JSON.parse(await fetched(task)));
    expect(copy.sources).toEqual([source]);
  });
});
