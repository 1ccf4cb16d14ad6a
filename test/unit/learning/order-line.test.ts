import { describe, expect, it } from "vitest";
import { composePages } from "#functions/learning/layout";
import { orderLine } from "#functions/learning/order-line";

const HEBREW = /\p{sc=Hebr}/u;
/** A line as a program prints it: its words from left to right, each of ten points. */
const printed = (...words: string[]) =>
  orderLine(words.map((text, index) => ({ text, x: index * 10, isRtl: HEBREW.test(text) })));
const line = (text: string, { size = 10, bottom = 700 } = {}) => ({ text, size, bottom });

describe("a printed line", () => {
  it.each([
    ["from left to right", ["Rain", " ", "falls", "."], "Rain falls."],
    ["from right to left", [".", "ירוקים", " ", "והם", " ,", "אור"], "אור, והם ירוקים."],
    ["with a number", [".", "צמחים", " ", "2024", " ", "בשנת"], "בשנת 2024 צמחים."],
    ["with a name of two words", ["ירוקים", " ", "New", " ", "York", " ", "והם"], "והם New York ירוקים"],
    ["with a list of names", ["ירוקים", " ", "A", ", ", "B", " ", "והם"], "והם A, B ירוקים"],
    ["with a share", ["%45", " ", "והם"], "והם %45"],
    [
      "about words from right to left",
      ["It says ", "אור", " ", "והם", ", ", "again."],
      "It says והם אור, again.",
    ],
    ["without words", ["", " "], " "],
  ])("is read in its order: %s", (_, words, text) => {
    expect(printed(...words)).toBe(text);
  });

  it("stays as it is where the program prints in the order of reading", () => {
    const words = [
      { text: "והם", x: 80, isRtl: true },
      { text: " ", x: 70, isRtl: false },
      { text: "ירוקים", x: 20, isRtl: true },
    ];
    expect(orderLine(words)).toBe("והם ירוקים");
  });

  it("shows letters, not how they look", () => {
    const looks = "\u2f64\u2f26 \ufee7\ufeee\ufead \ufb4b";
    expect(composePages([[line(looks)]]).text).toBe("用子 نور \u05d5\u05b9");
  });

  it("ends without a space where Chinese or Japanese goes on", () => {
    const lines = [line("光合作用把光", { bottom: 700 }), line("变成糖。", { bottom: 686 })];
    expect(composePages([lines]).text).toBe("光合作用把光变成糖。");
  });

  it("is part of the heading that it goes on with", () => {
    const heading = (text: string, bottom: number) => line(text, { size: 30, bottom });
    const body = [100, 86, 72, 58].map((bottom) => line("and the rain falls on the land", { bottom }));
    const { text } = composePages([[heading("How rain", 700), heading("falls", 664), ...body]]);
    expect(text).toMatch(/^## How rain falls\n\nand/);
  });
});
