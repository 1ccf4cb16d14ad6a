import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locateQuote } from "#functions/generation/locate-quote";

const text =
  "Light falls on a leaf. The leaf’s  cells —\nthey are green — take “photons” in; sugar comes out.";
const passage = { ref: "p1", sourceId: "s", start: 100, end: 100 + text.length, text };
const source = `${" ".repeat(100)}${text}`;

describe("locateQuote", () => {
  it.each([
    ["word for word", "Light falls on a leaf."],
    ["with straight quotation marks", 'take "photons" in'],
    ["with another dash and other spaces", "cells - they are green - take"],
    ["with another case", "LIGHT FALLS ON A LEAF"],
    ["within quotation marks of its own", "“sugar comes out.”"],
  ])("finds a quote %s", (_, quote) => {
    const place = locateQuote(passage, quote);
    expect(place).toBeDefined();
    expect(source.slice(place?.start, place?.end)).toBe(place?.quote);
  });

  it.each([
    ["that does not stand there", "Light falls on a stone."],
    ["too short to mean anything", "leaf"],
    ["of nothing", ""],
  ])("refuses a quote %s", (_, quote) => {
    expect(locateQuote(passage, quote)).toBeUndefined();
  });

  it("gives the source's own wording for any stretch of any text", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 20, maxLength: 200, unit: "grapheme" }),
        fc.nat(),
        fc.nat(),
        (any, a, b) => {
          const start = a % any.length;
          const quote = any.slice(start, start + 8 + (b % 60));
          const place = locateQuote({ ...passage, text: any, start: 0, end: any.length }, quote);
          if (place) expect(any.slice(place.start, place.end)).toBe(place.quote);
        },
      ),
    );
  });
});
