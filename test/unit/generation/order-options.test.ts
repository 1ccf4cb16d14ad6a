import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderOptions } from "#functions/generation/order-options";

const ordered = (texts: readonly string[], kind: "single" | "trueFalse" = "single") =>
  orderOptions({
    ...{ kind, prompt: "How much?", explanation: "So much." },
    options: texts.map((text, n) => ({ text, correct: n === 0 })),
  }).map(({ text }) => text);

describe("the options of a question", () => {
  it.each([
    { texts: ["20", "5", "10"], rising: ["5", "10", "20"] },
    { texts: ["1,300 km", "90 km", "1,000 km"], rising: ["90 km", "1,000 km", "1,300 km"] },
    { texts: ["14 AD", "44 BC", "476 AD"], rising: ["44 BC", "14 AD", "476 AD"] },
    { texts: ["€12.50", "€3", "€100"], rising: ["€3", "€12.50", "€100"] },
    { texts: ["about 30 %", "about 5 %", "about 70 %"], rising: ["about 5 %", "about 30 %", "about 70 %"] },
    { texts: ["-5 °C", "20 °C", "-40 °C"], rising: ["-40 °C", "-5 °C", "20 °C"] },
  ])("rise where they are quantities: $texts", ({ texts, rising }) => {
    expect(ordered(texts)).toEqual(rising);
  });

  it("keep true before false", () => {
    expect(ordered(["True", "False"], "trueFalse")).toEqual(["True", "False"]);
  });

  it("stand in an order that does not depend on the one they came in", () => {
    const some = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (texts, ranks) => {
        const shuffled = texts
          .map((text) => ({ text, rank: ranks.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ text }) => text);
        const isTie = new Set(texts.map((text) => text.replace(/\D/g, ""))).size < texts.length;
        fc.pre(!isTie || texts.some((text) => /^\D*$/.test(text)));
        expect(ordered(shuffled)).toEqual(ordered(texts));
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
