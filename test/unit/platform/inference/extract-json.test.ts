import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractJson } from "#functions/platform/inference/extract-json";

describe("extractJson", () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ["[1]", [1]],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['Here {as asked} it is: {"a":"}{"} Enjoy.', { a: "}{" }],
    ['First {"a":1}, but better {"a":1,"b":{"c":2}}', { a: 1, b: { c: 2 } }],
    ['An opening { alone, then {"a":1}', { a: 1 }],
    ["no JSON at all", undefined],
    ['{"a":1', undefined],
    ["", undefined],
  ])("finds in %j %j", (text, expected) => {
    expect(extractJson(text)).toEqual(expected);
  });

  it("finds any object between prose and a code fence", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
        const json = JSON.stringify(value, null, 2);
        expect(extractJson(`Sure: \n\`\`\`json\n${json}\n\`\`\`\nDone.`)).toEqual(JSON.parse(json));
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it("is not slowed down by an answer made of braces", () => {
    const startedAt = performance.now();
    expect(extractJson("{".repeat(200_000))).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
