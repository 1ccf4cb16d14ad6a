import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnswerKey, Question } from "#functions/learning/block";
import { gradeAnswers, matchText, scoreOf } from "#functions/learning/grade";

type Kind = Question["kind"];

/** A question whose options are right where they begin with a star, with its key. */
function asked(kind: Kind, texts: readonly string[], key: Partial<AnswerKey["questions"][string]> = {}) {
  const options = texts.map((text) => ({
    id: randomUUID(),
    text: text.replace("*", ""),
    right: text[0] === "*",
  }));
  const question: Question = {
    ...{ id: randomUUID(), prompt: "What?", kind },
    options: options.map(({ id, text }) => ({ id, text })),
  };
  const correctOptionIds = options.filter(({ right }) => right).map(({ id }) => id);
  return { question, key: { correctOptionIds, explanation: "Because.", ...key } };
}

type Asked = ReturnType<typeof asked>;

const quizOf = (...all: Asked[]) => ({
  questions: all.map(({ question }) => question),
  key: {
    lessonId: randomUUID(),
    questions: Object.fromEntries(all.map(({ question, key }) => [question.id, key])),
  },
  language: "en",
});

const choose = ({ question }: Asked, ...texts: string[]) => ({
  questionId: question.id,
  optionIds: question.options.filter(({ text }) => texts.includes(text)).map(({ id }) => id),
});

const credit = (one: Asked, ...texts: string[]) =>
  gradeAnswers(quizOf(one), [choose(one, ...texts)])[0]?.credit;
const writing = (one: Asked, text: string) =>
  gradeAnswers(quizOf(one), [{ questionId: one.question.id, text }])[0]?.correct;

describe("a choice", () => {
  it.each(["single", "trueFalse", "cloze"] as const)("of the kind %s is right or wrong", (kind) => {
    const one = asked(kind, ["*yes", "no"]);
    expect([credit(one, "yes"), credit(one, "no")]).toEqual([1, 0]);
  });

  it.each([
    [["a", "b", "c"], 1],
    [["a", "b"], 2 / 3],
    [["a", "b", "x"], 1 / 3],
    [["a", "b", "c", "x"], 2 / 3],
    [["a", "x", "y"], 0],
    [["x"], 0],
    [["a", "b", "c", "x", "y"], 1 / 3],
  ])("of several gives %j its part", (chosen, part) => {
    const one = asked("multiple", ["*a", "*b", "*c", "x", "y"]);
    expect(credit(one, ...chosen)).toBeCloseTo(part, 12);
  });

  it("is told with all that is right, and why", () => {
    const one = asked("multiple", ["*a", "*b", "x"]);
    expect(gradeAnswers(quizOf(one), [choose(one, "a")])).toEqual([
      {
        ...{ questionId: one.question.id, correct: false, credit: 0.5, explanation: "Because." },
        correctOptionIds: one.key.correctOptionIds,
      },
    ]);
  });
});

describe("a gap", () => {
  it("takes the text of its right option, and no slip that is as near to a wrong one", () => {
    const one = asked("cloze", ["*Mitosis", "Meitosis", "Binary fission"]);
    expect(writing(one, "mitosis")).toBe(true);
    expect(writing(one, "metosis")).toBe(false);
    expect(writing(one, "Meitosis")).toBe(false);
  });

  it("takes whatever its author accepts", () => {
    const one = asked("cloze", [], { correctText: "colour", acceptedTexts: ["color", "hue"] });
    expect(["Colour", "COLOR", " hue.", "colur"].map((text) => writing(one, text))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["shade", "hues", ""].map((text) => writing(one, text))).toEqual([false, false, false]);
  });

  it("takes no slip that is the answer of the lesson's next question", () => {
    const [one, other] = [
      asked("cloze", [], { correctText: "planta" }),
      asked("cloze", [], { correctText: "plants" }),
    ];
    const graded = (text: string, ...more: Asked[]) =>
      gradeAnswers(quizOf(one, ...more), [{ questionId: one.question.id, text }])[0]?.correct;
    expect([graded("plants"), graded("plants", other)]).toEqual([true, false]);
  });
});

describe("a score", () => {
  it("is over all questions, answered or not", () => {
    expect(scoreOf([{ credit: 1 }, { credit: 0.5 }], 4)).toBe(0.375);
    expect(scoreOf([{ credit: 1 / 3 }, { credit: 1 / 3 }, { credit: 1 / 3 }], 1)).toBe(1);
    expect(scoreOf([], 0)).toBe(0);
  });

  it("of right answers is never below that of fewer of them", () => {
    const set = fc.uniqueArray(fc.constantFrom("a", "b", "c", "x", "y"));
    const one = asked("multiple", ["*a", "*b", "*c", "x", "y"]);
    fc.assert(
      fc.property(set, fc.constantFrom("a", "b", "c"), (chosen, more) => {
        const before = credit(one, ...chosen) ?? 0;
        expect(credit(one, ...new Set([...chosen, more]))).toBeGreaterThanOrEqual(before);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThanOrEqual(1);
      }),
    );
  });
});

const matches = (given: string, wanted: string, language = "en") =>
  matchText(given, wanted, { language, wrong: () => [] });

describe("a written answer", () => {
  it.each([
    ["photosynthesis", "Photosynthesis"],
    ["  The   CELL. ", "cell"],
    ["„Zelle“", "Zelle", "de"],
    ["Band", "das Band", "de"],
    ["eau", "l’eau", "fr"],
    ["L'eau", "eau", "fr"],
    ["el agua", "agua", "es"],
    ["cafe", "café"],
    ["Odem", "Ödem", "de"],
    ["strasse", "Straße", "de"],
    ["STRAẞE", "Straße", "de"],
    ["smorrebrod", "smørrebrød", "da"],
    ["ΟΔΟΣ", "οδός", "el"],
    ["елка", "ёлка", "ru"],
    ["ice cream", "ice-cream"],
    ["icecream", "ice cream"],
    ["H2O", "H₂O"],
    ["x^2", "x²"],
    ["ﬁlter", "filter"],
    ["(mitosis)", "mitosis"],
    ["fotosynthesis", "photosynthesis"],
    ["photosynhtesis", "photosynthesis"],
    ["clorophyl", "chlorophyll"],
    ["mitocondria", "mitochondria"],
    ["plnat", "plant"],
    ["absorbtion", "absorption"],
    ["insulen", "insulin"],
    ["conducter", "conductor"],
    ["cell membrene", "cell membrane"],
    ["don’t", "don't"],
  ])("%j is taken for %j (%s)", (given, wanted, language = "en") => {
    expect(matches(given, wanted, language)).toBe(true);
  });

  it.each([
    ["mitosis", "meiosis"],
    ["cat", "cut"],
    ["fotosintesys", "photosynthesis"],
    ["das Band", "der Band", "de"],
    ["кот", "кит", "ru"],
    ["и", "й", "ru"],
    ["か", "が", "ja"],
    ["二酸化炭素", "一酸化炭素", "ja"],
    ["C", "C#"],
    ["C", "C++"],
    ["n", "n!"],
    ["f", "f'"],
    ["its", "it's"],
    ["lactase", "lactose"],
    ["nitrite", "nitrate"],
    ["ethene", "ethane"],
    ["hypothermia", "hyperthermia"],
    ["intercellular", "intracellular"],
    ["endothermic", "exothermic"],
    ["microscopic", "macroscopic"],
    ["saturated", "unsaturated"],
    ["adsorption", "absorption"],
    ["afferent", "efferent"],
    ["billion", "million"],
    ["sixty", "sixth"],
    ["Austria", "Australia"],
    ["Ireland", "Iceland"],
    ["employee", "employer"],
    ["H2O2", "H2O"],
    ["carbon-13", "carbon-14"],
    ["", "nothing"],
    [".", ","],
  ])("%j is not taken for %j (%s)", (given, wanted, language = "en") => {
    expect(matches(given, wanted, language)).toBe(false);
  });
});

describe("a number", () => {
  it.each([
    ["3,5 km", "3.5 km"],
    ["3.5km", "3,5 km", "de"],
    ["3500 m", "3.5 km"],
    ["3 500 metres", "3.5 kilometers"],
    ["1,234", "1234"],
    ["1.234", "1234", "de"],
    ["1 234 567,8", "1,234,567.8"],
    ["12,34,567", "1234567", "en-IN"],
    ["1’000", "1000", "de-CH"],
    ["−5 °C", "-5 degrees celsius"],
    ["½", "0.5"],
    ["3½", "3.5"],
    [".5", "0.50"],
    ["1.2·10³ m", "1.2 km"],
    ["6.022e23", "6.022 × 10^23"],
    ["50%", "50 percent"],
    ["$5", "5 USD"],
    ["10 m/s²", "10 m s^-2"],
    ["90 kmh", "90 km/h"],
    ["5 kg/m3", "5 kg/m³"],
    ["5 Stunden", "5 h", "de"],
    ["250 ml", "0.25 L"],
    ["5 KM", "5 km"],
    ["٣٫٥", "3.5", "ar"],
    ["23 chromosones", "23 chromosomes"],
    ["1.5.2024", "1.5.2024"],
    ["12:30", "12:30."],
  ])("%j is taken for %j (%s)", (given, wanted, language = "en") => {
    expect(matches(given, wanted, language)).toBe(true);
  });

  it.each([
    ["3.5 m", "3.5 km"],
    ["3.5", "3.5 km"],
    ["3.5 kg", "3.5 km"],
    ["1.234", "1234"],
    ["1,234", "1234", "de"],
    ["10²", "102"],
    ["3½", "31/2"],
    ["5!", "5"],
    ["-5", "5"],
    ["1 2", "12"],
    ["1,23,4", "1234"],
    ["5 mw", "5 MW"],
    ["5 m²", "5 m"],
    ["1/2/2024", "2/4/2024"],
    ["1.6.2024", "1.5.2024"],
    ["22 chromosomes", "23 chromosomes"],
    ["(0,1)", "0,1"],
    ["5", "five"],
    ["1e999999999", "1"],
    ["1/0", "1"],
    ["1999", "1998"],
  ])("%j is not taken for %j (%s)", (given, wanted, language = "en") => {
    expect(matches(given, wanted, language)).toBe(false);
  });
});
