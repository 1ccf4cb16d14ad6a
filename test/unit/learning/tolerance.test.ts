import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchText } from "#functions/learning/grade";
import { readNumbered } from "#functions/learning/quantity";
import { distance, slipsBetween } from "#functions/learning/slip";
import { fold, sameWording, wordingOf } from "#functions/learning/wording";

const matches = (given: string, wanted: string, language = "en") =>
  matchText(given, wanted, { language, wrong: () => [] });

const LANGUAGES = ["en", "de", "fr", "es", "en-IN", "de-CH", "pt-BR", "ru", "ar", "hi", "x-none"];
const language = fc.constantFrom(...LANGUAGES);
/** A number of thousandths: every decimal of up to three places. */
const thousandths = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 10 ** 12 }));
/** Near misses: swapped, lost or changed digits, moved points. */
const pair = fc
  .tuple(thousandths, fc.oneof(thousandths, fc.constantFrom(1, 10, 100, 1000, -1)))
  .map(([a, b]) => (b < 0 ? [a, a] : b <= 1000 ? [a, a * b] : [a, b]));

/** How people of a language write it, in one of several ways. */
function written(value: number, tag: string, way: number): string {
  const known = tag === "x-none" ? "en" : tag;
  const digits = { maximumFractionDigits: 3, numberingSystem: "latn" };
  if (way === 0) return new Intl.NumberFormat(known, digits).format(value / 1000);
  const plain = new Intl.NumberFormat(known, { ...digits, useGrouping: false }).format(value / 1000);
  return way === 1 ? plain : ` ${plain}. `;
}

describe("a number", () => {
  it("is accepted if and only if it is the same, however people of the language write it", () => {
    const ways = fc.tuple(fc.nat(2), fc.nat(2));
    fc.assert(
      fc.property(pair, language, ways, ([a = 0, b = 0], tag, [one, other]) => {
        expect(matches(written(a, tag, one), written(b, tag, other), tag)).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });

  it("with a metric unit is accepted if and only if it is the same length", () => {
    const unit = fc.constantFrom(["mm", 1], ["cm", 10], ["m", 1000], ["metres", 1000], ["km", 1_000_000]);
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), unit, unit, (a, b, [one, ofOne], [other, ofOther]) => {
        const same = a * Number(ofOne) === b * Number(ofOther);
        expect(matches(`${a} ${one}`, `${b}${other}`)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it("in the midst of words is never another one", () => {
    const word = fc.constantFrom("in", "carbon", "the year", "Louis", "chapter", "a sequence of", "");
    const frame = fc.tuple(word, word);
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), frame, (a, b, [before, after]) => {
        const accepted = matches(`${before} ${a} ${after}`, `${before} ${b} ${after}`);
        expect(accepted).toBe(a === b);
      }),
    );
  });

  it("is read, or not, from any text without a fault", () => {
    const pieces = fc.constantFrom(
      "1",
      "0",
      ".",
      ",",
      " ",
      "'",
      "/",
      "e",
      "^",
      "-",
      "·10",
      "²",
      "½",
      "m",
      "k",
      "٣",
    );
    const text = fc.array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 3 })), { maxLength: 60 });
    fc.assert(
      fc.property(text, language, (parts, tag) => {
        expect(() => readNumbered(parts.join(""), tag)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
    for (const long of [
      "1".repeat(500),
      "1,".repeat(250),
      "1 ".repeat(250),
      " ".repeat(500),
      "1/".repeat(250),
    ])
      expect(() => matches(long, "1")).not.toThrow();
  });
});

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        "é",
        "Ö",
        "ß",
        "²",
        "½",
        "’",
        "-",
        " ",
        "x",
        "10",
        "der ",
        "(",
        ")",
        '"',
        ".",
        "ς",
        "Σ",
        "İ",
      ),
      {
        maxLength: 10,
      },
    )
    .map((parts) => parts.join("")),
);

describe("folding", () => {
  it("twice is as once", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 3000 },
    );
  });

  it("finds what is the same to be the same from either side, and every text the same as itself", () => {
    fc.assert(
      fc.property(anyText, anyText, language, (a, b, tag) => {
        const [one, other] = [wordingOf(a, tag), wordingOf(b, tag)];
        expect(sameWording(one, other, tag)).toBe(sameWording(other, one, tag));
        expect(sameWording(one, one, tag)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("does not care for case, accents, or space and marks around a word", () => {
    const word = fc.stringMatching(/^[a-zäöüéèñç]{2,12}$/);
    const around = fc.constantFrom("", " ", ".", " !", '"', "“", "?");
    fc.assert(
      fc.property(word, around, (text, mark) => {
        const plain = text.normalize("NFD").replace(/\p{M}/gu, "");
        for (const given of [text.toUpperCase(), plain, `${mark}${text}${mark}`.replace(/^!| !$/, "")])
          expect(matches(given.replace(/^[ ?.]*[?!]/, ""), text)).toBe(true);
      }),
    );
  });
});

describe("a slip", () => {
  const word = fc.stringMatching(/^[b-df-hj-np-tv-z]{1,14}$/);

  it("is one in words of five to eight letters, two in longer ones, and none in short ones", () => {
    fc.assert(
      fc.property(word, word, (given, wanted) => {
        const allowed = wanted.length >= 9 ? 2 : wanted.length >= 5 ? 1 : 0;
        const slips = slipsBetween([given], [wanted]);
        if (slips !== undefined) expect(slips).toBeLessThanOrEqual(allowed);
      }),
    );
    expect(slipsBetween(["plxnt"], ["plant"])).toBe(1);
    expect(slipsBetween(["plxxt"], ["plant"])).toBeUndefined();
    expect(slipsBetween(["plxn"], ["plan"])).toBeUndefined();
    expect(slipsBetween(["fotosynthesis"], ["photosynthesis"])).toBe(2);
    expect(slipsBetween(["fotosyntesis"], ["photosynthesis"])).toBeUndefined();
  });

  it("is measured as Damerau and Levenshtein do: symmetric, nothing for the same, one for each kind", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b, 20)).toBe(distance(b, a, 20));
        expect(distance(a, b, 20) === 0).toBe(a === b);
        expect(Math.min(distance(a, b, 2), 3)).toBe(Math.min(distance(a, b, 20), 3));
      }),
    );
    for (const one of ["plnat", "plaant", "plnt", "plont"]) expect(distance(one, "plant", 2)).toBe(1);
  });

  it("is forgiven in two places of an answer at most", () => {
    expect(slipsBetween(["membrene", "potentiel", "plasma"], ["membrane", "potential", "plasma"])).toBe(2);
    expect(
      slipsBetween(["membrene", "potentiel", "plosma"], ["membrane", "potential", "plasma"]),
    ).toBeUndefined();
  });
});
