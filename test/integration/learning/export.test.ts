import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { CourseFile } from "#functions/learning/export/file";
import { FILE_KINDS, FormatName } from "#functions/learning/export/format";
import { refusalOf } from "../../support/api-answer.ts";
import { withRoles } from "../../support/api-deps.ts";
import { honeyBees } from "../../support/api-texts.ts";
import { aPublished, aQuestion, begin, write } from "../../support/authors.ts";
import { aCourse, aLearner, askForCourse, bringSource, type Learner } from "../../support/client.ts";

let ada: Learner;
let ben: Learner;
let grace: Learner;
beforeAll(async () => {
  [ada, ben, grace] = await Promise.all([aLearner(), aLearner(), aLearner()]);
  grace = await withRoles(grace, ["instructor"]);
});

/** Beside the validating proxy, which takes a file for text. */
const get = (reader: Learner, courseId: string, query = "", headers: Record<string, string> = {}) =>
  reader.direct("GET", `/v1/courses/${courseId}/export${query}`, { headers });

const right = "KEYRIGHT";
const blocks = () => [
  { type: "text", markdown: "Plants turn **light** into sugar." },
  {
    type: "quiz",
    questions: [{ ...aQuestion("Chloroplasts"), explanation: `${right} since they are green.` }],
  },
];

async function aTold(author: Learner, said: object = {}): Promise<string> {
  const { id } = await begin(author, said);
  await write(author, id, { title: "Light", blocks: blocks() });
  return id;
}

describe("a course as a file", () => {
  it.each(FormatName.options)("is had as %s, under its own name", async (format) => {
    const id = await aTold(ada, { title: "Blätter / leaves" });
    const answer = await get(ada, id, `?format=${format}`);
    const { extension, contentType } = FILE_KINDS[format];
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": contentType,
      "content-disposition": `attachment; filename="Blatter leaves.${extension}"; filename*=UTF-8''Bl%C3%A4tter%20leaves.${extension}`,
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-cache",
      vary: expect.stringContaining("Authorization"),
      etag: expect.stringMatching(/^"2-[\w-]{22}"$/),
    });
    expect(JSON.stringify(answer.body)).toContain(format === "pdf" ? "%PDF-1.7" : "Plants turn");
    expect(JSON.stringify(answer.body)).not.toContain(right);
  });

  it("is Markdown unless said; another format is refused", async () => {
    const id = await aTold(ada);
    expect((await get(ada, id)).headers.get("content-type")).toMatch(/^text\/markdown/);
    expect(refusalOf(await get(ada, id, "?format=docx"))).toBe("400 validation-error");
    expect(refusalOf(await get(ada, id, "?version=0"))).toBe("400 validation-error");
    expect(refusalOf(await get(ada, randomUUID()))).toBe("404 resource-not-found");
  });

  it("is not sent again until it changes, in one format or another", async () => {
    const id = await aTold(ada);
    const etag = async (query: string, known = "") => {
      const answer = await get(ada, id, query, known ? { "if-none-match": known } : {});
      return { status: answer.status, etag: answer.headers.get("etag") ?? "" };
    };
    const html = await etag("?format=html");
    const pdf = await etag("?format=pdf");
    expect(html.etag).not.toBe(pdf.etag);
    expect(await etag("?format=html", html.etag)).toEqual({ status: 304, etag: html.etag });
    expect((await etag("?format=html", pdf.etag)).status).toBe(200);
    await ada.call("PUT", `/v1/courses/${id}/favorite`);
    expect((await etag("?format=html", html.etag)).status).toBe(304);
    await ada.call("PATCH", `/v1/courses/${id}`, { title: "Other" });
    const next = await etag("?format=html", html.etag);
    expect(next).toMatchObject({ status: 200, etag: expect.stringMatching(/^"3-/) });
  });

  it("names a source to whoever may read it, and quotes it to others", async () => {
    const sourceId = await bringSource(ada, honeyBees);
    const { courseId } = await aCourse(ada, {
      topic: "Honey bees",
      lessonCount: 1,
      sourceIds: [sourceId],
      visibility: "public",
    });
    expect((await get(ada, courseId)).body).toMatch(
      new RegExp(`^\\[\\^1\\]: “.+” — ${honeyBees.title}$`, "m"),
    );
    await ada.call("POST", `/v1/courses/${courseId}/publish`);
    const others = (await get(ben, courseId)).body;
    expect(others).toMatch(/^\[\^1\]: “.+” — Source 1$/m);
    expect(CourseFile.parse((await get(ben, courseId, "?format=json")).body).sources).toEqual([]);
  });
});

describe("what is right", () => {
  it("is in the file of an instructor's own course alone, and when they ask for it", async () => {
    const own = await aTold(grace);
    for (const format of ["markdown", "html", "json"]) {
      const open = await get(grace, own, `?format=${format}&keys=true`);
      expect(open.headers.get("cache-control")).toBe("private, no-store");
      expect(JSON.stringify(open.body)).toContain(right);
      expect(JSON.stringify((await get(grace, own, `?format=${format}`)).body)).not.toContain(right);
    }
    expect((await get(grace, own, "?format=pdf&keys=true")).status).toBe(200);
    const { answerKeys } = CourseFile.parse((await get(grace, own, "?format=json&keys=true")).body);
    expect(answerKeys).toHaveLength(1);
  });

  it("is refused to students, also of their own courses, and to instructors of others'", async () => {
    const refused = "403 access-denied";
    expect(refusalOf(await get(ada, await aTold(ada), "?keys=true"))).toBe(refused);
    const { courseId } = await aPublished(ada, 1);
    expect(refusalOf(await get(grace, courseId, "?keys=true"))).toBe(refused);
    expect(refusalOf(await get(ben, courseId, "?keys=true"))).toBe(refused);
    const hidden = await aTold(ada);
    expect(refusalOf(await get(grace, hidden, "?keys=true"))).toBe("404 resource-not-found");
  });
});

describe("which version", () => {
  it("is the draft for its author, and for others what is published or what they began", async () => {
    const { courseId, course, lessons } = await aPublished(ada, 1);
    expect((await ben.call("PUT", `/v1/courses/${courseId}/enrollment`)).status).toBe(204);
    await ada.call("PATCH", `/v1/courses/${courseId}/lessons/${lessons[0]?.id}`, { title: "Second edition" });
    const titleFor = async (reader: Learner, query = "") =>
      CourseFile.parse((await get(reader, courseId, `?format=json${query}`)).body).lessons.map(
        ({ title }) => title,
      );
    expect(await titleFor(ada)).toEqual(["Second edition"]);
    expect(await titleFor(ada, `&version=${course.version}`)).toEqual(["Lesson 1"]);
    expect(await titleFor(ben)).toEqual(["Lesson 1"]);
    await ada.call("POST", `/v1/courses/${courseId}/publish`);
    expect(await titleFor(ben)).toEqual(["Second edition"]);
    expect(await titleFor(ben, `&version=${course.version}`)).toEqual(["Lesson 1"]);
    expect(refusalOf(await get(grace, courseId, `?version=${course.version}`))).toBe(
      "404 resource-not-found",
    );
    await ada.call("PATCH", `/v1/courses/${courseId}`, { visibility: "private" });
    expect(refusalOf(await get(ben, courseId))).toBe("404 resource-not-found");
  });
});

describe("a course without lessons", () => {
  it("is no file yet: it is being written, or there is nothing in it", async () => {
    const { id } = await begin(ada);
    expect(refusalOf(await get(ada, id))).toBe("409 conflict");
    const { courseId, taskId } = await askForCourse(ada, { topic: "Bees", lessonCount: 3 });
    const early = await get(ada, courseId);
    await ada.call("POST", `/v1/tasks/${taskId}/cancel`);
    // The first lesson may be ready by the time it is asked for.
    if (early.status === 200) expect(early.body).toContain("not complete yet");
    else expect([refusalOf(early), early.headers.get("retry-after")]).toEqual(["409 course-generating", "5"]);
  });
});
