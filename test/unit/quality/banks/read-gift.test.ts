import { describe, expect, it } from "vitest";
import { readBank } from "#functions/quality/banks/read-bank";
import { inShort, itemsOf, onlyItem, onlyReason } from "../../../support/banks.ts";

const gift = (text: string) => onlyItem(text, { format: "gift" });

describe("a question of GIFT", () => {
  it("has one right answer among others, a title and feedback", async () => {
    const item = await gift(
      "::Tides:: What causes most of the tides? {\n =the Moon #It is near.\n ~the Sun #Too far.\n ~the wind\n #### Gravity pulls the sea.\n}",
    );
    expect(item).toMatchObject({ kind: "single", stem: "What causes most of the tides?", accepted: [] });
    expect(inShort(item)).toEqual(["=the Moon", "the Sun", "the wind"]);
    expect(item.explanation).toBe("Gravity pulls the sea. It is near.");
  });

  it("has several right answers where their shares are told and no `=` is", async () => {
    const item = await gift("Which are prime? {~%50%2 ~%50%3 ~%-100%4 ~%-33.333%6}");
    expect([item.kind, ...inShort(item)]).toEqual(["multiple", "=2", "=3", "4", "6"]);
  });

  it("keeps one right answer where others bring part of the points", async () => {
    const item = await gift("Nearest planet? {=Mercury ~%50%Venus ~Mars}");
    expect([item.kind, ...inShort(item)]).toEqual(["single", "=Mercury", "Venus", "Mars"]);
  });

  it.each([
    ["{T}", ["=True", "False"]],
    ["{TRUE}", ["=True", "False"]],
    ["{ f }", ["True", "=False"]],
    ["{FALSE#No, it is not.#Right you are.}", ["True", "=False"]],
  ])("is true or false: %s", async (answers, options) => {
    const item = await gift(`Glass is a liquid. ${answers}`);
    expect([item.kind, ...inShort(item)]).toEqual(["trueFalse", ...options]);
    expect(item.explanation).toBe(answers.includes("#") ? "Right you are." : undefined);
  });

  it.each([
    ["{=Ada Lovelace =Lovelace =%50%Ada}", ["Ada Lovelace", "Lovelace"]],
    ["{Ada}", ["Ada"]],
    ["{=%100%Ada#Yes.}", ["Ada"]],
    ["{}", undefined],
  ])("is answered in writing: %s", async (answers, accepted) => {
    if (!accepted) expect(await onlyReason(`Who? ${answers}`)).toMatch(/essay/);
    else expect(await gift(`Who? ${answers}`)).toMatchObject({ kind: "cloze", options: [], accepted });
  });

  it.each([
    ["{#1822}", ["1822"]],
    ["{#1822:5}", ["1822"]],
    ["{#-2.5..3.5}", ["-2.5..3.5"]],
    ["{#=3.14:0.01 =%50%3:0.2#Nearly. ~#No.}", ["3.14"]],
    ["{#6.02e23}", ["6.02e23"]],
  ])("is a number, with a tolerance or a range: %s", async (answers, accepted) => {
    expect(await gift(`How much? ${answers}`)).toMatchObject({ kind: "cloze", options: [], accepted });
  });

  it("has a gap where text follows the answers", async () => {
    const item = await gift("Rome was {=founded ~burnt} by Romulus.");
    expect(item).toMatchObject({ kind: "cloze", stem: "Rome was ____ by Romulus." });
    expect(inShort(item)).toEqual(["=founded", "burnt"]);
    expect((await gift("The capital is {=Rome}.")).stem).toBe("The capital is ____.");
  });

  it("is not shown how its pieces are written", async () => {
    const item = await gift(
      "Salt? {=[html]<p>NaCl</p> # [html]<b>Yes</b>. ~[plain]KCl #### [html]<i>See</i> it.}",
    );
    expect(inShort(item)).toEqual(["=NaCl", "KCl"]);
    expect(item.explanation).toBe("See it. Yes.");
  });

  it("shows escaped marks as they are, and `\\n` as a line's end", async () => {
    const item = await gift(
      "::a\\:b:: Solve \\{x \\= 1\\}\\nwith \\~ and \\# and \\\\ {=x\\=1 ~1\\:2#Not \\#1}",
    );
    expect(item.stem).toBe("Solve {x = 1}\nwith ~ and # and \\");
    expect(inShort(item)).toEqual(["=x=1", "1:2"]);
  });

  it.each([
    ["[html]<p>Is <b>H<sub>2</sub>O</b> &amp; ice&nbsp;one?</p>", "Is H2O & ice one?"],
    ["[moodle]Is <em>this</em> so?", "Is this so?"],
    ["Is a < b and b > c?", "Is a < b and b > c?"],
    ["[plain]What does <br> do?", "What does <br> do?"],
    ["[markdown]Is *this* so?", "Is *this* so?"],
    ['[html]<img src="x/leaf.png">', "[picture leaf.png]"],
  ])("is read by its format: %s", async (written, stem) => {
    expect((await gift(`${written} {=yes ~no}`)).stem).toBe(stem);
  });

  it.each([
    ["Match. {=cat -> cats =ox -> oxen}", /matching/],
    ["Discuss. {}", /essay/],
    ["Read this first.", /text/],
    ["Open {=a ~b", /not closed/],
    ["Closed =a ~b}", /no \{ has opened/],
    ["Two {=a ~b} and {=c ~d}", /more than one \{/],
    ["::No end {T}", /title/],
    ["Stray {text =a ~b}", /before the first/],
    ["Number {#about ten}", /“about ten” is no number/],
  ])("is told of and not judged: %s", async (text, reason) => {
    expect(await onlyReason(text)).toMatch(reason);
  });
});

describe("a file of GIFT", () => {
  const text = [
    "// Comments and categories are no questions.",
    "$CATEGORY: $course$/Sea",
    "",
    "::One:: First? {",
    "// a comment within",
    "=a ~b",
    "}",
    "",
    "$CATEGORY: Land",
    "::Two:: Second? {=a ~b",
    "",
    "Third of a long line of words that goes on and on until it is cut somewhere? {T}",
    "",
    "",
    "Fourth? {}",
  ];

  it.each([
    ["\n", ""],
    ["\r\n", "\ufeff"],
    ["\r", ""],
  ])("is read on past what is broken, each question with its line (line ends %j)", async (end, mark) => {
    const reading = await readBank({ text: mark + text.join(end), fileName: "sea.gift" });
    expect(reading.format).toBe("gift");
    expect(reading.places).toEqual([
      { pointer: "/questions/1", name: "One", line: 4 },
      {
        pointer: "/questions/3",
        name: "Third of a long line of words that goes on and on until it…",
        line: 12,
      },
    ]);
    expect(reading.notJudged).toMatchObject([
      { pointer: "/questions/2", name: "Two", line: 10, broken: true },
      { pointer: "/questions/4", name: "Fourth?", line: 15, broken: false },
    ]);
    expect(itemsOf(reading).map(({ pointer }) => pointer)).toEqual(["/questions/1", "/questions/3"]);
  });

  it("tells its language by its words, unless it is told", async () => {
    const spanish = "¿Cuál de estas ciudades es la capital de España y sede del gobierno? {=Madrid ~Sevilla}";
    expect(await readBank({ text: spanish })).toMatchObject({
      ...{ coursework: { language: "es" }, languageFrom: "words" },
    });
    expect(await readBank({ text: spanish, language: "de-AT" })).toMatchObject({
      ...{ coursework: { language: "de-AT" }, languageFrom: "told" },
    });
  });
});
