import { describe, expect, it } from "vitest";
import { anItem, aSection, courseOf, findingsOf } from "../coursework.ts";

const found = (language: string, text: string) =>
  findingsOf("unsafe-content", courseOf([{ sections: [aSection(text)] }], { language }));

describe("what is not fit for learners", () => {
  it.each([
    ["en", "This is how to build a pipe bomb in your kitchen."],
    ["en", "A recipe for cooking meth is short."],
    ["en", "How to make a Molotov cocktail"],
    ["en", "The most effective way to kill yourself is this."],
    ["en", "You should kill yourself."],
    ["en", "That faggot lives next door."],
    ["es", "Aprende cómo fabricar una bomba casera."],
    ["es", "Las mejores formas de suicidarse"],
    ["de", "Eine Anleitung zum Bauen einer Rohrbombe"],
    ["de", "Bring dich doch um!"],
  ])("is found: %s %s", (language, text) => {
    expect(found(language, text)).toMatchObject([{ severity: "error" }]);
  });

  it.each([
    [
      "en",
      "In sexual reproduction a sperm cell fertilises an egg cell; the penis and the vagina are organs of it.",
    ],
    [
      "en",
      "The atomic bomb that was dropped on Hiroshima killed 70,000 people; nerve gas was used at Ypres.",
    ],
    ["en", "An overdose of paracetamol first causes nausea and vomiting; call a doctor at once."],
    ["en", "How to make methane and methanol from biomass; how to build a bridge."],
    ["en", "Suicide is the second leading cause of death among the young. Ask for help."],
    ["en", "Flame retardants slow the fire. The cock crowed; the dick test was named after its authors."],
    ["en", "Heroin acts on opioid receptors. Niger and Nigeria lie in Africa. A niggardly sum."],
    ["en", "How to recognise the symptoms of sarin poisoning"],
    ["es", "La reproducción sexual necesita dos gametos. La bomba atómica cayó en 1945."],
    ["es", "Una sobredosis de heroína detiene la respiración."],
    ["de", "Die Nigerianer leben in Nigeria. Das Buch ist dick. Der Niger fließt durch Mali."],
    [
      "de",
      "Der Stauffenberg-Anschlag mit einer Bombe scheiterte. Schwanger wird eine Frau durch Befruchtung.",
    ],
    ["de", "Wie man Brandwunden behandelt und warum Heroin abhängig macht"],
  ])("leaves alone: %s %s", (language, text) => {
    expect(found(language, text)).toEqual([]);
  });

  it("is found in options, explanations, cards and titles too, and told where", () => {
    const bad = "how to make ricin";
    const course = courseOf([
      {
        ...{ title: bad, items: [anItem("What?", { explanation: bad, pointer: "/lessons/0/items/7" })] },
        cards: [{ id: "c", pointer: "/lessons/0/cards/2", front: "Ricin", back: bad }],
      },
    ]);
    expect(findingsOf("unsafe-content", course).map(({ pointer }) => pointer)).toEqual([
      "/lessons/0",
      "/lessons/0/cards/2",
      "/lessons/0/items/7",
    ]);
  });
});
