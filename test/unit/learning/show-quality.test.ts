import { describe, expect, it } from "vitest";
import type { StoredReport } from "#functions/learning/quality";
import { showQuality } from "#functions/learning/show-quality";
import { badgeOf } from "#functions/quality/badge";
import { judgeCoursework } from "#functions/quality/judge-coursework";
import { anItem, courseOf } from "../quality/coursework.ts";

/** Forty questions whose right answer is always the first, and the longest. */
const items = Array.from({ length: 40 }, (_, n) =>
  anItem(`Which of ${n}?`, {
    options: ["The first of all that are there", "Salt", "Sand", "Soap"].map((text, at) => ({
      ...{ text, correct: at === 0 },
    })),
  }),
);
const report = judgeCoursework(courseOf([{ items }]));
const stored: StoredReport = {
  ...{ courseId: "00000000-0000-4000-8000-000000000001", version: 1, judgedAt: "2026-01-01T00:00:00Z" },
  ...{ repairs: [], report },
};
const shown = (mayReadKeys: boolean) => showQuality(stored, badgeOf(report), { mayReadKeys });
const said = (mayReadKeys: boolean, name: string) =>
  shown(mayReadKeys).scores.find((score) => score.name === name)?.sentence;

describe("a report for somebody who may not see answer keys", () => {
  it("says how far guessing gets, in a sentence, and not how to guess", () => {
    expect(said(true, "blind-guesser")).toMatch(/picks the longest answer gets 100 %/);
    expect(said(false, "blind-guesser")).toBe(
      "Somebody who has read nothing gets 100 % of the questions right; by chance it would be 25 %.",
    );
    expect(said(false, "key-positions")).toBe("The right answers prefer some places.");
    expect(JSON.stringify(shown(false))).not.toMatch(/longest|picks/i);
  });

  it("counts what is withheld", () => {
    expect(shown(true).withheld).toBe(0);
    expect(shown(false).withheld).toBe(report.findings.filter(({ reveals }) => reveals).length);
  });
});
