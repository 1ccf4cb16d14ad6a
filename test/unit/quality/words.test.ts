import { describe, expect, it } from "vitest";
import { countWords, fold, plainOf, wordsOf } from "#functions/quality/words";

describe("words", () => {
  it.each([
    ["The plant’s light-green leaf", ["the", "plant’s", "light-green", "leaf"]],
    ["日本の首都。", ["日本", "の", "首都"]],
    ["ภาษาไทย ABC", ["ภาษา", "ไทย", "abc"]],
    ["كتاب الإسلام", ["كتاب", "الإسلام"]],
    ["Ｌｕｍｅｎ soft\u00adware \u200fx", ["lumen", "software", "x"]],
    ["🥝 …", []],
    ["", []],
  ])("of %j", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it("are counted as on a page, where there are spaces and where there are none", () => {
    expect([countWords("3.5 km/h"), countWords("動作を表す語")]).toEqual([2, 4]);
  });

  it("are compared without what nobody sees", () => {
    expect(fold(" \u2067Ab\u00adc\u2069\u200b  ｄ ")).toBe("abc d");
  });
});

describe("Markdown as it reads", () => {
  it.each([
    ["**Bold** and *it* and `code`", "Bold and it and code"],
    ["See [the page](https://example.com/a).", "See the page."],
    ["Before\n```js\nlet x\n```\nafter", "Before\n\nafter"],
    ["Before\n```js\nlet x", "Before\n"],
  ])("%j", (markdown, text) => {
    expect(plainOf(markdown)).toBe(text);
  });
});
