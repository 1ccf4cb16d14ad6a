import { describe, expect, it } from "vitest";
import { extractiveModel } from "#functions/generation/extractive/extractive-model";
import type { Model } from "#functions/platform/inference/model";
import { Problem } from "#functions/shared/problem";
import { readBriefs } from "../../../scripts/eval/brief.ts";
import { type EvaluatedCourse, evaluateCourses } from "../../../scripts/eval/evaluate-courses.ts";
import { evaluationPage } from "../../../scripts/eval/evaluation-page.ts";
import { evaluationTable, gateTable, linesOf } from "../../../scripts/eval/evaluation-table.ts";

const briefs = await readBriefs(["probability"]);
const evaluated = (model: Model) => evaluateCourses(model, briefs, () => undefined);

/** Fails at one operation. */
const failing = (operation: string): Model => {
  const model = extractiveModel();
  return {
    ...model,
    complete: (request) =>
      request.operation === operation
        ? Promise.reject(new Problem("model-unavailable", "It is <out>."))
        : model.complete(request),
  };
};

/** Has no better question when asked for one. */
const unrepairing = (): Model => {
  const model = extractiveModel();
  return {
    ...model,
    complete: async (request) => {
      const answer = await model.complete(request);
      return request.operation === "repair-lesson" ? { ...answer, text: "{}" } : answer;
    },
  };
};

describe("an evaluation", () => {
  it("counts every call, what the gate found, and what it left out", async () => {
    const { evaluation } = await evaluated(unrepairing());
    const { calls, dropped, gate, before, after } = evaluation;
    // A plan, three lessons, and two repairs of one of them.
    expect({ calls, dropped }).toEqual({ calls: 6, dropped: 1 });
    expect(gate).toContainEqual({ rule: "absolute-terms", found: 1, dropped: 1 });
    expect([before.withMoreFlaws, after.withMoreFlaws, after.questions]).toEqual([
      1,
      0,
      before.questions - 1,
    ]);
    expect(gateTable(evaluation)).toMatch(/^6 calls of the model; .*\n\n.*\nabsolute-terms +1 +1/);
  });

  it("is compared with the last, and has no bar for guesses over few questions", async () => {
    const { evaluation } = await evaluated(extractiveModel());
    const last = { ...evaluation, after: { ...evaluation.after, questions: 99 } };
    const lines = linesOf(evaluation, last);
    expect(lines.find(({ name }) => name === "questions")).toMatchObject({ last: 99 });
    expect(lines.filter(({ bar }) => bar?.met === false)).toEqual([]);
    expect(lines.find(({ name }) => name.startsWith("best blind guess"))?.bar).toBeUndefined();
  });

  it.each([
    ["outline", 1],
    ["lesson", 3],
  ])("goes on where the %s fails, and misses its bars", async (operation, lost) => {
    const { evaluation, courses } = await evaluated(failing(operation));
    expect(evaluation.after).toMatchObject({ courses: 1, coursesPassed: 0, lessons: 0, lessonsLost: lost });
    const missed = linesOf(evaluation, undefined).filter(({ bar }) => bar?.met === false);
    expect(missed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["courses that pass the gate", "lessons that could not be written"]),
    );
    expect(evaluationTable(missed)).toContain("NO");
    const page = await evaluationPage(evaluation, missed, courses);
    expect(page).toContain("It is &lt;out&gt;.");
    expect(page).not.toContain("<out>");
  });

  it("names in its page the questions that something was found in", async () => {
    const { evaluation, courses } = await evaluated(extractiveModel());
    const nameAt = ({ places, after }: EvaluatedCourse) =>
      places.find(({ pointer }) => pointer === after.findings.find(({ itemId }) => itemId)?.pointer)?.name;
    const [name = ""] = courses.map(nameAt);
    expect(name).toMatch(/^Wh.*\?$/);
    expect(await evaluationPage(evaluation, linesOf(evaluation, undefined), courses)).toContain(
      `>${name}</h4>`,
    );
  });
});
