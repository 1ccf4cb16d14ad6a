import { describe, expect, it } from "vitest";
import { checkIfMatch, etagOf } from "#functions/platform/http/etag";

describe("etagOf", () => {
  it("is a strong validator that begins with the version", () => {
    expect(etagOf({ version: 3, title: "x" })).toMatch(/^"3-[\w-]{22}"$/);
    expect(etagOf({ title: "x" })).toMatch(/^"0-[\w-]{22}"$/);
    expect(etagOf([1])).toMatch(/^"0-/);
  });

  it("changes with every byte that is shown, and only then", () => {
    expect(etagOf({ version: 1, a: 1 })).toBe(etagOf({ version: 1, a: 1 }));
    expect(etagOf({ version: 1, a: 1 })).not.toBe(etagOf({ version: 1, a: 2 }));
  });
});

describe("checkIfMatch", () => {
  const tag = etagOf({ version: 3, enrollments: 7 });

  it.each([undefined, "*", tag, `"2-x", ${tag}`, etagOf({ version: 3, enrollments: 8 })])(
    "lets a change based on %s be made to version 3",
    (ifMatch) => {
      expect(() => checkIfMatch(ifMatch, 3)).not.toThrow();
    },
  );

  it.each(['"2-x"', `W/${tag}`, '"33-x"', "3", "", '"3"', "3-x"])(
    "refuses a change based on %s",
    (ifMatch) => {
      expect(() => checkIfMatch(ifMatch, 3)).toThrow(
        expect.objectContaining({ slug: "precondition-failed" }),
      );
    },
  );
});
