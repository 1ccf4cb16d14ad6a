import { describe, expect, it } from "vitest";
import { cardIdOf } from "#functions/learning/card";
import {
  changedSettings,
  DEFAULT_SETTINGS,
  retentionAt,
  type StoredReviewSettings,
} from "#functions/learning/pace";

const on = (day: number) => new Date(Date.UTC(2025, 0, day)).toISOString();
const settings = (targetRetention: number) => ({ targetRetention, newPerDay: 20, reviewsPerDay: 200 });

describe("the retention somebody wants", () => {
  it("is the default until they say otherwise, and holds from when they said so", () => {
    expect(retentionAt(undefined, on(1))).toBe(DEFAULT_SETTINGS.targetRetention);
    const stored = changedSettings(changedSettings(undefined, settings(0.8), on(10)), settings(0.95), on(20));
    const days = [1, 9, 10, 19, 20, 400];
    expect(days.map((day) => retentionAt(stored, on(day)))).toEqual([0.9, 0.9, 0.8, 0.8, 0.95, 0.95]);
  });

  it("is noted when it changes alone, and for the last hundred changes", () => {
    let stored: StoredReviewSettings | undefined;
    for (let day = 1; day <= 300; day++)
      stored = changedSettings(stored, settings(day % 2 ? 0.8 : 0.9), on(day));
    for (let day = 301; day <= 310; day++) stored = changedSettings(stored, settings(0.9), on(day));
    expect(stored?.retentions).toHaveLength(100);
    expect(stored).toMatchObject({ version: 310, updatedAt: on(310) });
    expect(retentionAt(stored, on(1)), "the oldest that is known").toBe(
      stored?.retentions[0]?.targetRetention,
    );
  });
});

describe("the id of a card", () => {
  it("is a UUID that learner and cause decide", () => {
    const [one, same] = ["question/a/b", "question/a/b"].map((cause) => cardIdOf("ada", cause));
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(same).toBe(one);
    const others = [
      cardIdOf("kim", "question/a/b"),
      cardIdOf("ada", "question/a/c"),
      cardIdOf("adaq", "uestion/a/b"),
    ];
    expect(new Set([one, ...others]).size).toBe(4);
  });
});
