import { describe, expect, it } from "vitest";
import { englishSyllables, germanSyllables, spanishSyllables } from "#functions/quality/readability";
import { anItem, aSection, courseOf, findingsOf, scoreOf } from "../coursework.ts";

describe("syllables", () => {
  it.each(
    Object.entries({
      plant: 1,
      leaves: 1,
      table: 2,
      water: 2,
      chlorophyll: 3,
      photosynthesis: 5,
      energy: 3,
      created: 3,
      walked: 1,
      wanted: 2,
      idea: 3,
      science: 2,
      nation: 2,
      special: 2,
      people: 2,
      the: 1,
      video: 3,
    }),
  )("of the English %s are counted: %i", (word, count) => {
    expect(englishSyllables(word)).toBe(count);
  });
  it.each(
    Object.entries({
      planta: 2,
      luz: 1,
      aire: 2,
      energía: 4,
      teatro: 3,
      ciudad: 2,
      agua: 2,
      guerra: 2,
      país: 2,
      fotosíntesis: 5,
      que: 1,
      muy: 1,
      poesía: 4,
    }),
  )("of the Spanish %s are counted: %i", (word, count) => {
    expect(spanishSyllables(word)).toBe(count);
  });
  it.each(
    Object.entries({
      pflanze: 2,
      licht: 1,
      blätter: 2,
      häuser: 2,
      energie: 3,
      wissenschaft: 3,
      see: 1,
      bauen: 2,
      teilchen: 2,
    }),
  )("of the German %s are counted: %i", (word, count) => {
    expect(germanSyllables(word)).toBe(count);
  });
});

const plain: Record<string, string> = {
  en: "The sun is hot. A leaf takes in its light. The plant makes food from it. We eat the plant. ",
  es: "El sol da luz. La hoja toma la luz. La planta hace su comida. Yo como la planta. ",
  de: "Die Sonne ist heiß. Ein Blatt nimmt ihr Licht auf. Die Pflanze macht sich Nahrung. Wir essen sie. ",
};
const hard: Record<string, string> = {
  en: "Notwithstanding considerable methodological heterogeneity, contemporary investigations substantiate photosynthetic efficiency as fundamentally determined by the intricate regulatory interdependencies characterising chloroplastic carbon assimilation throughout environmental perturbations. ",
  es: "Independientemente de la considerable heterogeneidad metodológica, las investigaciones contemporáneas fundamentan que la eficiencia fotosintética depende fundamentalmente de interdependencias regulatorias extraordinariamente complejas características de la asimilación cloroplástica. ",
  de: "Ungeachtet beträchtlicher methodologischer Verschiedenartigkeiten untermauern zeitgenössische Untersuchungen die Abhängigkeit photosynthetischer Wirkungsgrade von außerordentlich verwickelten regulatorischen Wechselbeziehungen innerhalb chloroplastischer Kohlenstoffassimilation. ",
};

describe("how hard a lesson reads", () => {
  it.each(["en", "es", "de"])("is told of texts in %s", (language) => {
    const read = (text: string) =>
      courseOf([{ sections: [aSection(text)] }], { language, difficulty: "beginner" });
    expect(findingsOf("reading-level", read((plain[language] ?? "").repeat(8)))).toEqual([]);
    expect(findingsOf("reading-level", read((hard[language] ?? "").repeat(8)))).toHaveLength(1);
    expect(findingsOf("reading-level", read((hard[language] ?? "").repeat(1)))).toEqual([]);
    expect(scoreOf("reading-level", read((plain[language] ?? "").repeat(8)))?.verdict).toBe("good");
  });
});

describe("what questions ask for", () => {
  const level = (stems: readonly string[], language = "en") =>
    scoreOf(
      "bloom-spread",
      courseOf([{ items: stems.map((stem, at) => anItem(stem, { id: `${at}` })) }], { language }),
    )?.value;

  it.each([
    [
      "en",
      [
        "Calculate the yield.",
        "Compare two leaves.",
        "Define a pigment.",
        "Name a gas.",
        "Justify the choice.",
      ],
      60,
    ],
    [
      "es",
      [
        "Calcula la energía.",
        "Compara dos hojas.",
        "Define un pigmento.",
        "Nombra un gas.",
        "Explica la luz.",
      ],
      40,
    ],
    [
      "de",
      [
        "Berechne den Ertrag.",
        "Vergleiche zwei Blätter.",
        "Definiere Pigment.",
        "Nenne ein Gas.",
        "Erkläre das Licht.",
      ],
      40,
    ],
  ])("is told by their verbs in %s", (language, stems, value) => {
    expect(level(stems, language)).toBe(value);
  });

  it("is what their author says, where that is said", () => {
    const items = Array.from({ length: 5 }, (_, at) =>
      anItem("Name a gas.", { id: `${at}`, bloom: "apply" }),
    );
    expect(scoreOf("bloom-spread", courseOf([{ items }]))?.value).toBe(100);
  });

  it("is not told by verbs that stand as nouns", () => {
    const nouns = [
      "Which state is it?",
      "Is the design old?",
      "What is this test?",
      "A plan?",
      "Whose report?",
    ];
    expect(level(nouns)).toBeUndefined();
    expect(level([...nouns, ...[..."abcde"].map((name) => `Calculate the report’s ${name}.`)])).toBe(100);
  });

  it("is not told of fewer than five", () => {
    expect(level(["Name a gas."])).toBeUndefined();
  });
});

describe("how often a course repeats itself", () => {
  it.each([
    ["never", Array.from({ length: 200 }, (_, at) => `w${at}`).join(" "), 100, "good"],
    ["all the time", "the leaf is green and ".repeat(40), 3, "poor"],
  ])("%s", (_, text, value, verdict) => {
    expect(scoreOf("distinctness", courseOf([{ sections: [aSection(text)] }]))).toMatchObject({
      value,
      verdict,
    });
  });
});
