import { describe, expect, it } from "vitest";
import type { Coursework } from "#functions/quality/coursework";
import { judgeCoursework } from "#functions/quality/judge-coursework";
import { anItem, aSection, courseOf } from "./coursework.ts";

/** Seconds of a processor: what others do on the machine meanwhile does not count. */
function secondsOf(course: Coursework): number {
  const began = process.cpuUsage();
  judgeCoursework(course);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

const word = (seed: number) => `${"lmnprst"[seed % 7]}${"aeiou"[seed % 5]}${(seed * 7919) % 9973}`;
const sentence = (seed: number) =>
  `The ${Array.from({ length: 12 }, (_, at) => word(seed * 31 + at * 17)).join(" ")} is a part of it.`;
const question = (seed: number) =>
  anItem(`Which ${word(seed)} makes the ${word(seed + 3)} of a ${word(seed + 9)}?`, {
    id: `q${seed}`,
    options: [0, 1, 2, 3].map((at) => ({ text: sentence(seed * 4 + at), correct: at === 1 })),
  });

const questions = (count: number) =>
  courseOf([{ items: Array.from({ length: count }, (_, at) => question(at)) }]);

describe("judging", () => {
  it("four times the questions takes no more than about four times as long", () => {
    const best = (count: number) => Math.min(...[1, 2, 3].map(() => secondsOf(questions(count))));
    best(100);
    // What grows with the square would take sixteen times as long.
    expect(best(800) / best(200)).toBeLessThan(9);
  });

  it.each([
    ["stars", "*a "],
    ["brackets", "["],
    ["links", "[a]("],
    ["fences", "```x\n"],
    ["pictures", "![a"],
    ["initials", "A. B. "],
    ["quotation marks", "«"],
    ["signs of a script without spaces", "漢字かな"],
  ])("a text of endless %s takes a moment", (_, mark) => {
    const markdown = mark.repeat(100_000 / mark.length);
    expect(secondsOf(courseOf([{ sections: [aSection(markdown)] }]))).toBeLessThan(10);
  });
});
