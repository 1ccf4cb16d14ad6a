import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { gradeAnswers, matchText } from "#functions/learning/grade";

/** What was wanted, and then what people write for it, in a language. */
type Row = readonly [wanted: string, language: string, ...given: string[]];

const matches = (given: string, wanted: string, language: string) =>
  matchText(given, wanted, { language, wrong: () => [] });

describe("a written answer", () => {
  it.each<Row>([
    [
      "5 km",
      "en",
      "5km",
      "5 KM",
      "5 kms",
      "5,0 km",
      "5000 m",
      "5 kilometres",
      "5×10^3 m",
      "500000 cm",
      "+5 km.",
    ],
    ["5 km", "es", "5 kilómetros", "5000 metros"],
    ["5 km", "it", "5 chilometri", "5000 metri"],
    ["1.5 h", "en", "90 minutes", "90 mins", "5400 s", "1½ hours", "1,5 h", "1 1/2 hr"],
    ["1 week", "en", "7 days", "168 h"],
    ["10 m/s", "en", "36 km/h", "36 kph", "10 metres per second", "10 m s^-1"],
    ["9.8 m/s²", "en", "9.8 m/s^2", "9.8 m/s/s", "9.8 metres per second squared", "9,8 m/s2"],
    ["2 L", "en", "2 dm³", "2000 cm3", "2000 mL", "2 litres", "0.002 cubic metres", "2 l"],
    ["3 t", "en", "3000 kg", "3 tonnes"],
    ["2 ha", "en", "20000 m²", "20,000 square metres", "20000 sq m", "0.02 km²"],
    ["1 bar", "en", "100 kPa", "1000 mbar", "100000 Pa"],
    ["-5 °C", "en", "−5°C", "- 5 °C", "minus 5 °C", "-5 C", "-5 ºC", "-5 ℃", "-5 degrees Celsius"],
    ["37 °C", "de", "37 Grad Celsius", "37 grad celsius"],
    ["37 °C", "es", "37 grados Celsius", "37ºC"],
    ["1500", "en", "1,500", "1 500", "1500.0", "1.5e3", "1.5 × 10³", "1.5 thousand"],
    ["1500", "de", "1.500", "1500,0", "1,5 Tausend", "1.500,00"],
    ["7.8 billion", "en", "7,800,000,000", "7800 million", "7.8e9"],
    ["7,8 Milliarden", "de", "7.800.000.000", "7,8·10⁹"],
    ["2 billones", "es", "2.000.000.000.000", "2 000 000 millones"],
    ["1000", "en", "10^3", "10³", "10**3", "1·10^3", "1E3"],
    ["0.001", "en", "10^-3", "10⁻³", "1/1000", ".001"],
    ["50 %", "en", "50%", "50 per cent", "50 percent"],
    ["50 %", "es", "50 por ciento"],
    ["50 %", "fr", "50 pour cent"],
    ["0.75", "en", "3/4", "¾", "6/8", "0,75"],
    ["5 €", "de", "5€", "€5", "5 Euro", "5 EUR", "5,00 €"],
    ["$1,500,000", "en", "$1.5 million", "1500000 USD", "1.5 million dollars"],
    ["10–20", "en", "10-20", "10 - 20", "10—20"],
    ["4 July 1776", "en", "4 july 1776"],
    ["Köln", "de", "Koeln", "Koln", "KÖLN", "köln."],
    ["Größe", "de", "Groesse", "GRÖSSE", "Grosse"],
    ["USA", "en", "U.S.A.", "usa"],
    ["σοφία", "el", "ΣΟΦΙΑ", "σοφια"],
    ["東京", "ja", "東 京", " 東京 "],
    ["トウキョウ", "ja", "ﾄｳｷｮｳ"],
    ["Fe³⁺", "en", "Fe3+", "Fe^3+"],
  ])("%j (%s) may be written otherwise", (wanted, language, ...given) => {
    expect(given.filter((text) => !matches(text, wanted, language))).toEqual([]);
  });

  it.each<Row>([
    ["5 km", "en", "5", "5 m", "50 km", "5 miles", "about 5 km", "-5 km", "5 km²", "", "?"],
    ["1.5 h", "en", "1.5", "1.5 min", "90", "90 h", "150 minutes"],
    ["10 m/s", "en", "10 m", "10 km/h", "10 m/s²", "10 s/m"],
    ["-5 °C", "en", "5 °C", "-5", "-5 °F", "-5 K"],
    ["20 C", "en", "20 °C"],
    ["1500", "en", "1.500", "15 hundred and one", "1,5", "1500 m", "15 000"],
    ["1500", "de", "1,500"],
    ["7.8 billion", "en", "7.8 million", "7.8", "7,800,000", "7.8 trillion"],
    ["1 Billion", "de", "1.000.000.000", "1 Milliarde"],
    ["1000", "en", "10^4", "103", "10^-3", "2^10"],
    ["50 %", "en", "50", "0.5", "5 %", "50 ‰"],
    ["1/3", "en", "0.33", "0.333", "3"],
    ["10–20", "en", "10", "20-10", "10-21", "-10"],
    ["4 July 1776", "en", "4 July 1775", "5 July 1776", "4 June 1776"],
    ["Köln", "de", "Kohl", "Kiel"],
    ["東京", "ja", "京都", "東京都", "东京"],
    ["planet", "en", "plant", "planets of the sun"],
    ["refraction", "en", "reflection"],
    ["convection", "en", "conduction"],
    ["proton", "en", "photon"],
    ["alkene", "en", "alkane", "alkyne"],
    ["three", "en", "there"],
    ["mucus", "en", "mucous"],
    ["train", "en", "brain", "grain", "drain"],
    ["CO2", "en", "CO", "CO3", "C02"],
    ["Fe³⁺", "en", "Fe2+", "Fe3-"],
  ])("%j (%s) is not what something else says", (wanted, language, ...given) => {
    expect(given.filter((text) => matches(text, wanted, language))).toEqual([]);
  });
});

describe("grading", () => {
  it("reads no text more often than it must, however many an author accepts", () => {
    const texts = (n: number) =>
      Array.from({ length: 20 }, (_, other) => `photosynthesis${n}${"abc"[other % 3]}`);
    const all = Array.from({ length: 60 }, (_, n) => ({ id: randomUUID(), accepted: texts(n) }));
    const questions = all.map(({ id }) => ({ id, kind: "cloze" as const, prompt: "___", options: [] }));
    const key = {
      lessonId: randomUUID(),
      questions: Object.fromEntries(
        all.map(({ id, accepted }) => [
          id,
          { correctOptionIds: [], acceptedTexts: accepted, explanation: "" },
        ]),
      ),
    };
    let looks = 0;
    const told = {
      ...key,
      questions: new Proxy(key.questions, {
        get: (of, id) => {
          looks += 1;
          return of[String(id)];
        },
      }),
    };
    const answers = questions.map(({ id }) => ({ questionId: id, text: "*".repeat(500) }));
    expect(gradeAnswers({ questions, key: told, language: "en" }, answers)).toHaveLength(60);
    // The key of the question that was answered, and none of the others where no slip is to be told from them.
    expect(looks).toBeLessThanOrEqual(2 * 60);
  });
});
