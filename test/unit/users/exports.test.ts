import { describe, expect, it } from "vitest";
import { type Exports, oneMoreExport } from "#functions/users/exports";

const noon = new Date("2026-01-05T12:00:00.000Z");
const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const id = "0b5a1d0e-6f0e-4b4e-9a54-3c7a6f1f2f10";
const HOUR = 3600;

/** Asked for every hour from noon on. */
function hourly(times: number): Exports | undefined {
  let exports: Exports | undefined;
  for (let hour = 0; hour < times; hour++) exports = oneMoreExport(exports, id, later(hour * HOUR));
  return exports;
}

describe("oneMoreExport", () => {
  it("lets five be made within a day, and says when the sixth may be", () => {
    const five = hourly(5);
    expect(five?.askedAt).toHaveLength(5);
    expect(() => oneMoreExport(five, id, later(5 * HOUR))).toThrow(
      expect.objectContaining({ slug: "quota-exceeded", retryAfterSeconds: 19 * HOUR }),
    );
  });

  it("takes one as soon as it says", () => {
    const five = hourly(5);
    expect(() => oneMoreExport(five, id, later(24 * HOUR - 0.001))).toThrow();
    expect(oneMoreExport(five, id, later(24 * HOUR)).askedAt).toHaveLength(5);
  });

  it("is forgotten by the database only when it counts nothing any more", () => {
    expect(oneMoreExport(undefined, id, noon).expireAt.getTime()).toBeGreaterThan(later(24 * HOUR).getTime());
  });
});
