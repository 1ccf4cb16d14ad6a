import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  askedWords,
  isOneEdit,
  lookups,
  matchOf,
  scoreOf,
  termsOf,
  wordsOf,
} from "#functions/learning/search";

/** Damerau's distance with neighbours swapped once (optimal string alignment), by the table in the textbook. */
function distance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const swap =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : 99;
      const replace = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const row = table[i];
      if (row) row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replace, swap);
    }
  return at(a.length, b.length);
}

const letters = fc.string({ unit: fc.constantFrom(..."abcd"), minLength: 0, maxLength: 9 });

describe("isOneEdit", () => {
  it("is true of exactly the words at a distance of at most one", () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(isOneEdit(a, b)).toBe(distance(a, b) <= 1);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("what is looked up", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcdefg"), minLength: 1, maxLength: 12 });

  it("finds whatever matches: the same word, its beginning, or one edit of a long one", () => {
    fc.assert(
      fc.property(
        word,
        word,
        fc.nat(12),
        fc.constantFrom("none", "drop", "swap", "double", "other"),
        (own, other, n, edit) => {
          const at = n % own.length;
          const [head, tail] = [own.slice(0, at), own.slice(at + 1)];
          const edits = {
            none: own.slice(0, at + 1),
            drop: head + tail,
            swap: `${head}${tail.slice(0, 1)}${own[at]}${tail.slice(1)}`,
            double: `${head}${own[at]}${own[at]}${tail}`,
            other,
          };
          const asked = edits[edit];
          fc.pre(asked !== "");
          const terms = new Set(termsOf(own));
          const isFound = lookups([asked])
            .flat()
            .some((term) => terms.has(term));
          if (matchOf(asked, own) > 0) expect(isFound).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("is at most three queries of at most thirty values, whatever is asked", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (q) => {
        const queries = lookups(askedWords(q));
        expect(queries.length).toBeLessThanOrEqual(3);
        for (const values of queries) expect(values.length).toBeLessThanOrEqual(30);
      }),
    );
  });

  it("is of whole letters, in any script, and finds the word and its beginnings", () => {
    const letter = fc.constantFrom("𠮷", "野", "𞤀", "𞤣", "a", "Ł", "ß", "é", "가", "हि");
    fc.assert(
      fc.property(fc.string({ unit: letter, minLength: 1, maxLength: 30 }), (text) => {
        const terms = termsOf(text);
        expect(terms.filter((term) => !term.isWellFormed())).toEqual([]);
        for (const word of wordsOf(text)) {
          const letters = Array.from(word);
          for (const [n] of letters.entries()) {
            const beginning = letters.slice(0, n + 1).join("");
            expect(terms).toContain(beginning);
            expect(lookups([beginning])[0]).toContain(beginning);
          }
        }
      }),
    );
    expect(matchOf("𞤀𞤣𞤤𞤢𞤥", "𞤀𞤣𞤤𞤥𞤢")).toBe(1);
    expect(matchOf("𞤀𞤣𞤤𞤢", "𞤀𞤣𞤤𞤥")).toBe(0);
  });

  it("is every word of all that may be said of a course", () => {
    const text = Array.from({ length: 260 }, (_, n) => `w${n.toString(36)}xyz`).join(" ");
    expect(termsOf(text)).toContain("w77xyz");
    const han = Array.from({ length: 600 }, (_, n) => String.fromCodePoint(0x4e00 + n));
    expect(termsOf(han.join(""))).toContain(han.slice(-2).join(""));
  });

  it("is bounded for a text of any length", () => {
    const text = Array.from({ length: 5000 }, (_, n) => `${n}word${n}`.repeat(9)).join(" ");
    expect(termsOf(text).length).toBeLessThan(9000);
  });
});

describe("wordsOf", () => {
  it("drops case, accents and punctuation, and pairs the characters of scripts without spaces", () => {
    expect(wordsOf("Émile’s  CAFÉ, (naïve)!")).toEqual(["emile", "s", "cafe", "naive"]);
    expect(wordsOf("光合作用 in Ελλάδα")).toEqual(["光合", "合作", "作用", "in", "ελλαδα"]);
    expect(wordsOf("Łódź Straße Ørsted ısı ΛΟΓΟΣ")).toEqual(["lodz", "strasse", "orsted", "isi", "λογοσ"]);
    expect(wordsOf("🙂 .*+?^$()|[]\\ \u0000")).toEqual([]);
  });
});

describe("scoreOf", () => {
  const course = {
    title: "Photosynthesis",
    topic: "plants",
    tags: ["biology"],
    summary: "Light becomes sugar",
  };

  it.each([
    ["photosynthesis", true],
    ["photo", true],
    ["photosynthezis", true],
    ["photosinthezis", false],
    ["biology light", true],
    ["biology chess", false],
    ["lihgt", true],
    ["sgar", false],
  ])("tells whether all words are there: %s", (q, isFound) => {
    expect(scoreOf(askedWords(q), course) > 0).toBe(isFound);
  });

  it("puts the title before tags, topic and summary, and the whole word before a beginning before a slip", () => {
    const at = (field: object) =>
      scoreOf(["bees"], { title: "", topic: "", tags: [], summary: "", ...field });
    const ranked = [{ title: "Bees" }, { tags: ["bees"] }, { topic: "bees" }, { summary: "bees" }].map(at);
    expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
    expect(new Set(ranked).size).toBe(4);
    expect([matchOf("plant", "plant"), matchOf("plant", "plants"), matchOf("plamt", "plant")]).toEqual([
      3, 2, 1,
    ]);
  });
});
