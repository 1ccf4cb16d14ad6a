import { describe, expect, it } from "vitest";
import { withoutDetails, worst } from "#functions/system/health";

describe("worst", () => {
  it.each([
    [["pass", "warn", "pass"], "warn"],
    [["warn", "fail", "pass"], "fail"],
    [["pass"], "pass"],
    [[], "pass"],
  ] as const)("of %j is %s", (statuses, status) => {
    expect(worst(statuses)).toBe(status);
  });
});

describe("withoutDetails", () => {
  it("keeps everything but what services said", () => {
    const dependency = { name: "firestore", status: "fail", latencyMs: 12 } as const;
    const readiness = { status: "fail", checkedAt: "2026-11-23T12:00:00.000Z" } as const;
    expect(
      withoutDetails({ ...readiness, dependencies: [{ ...dependency, error: "7 PERMISSION_DENIED" }] }),
    ).toEqual({ ...readiness, dependencies: [dependency] });
  });
});
