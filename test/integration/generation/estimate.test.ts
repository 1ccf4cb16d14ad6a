import { beforeAll, describe, expect, it } from "vitest";
import { Estimate } from "#functions/generation/estimate";
import { Course } from "#functions/learning/course";
import { refusalOf } from "../../support/api-answer.ts";
import { storedFor } from "../../support/api-deps.ts";
import { honeyBees, waterCycle } from "../../support/api-texts.ts";
import { answered } from "../../support/authors.ts";
import { aCourse, aLearner, bringSource, type Learner } from "../../support/client.ts";

let ada: Learner;
let water: string;
let bees: string;
beforeAll(async () => {
  ada = await aLearner();
  [water, bees] = await Promise.all([bringSource(ada, waterCycle), bringSource(ada, honeyBees)]);
});

const ask = (request: object, headers?: Record<string, string>) =>
  ada.call("POST", "/v1/courses/estimate", request, headers);

const estimated = async (request: object) => answered(await ask(request), 200, Estimate);

async function written(request: object) {
  const { courseId, task } = await aCourse(ada, request);
  const course = task.state === "succeeded" ? await ada.read(`/v1/courses/${courseId}`, Course) : undefined;
  return { task, course };
}

describe("an estimate", () => {
  it("says what the course then takes, and leaves nothing behind", async () => {
    const request = { topic: "The water cycle", lessonCount: 3, sourceIds: [water] };
    const before = await storedFor(ada);
    const { atMost, ...usually } = await estimated(request);
    expect(await storedFor(ada)).toEqual(before);
    const { course } = await written(request);
    const { calls, promptTokens, completionTokens } = course?.generation?.cost ?? {};
    expect(usually).toMatchObject({ calls, promptTokens, completionTokens, tokens: 0, notes: [] });
    expect(usually).toMatchObject({ lessonCount: 3, money: { amount: 0, currency: "USD" } });
    expect(calls).toBe(5);
    expect(usually.seconds).toBeGreaterThan(0);
    expect(atMost.calls).toBeGreaterThan(usually.calls);
  });

  it("counts the lessons that there is material for, and says so as the course does", async () => {
    const request = { topic: "Bees", lessonCount: 20, sourceIds: [bees] };
    const { lessonCount, calls, notes, atMost } = await estimated(request);
    const { course } = await written(request);
    expect([lessonCount, calls]).toEqual([course?.lessonCount, 3]);
    // This lesson goes back to its author once.
    expect(course?.generation?.cost.calls).toBeGreaterThan(calls);
    expect(course?.generation?.cost.calls).toBeLessThanOrEqual(atMost.calls);
    expect(notes).toHaveLength(1);
    expect(course?.generation?.notes).toEqual(expect.arrayContaining(notes));
  });

  it("looks for sources where none is named, as the generation does", async () => {
    const found = await estimated({ topic: "water cycle", lessonCount: 20 });
    expect(found).toEqual(await estimated({ topic: "water cycle", lessonCount: 20, sourceIds: [water] }));
  });

  it("is refused in the words that the course would end with, where nothing fits", async () => {
    const request = { topic: "Medieval falconry treatises" };
    const answer = await ask(request);
    expect(refusalOf(answer)).toBe("422 sources-missing");
    const { task } = await written(request);
    expect(answer.body).toMatchObject({ detail: task.problem?.detail, type: task.problem?.type });
  });

  it("is made anew with every call, whatever its idempotency key", async () => {
    const key = { "idempotency-key": "the-same" };
    const one = answered(await ask({ topic: "Bees", lessonCount: 1, sourceIds: [bees] }, key), 200, Estimate);
    const answer = await ask({ topic: "Water", lessonCount: 4, sourceIds: [water] }, key);
    expect([one.lessonCount, answered(answer, 200, Estimate).lessonCount]).toEqual([1, 4]);
  });
});
