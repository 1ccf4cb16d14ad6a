import { describe, expect, it } from "vitest";
import { anItem, aSection, cited, courseOf, findingsOf, scoreOf } from "../coursework.ts";

const light = "Chlorophyll absorbs light of red and blue colour in the leaves.";
const objective = "Explain how chlorophyll absorbs light";

describe("the objectives of a lesson", () => {
  const asked = (id: string, of = objective) => anItem(`Which pigment is it? ${id}`, { id, objective: of });

  it.each([
    ["taught and asked about", [light], [asked("a"), asked("b")], 0, 0],
    ["asked about once", [light], [asked("a")], 0, 1],
    [
      "taught, and asked about by a question that names none",
      [light],
      [anItem("Which pigment absorbs light?")],
      0,
      1,
    ],
    ["not taught", ["Plates move on the mantle of the Earth."], [asked("a"), asked("b")], 1, 0],
    ["not asked about", [light], [asked("a", "Name a planet")], 1, 0],
    ["of a bank without texts", [], [asked("a"), asked("b")], 0, 0],
  ])("%s", (_, sections, items, missing, thin) => {
    const course = courseOf([
      { objectives: [objective], sections: sections.map((text) => aSection(text)), items },
    ]);
    expect(findingsOf("objective-not-covered", course)).toHaveLength(missing);
    expect(findingsOf("objective-thinly-tested", course)).toHaveLength(thin);
    expect(scoreOf("objective-coverage", course)?.value).toBe(missing === 0 ? 100 : 0);
  });

  it("of the course are each spoken of in a lesson", () => {
    const course = courseOf([{ sections: [aSection(light)] }], {
      objectives: [objective, "Describe volcanic eruptions"],
    });
    expect(findingsOf("course-objective-not-covered", course)).toMatchObject([
      { detail: "No lesson speaks of “Describe volcanic eruptions”." },
    ]);
  });
});

describe("the time a course takes", () => {
  it.each([
    ["as asked", 10, 0],
    ["half as long again and more", 6, 1],
    ["less than half", 25, 1],
    ["of which nothing was said", undefined, 0],
  ])("%s", (_, targetMinutes, count) => {
    const course = courseOf(
      [{ sections: [aSection("word ".repeat(1800))] }],
      targetMinutes ? { targetMinutes } : {},
    );
    expect(findingsOf("time-budget", course)).toHaveLength(count);
    expect(scoreOf("minutes", course)?.value).toBe(10);
  });
});

const english =
  "Leaves are green because the pigment in them takes up red and blue light and sends most of the green light back to our eyes, which is why a wood in summer looks the way it does.";
const german =
  "Blätter sind grün, weil der Farbstoff in ihnen rotes und blaues Licht aufnimmt und den größten Teil des grünen Lichts zu unseren Augen zurückwirft, weshalb ein Wald im Sommer so aussieht, wie er es tut.";
const spanish =
  "Las hojas son verdes porque el pigmento que contienen absorbe la luz roja y azul y devuelve a nuestros ojos la mayor parte de la luz verde, y por eso un bosque en verano tiene el aspecto que tiene.";

describe("the language of a text", () => {
  it.each([
    ["en", english, 0],
    ["de-AT", german, 0],
    ["es", spanish, 0],
    ["en", german, 1],
    ["de", english, 1],
    ["es", english, 1],
    ["en", spanish, 1],
    ["en", "Schadenfreude, Weltschmerz und Zeitgeist", 0],
    ["en", `${english} Goethe wrote: „${german}“`, 0],
    ["en", `${english}\n\n> ${german}\n> ${german}`, 0],
    ["en", `\`\`\`\n${german}\n\`\`\``, 0],
    ["zxx", english, 0],
  ])("asked for as %s: %s", (language, text, count) => {
    expect(
      findingsOf("wrong-language", courseOf([{ sections: [aSection(text)] }], { language })),
    ).toHaveLength(count);
  });
});

describe("a term", () => {
  const use = "A pigment takes up light. Each pigment has its colours.";
  const definition = "A **pigment** is a substance that takes up some colours of light.";
  const front = { id: "c", pointer: "/cards/0", front: "Pigment", back: "A substance that takes up light" };

  it.each([
    ["explained in a later lesson", [use], [definition], [], 1],
    ["explained in a later section of its lesson", [use, definition], [], [], 1],
    ["explained by a later lesson’s flashcard", [use], ["Now to colours."], [front], 1],
    ["explained where it is first used", [`${definition} ${use}`], [definition], [], 0],
    ["mentioned once before", ["A pigment takes up light."], [definition], [], 0],
    ["explained later in the singular", ["Pigments take up light. Pigments fade."], [definition], [], 1],
    ["in bold without being explained", [use], ["This is a **pigment** too."], [], 0],
    ["explained before", [definition], [use], [], 0],
  ])("%s", (_, first, second, cards, count) => {
    const section = (text: string, at: number) => aSection(text, { id: `${text}${at}` });
    const course = courseOf([{ sections: first.map(section) }, { sections: second.map(section), cards }]);
    expect(findingsOf("term-before-definition", course)).toHaveLength(count);
  });
});

describe("a statement from a source", () => {
  const passage =
    "In 1804 Nicolas-Théodore de Saussure showed that plants take up water and carbon dioxide. He weighed 1,200 plants in three years.";
  const said = (markdown: string, language = "en") =>
    courseOf([{ sections: [cited(markdown, { quote: "showed that plants take up water", passage })] }], {
      language,
    });

  it.each([
    [
      "with its year and name",
      "It was Saussure who showed in 1804 that plants take up water and carbon dioxide.",
      0,
    ],
    ["with its number in another spelling", "He weighed 1200 plants for this work.", 0],
    ["with another year", "Saussure showed in 1840 that plants take up water and carbon dioxide.", 1],
    ["with another name", "It was Priestley who showed that plants take up water and carbon dioxide.", 1],
    ["with a small number", "The plants were weighed for 3 years by Saussure.", 0],
    ["that is a question", "Did Priestley show in 1771 that plants take up water?", 0],
    ["under a heading with a name", "## What Priestley Said\n\nPlants take up water and carbon dioxide.", 0],
  ])("%s", (_, markdown, count) => {
    expect(findingsOf("unsupported-claim", said(markdown))).toHaveLength(count);
  });

  it("that shares no words with it is worth a note, and lowers the measure", () => {
    const course = said(
      "Volcanoes erupt where magma rises through cracks of the crust.\n\nPlants take up water and carbon dioxide.",
    );
    expect(findingsOf("distant-claim", course)).toHaveLength(1);
    expect(scoreOf("grounding", course)).toMatchObject({ value: 50, verdict: "poor" });
  });

  it.each([
    ["fr", "Saussure le montra en 1804."],
    ["fr", "Saussure le montra en 1840.", 1],
    ["ja", "植物は水を吸う。１８０４年に示された。"],
    ["ja", "植物は水を吸う。１８４０年に示された。", 1],
    ["de", "Priestley zeigte es im Jahr 1840.", 1],
  ])("in %s is judged by its numbers alone: %s", (language, text, count = 0) => {
    expect(findingsOf("unsupported-claim", said(text, language))).toHaveLength(count);
  });

  it("in German is not judged by its capitals", () => {
    expect(findingsOf("unsupported-claim", said("Die Pflanzen nehmen Wasser auf.", "de"))).toEqual([]);
  });
});
