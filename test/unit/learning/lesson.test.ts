import { describe, expect, it } from "vitest";
import { minutesFor } from "#functions/learning/lesson";

const text = (markdown: string) => ({ id: crypto.randomUUID(), type: "text" as const, markdown });

describe("the minutes a lesson takes", () => {
  it("are those of reading, whether or not spaces stand between its words", () => {
    expect(minutesFor([text("Water rises as vapour and falls as rain. ".repeat(90))])).toBe(4);
    expect(minutesFor([text("水は蒸気になって空に昇り、雨になって地上に降る。".repeat(50))])).toBe(4);
  });

  it("are one at least", () => {
    expect(minutesFor([])).toBe(1);
  });
});
