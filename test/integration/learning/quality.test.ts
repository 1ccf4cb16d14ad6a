import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Course } from "#functions/learning/course";
import { CourseQuality } from "#functions/learning/quality";
import { refusalOf } from "../../support/api-answer.ts";
import { withRoles } from "../../support/api-deps.ts";
import { honeyBees } from "../../support/api-texts.ts";
import { answered, begin, publish, write } from "../../support/authors.ts";
import { aCourse, aLearner, bringSource, type Learner } from "../../support/client.ts";

let ada: Learner;
let ben: Learner;
let teacher: Learner;
beforeAll(async () => {
  [ada, ben, teacher] = await Promise.all([aLearner(), aLearner(), aLearner()]);
  teacher = await withRoles(teacher, ["instructor"]);
});

const Ids = z.object({ items: z.array(z.object({ id: z.string() })) });
const at = (courseId: string, query = "") => `/v1/courses/${courseId}/quality${query}`;
const qualityOf = (reader: Learner, courseId: string, query = "") =>
  reader.read(at(courseId, query), CourseQuality);

const KEY = "Because frozen water takes up more room than the liquid it was made of";
/** Its right answer stands out, and it repeats a word of the question. */
const telling = {
  kind: "single",
  prompt: "Why does ice float on water?",
  options: [KEY, "It is cold", "It is clear"].map((text, n) => ({ text, correct: n === 0 })),
  explanation: "Ice is less dense.",
};
const negative = {
  kind: "single",
  prompt: "Which of these is not a liquid at room temperature?",
  options: ["Mercury", "Water", "Iron"].map((text) => ({ text, correct: text === "Iron" })),
  explanation: "Iron melts at 1538 °C.",
};

async function aFlawedCourse(author: Learner): Promise<string> {
  const { id } = await begin(author, { visibility: "public" });
  await write(author, id, {
    blocks: [
      { type: "text", markdown: "Ice floats." },
      { type: "quiz", questions: [telling, negative] },
    ],
  });
  return id;
}

describe("the quality report", () => {
  it("of a written course says what was found and measured, and is its badge", async () => {
    const sourceIds = [await bringSource(ada, honeyBees)];
    const { courseId } = await aCourse(ada, { topic: "Bees", lessonCount: 2, sourceIds, targetMinutes: 20 });
    const report = await qualityOf(ada, courseId);
    const course = await ada.read(`/v1/courses/${courseId}`, Course);
    expect(report).toMatchObject({ courseId, version: course.version, verdict: "passed" });
    expect(report.items.judged).toBeGreaterThanOrEqual(4);
    expect(report.sentences[0]).toMatch(/^Fit for learners/);
    expect(report.scores.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["blind-guesser", "objective-coverage", "grounding", "bloom-spread", "minutes"]),
    );
    expect(report.repairs).toHaveLength(course.lessonCount);
    expect(course.generation?.quality).toEqual(report.badge);
  });

  it("of a course by hand points at each flaw, for its author who may see the keys", async () => {
    const courseId = await aFlawedCourse(teacher);
    const report = await qualityOf(teacher, courseId);
    expect(report).toMatchObject({ verdict: "failed", withheld: 0, items: { judged: 2, withMoreFlaws: 1 } });
    expect(report.lessons).toMatchObject([{ verdict: "failed", items: report.items }]);
    const found = report.findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
    expect(found).toEqual(
      expect.arrayContaining([
        "longest-key /lessons/0/blocks/1/questions/0",
        "stem-key-echo /lessons/0/blocks/1/questions/0",
        "negative-stem /lessons/0/blocks/1/questions/1",
      ]),
    );
  });

  it("tells nobody else anything of an answer", async () => {
    const courseId = await aFlawedCourse(teacher);
    await publish(teacher, courseId);
    for (const reader of [ben, await withRoles(await aLearner(), ["instructor"])]) {
      const answer = await reader.call("GET", at(courseId));
      const report = answered(answer, 200, CourseQuality);
      expect(report.withheld).toBeGreaterThanOrEqual(2);
      expect(report.findings.map(({ rule }) => rule)).toContain("negative-stem");
      expect(JSON.stringify(answer.body)).not.toMatch(/longest|frozen|echo|same place/);
    }
  });

  it("of a student's own course tells no more than of another's", async () => {
    const report = await qualityOf(ada, await aFlawedCourse(ada));
    expect(report.findings.some(({ reveals }) => reveals)).toBe(false);
    expect(report.withheld).toBeGreaterThanOrEqual(2);
  });

  it("follows the draft, and stays with each version that was published", async () => {
    const courseId = await aFlawedCourse(teacher);
    const { version } = await publish(teacher, courseId);
    const before = await qualityOf(ben, courseId);
    const lessons = await teacher.read(`/v1/courses/${courseId}/lessons`, Ids);
    await teacher.call("PATCH", `/v1/courses/${courseId}/lessons/${lessons.items[0]?.id}`, {
      blocks: [{ type: "quiz", questions: [{ ...negative, prompt: "Which of these melts above 1500 °C?" }] }],
    });
    expect(await qualityOf(teacher, courseId)).toMatchObject({ verdict: "passed", items: { judged: 1 } });
    expect(await qualityOf(ben, courseId)).toEqual(before);
    await publish(teacher, courseId);
    expect(await qualityOf(ben, courseId)).toMatchObject({ verdict: "passed", items: { judged: 1 } });
    expect(await qualityOf(teacher, courseId, `?version=${version}`)).toMatchObject({
      verdict: "failed",
      version,
    });
  });

  it("is made once, however many ask at the same time, and is 304 for who has it", async () => {
    const courseId = await aFlawedCourse(teacher);
    const answers = await Promise.all(Array.from({ length: 5 }, () => teacher.call("GET", at(courseId))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const again = await teacher.call("GET", at(courseId));
    const headers = { "if-none-match": again.headers.get("etag") ?? "" };
    expect((await teacher.call("GET", at(courseId), undefined, headers)).status).toBe(304);
  });

  it("of an empty course says what is missing", async () => {
    const { id } = await begin(ada);
    expect(await qualityOf(ada, id)).toMatchObject({
      verdict: "failed",
      items: { judged: 0 },
      findings: [{ rule: "broken-reference", detail: "There is no lesson in it." }],
    });
  });

  it("of a private course is nobody else's", async () => {
    const { id } = await begin(ada);
    expect(refusalOf(await ben.call("GET", at(id)))).toBe("404 resource-not-found");
    expect(refusalOf(await ada.call("GET", at(id, "?version=0")))).toBe("400 validation-error");
  });
});
