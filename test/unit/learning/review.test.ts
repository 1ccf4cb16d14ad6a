import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeOf, ReviewCard, reviewIdOf } from "#functions/learning/review";
import { Problem } from "#functions/shared/problem";

const now = new Date("2025-06-01T12:00:00.000Z");
const known = { now, since: "2025-01-01T00:00:00.000Z", newest: null, after: null };
const placed = (clientReviewedAt: string | undefined, more: Partial<Parameters<typeof placeOf>[1]> = {}) => {
  try {
    return placeOf({ rating: "good", clientReviewedAt }, { ...known, ...more });
  } catch (error) {
    return error instanceof Problem ? JSON.stringify(error.errors) : String(error);
  }
};

describe("when a review was made", () => {
  it("is when its client says, to the millisecond and in UTC", () => {
    expect(placed("2025-05-31T23:30:00.1239+05:30")).toBe("2025-05-31T18:00:00.123Z");
  });

  it("is now where the client does not say, and after every review that is known", () => {
    expect(placed(undefined)).toBe("2025-06-01T12:00:00.000Z");
    const newest = { at: "2025-06-01T12:04:00.000Z", id: "ahead" };
    expect(placed(undefined, { newest })).toBe("2025-06-01T12:04:00.001Z");
    expect(placed(undefined, { since: "2025-06-01T12:00:01.000Z" })).toBe("2025-06-01T12:00:01.000Z");
  });

  it("is not in the part of the log that is closed", () => {
    const after = { at: "2025-05-30T00:00:00.000Z", id: "folded" };
    expect(placed("2025-05-30T00:00:00.001Z", { after })).toBe("2025-05-30T00:00:00.001Z");
    expect(placed(after.at, { after })).toMatch(/clientReviewedAt.*still kept/);
  });

  it("is a time or a chosen refusal, whatever the schema lets in", () => {
    const part = (max: number, digits = 2) =>
      fc.integer({ min: 0, max }).map((value) => String(value).padStart(digits, "0"));
    const texts = fc
      .tuple(
        ...([part(9999, 4), part(13), part(32), part(25), part(61), part(61)] as const),
        fc.constantFrom("", ".0", ".999999999999"),
        fc.constantFrom("Z", "z", "+00:00", "-23:59", "+24:00", "+14:00", "-00:00", "+0530", ""),
      )
      .map(([y, mo, d, h, mi, s, ms, zone]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${ms}${zone}`);
    let taken = 0;
    fc.assert(
      fc.property(texts, (clientReviewedAt) => {
        const request = ReviewCard.safeParse({ rating: "good", clientReviewedAt });
        if (!request.success) return;
        taken += 1;
        expect(placed(clientReviewedAt)).toMatch(/^2025-0[1-6]-[-\d]+T[\d:.]+Z$|#\/clientReviewedAt/);
        expect(reviewIdOf("card", request.data, () => "none")).toMatch(/^[\w-]{43}$/);
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(200);
  });
});
