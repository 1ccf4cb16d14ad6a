import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "#functions/quality/coursework";
import { judgeCoursework } from "#functions/quality/judge-coursework";
import { lexiconFor } from "#functions/quality/lexicon";
import { ITEM_RULES } from "#functions/quality/rules/item-rules";
import { aCourse, aLesson } from "../coursework.ts";

/** A question in a line: its stem, then its options, the right ones with a star. */
function asked(line: string, over: Partial<Item> = {}): Item {
  const [stem = "", ...options] = line.split(" | ");
  return {
    ...{ id: "q", pointer: "/items/0", kind: "single", stem, accepted: [], explanation: "Because." },
    options: options.map((text) => ({ text: text.replace(/^\*/, ""), correct: text.startsWith("*") })),
    ...over,
  };
}

const found = (item: Item, language = "en"): string[] => {
  const course = aCourse({ language, lessons: [aLesson({ items: [item] })] });
  const names = new Set(ITEM_RULES.map(({ name }) => name));
  return judgeCoursework(course).findings.flatMap(({ rule }) => (names.has(rule) ? [rule] : []));
};

/** What a rule must find, and what looks like it and is sound. */
interface Cases {
  readonly flawed: readonly (readonly [string, Partial<Item>?, string?])[];
  readonly sound: readonly (readonly [string, Partial<Item>?, string?])[];
}

const ORGANS = "Heart | *Liver | Kidney | Lung";

const CASES: Record<string, Cases> = {
  "invalid-options": {
    flawed: [
      ["Which organ makes bile? | *Liver"],
      [`  | *Liver | Heart | Lung`],
      ["\u200b | *Liver | Heart | Lung"],
      ["Which organ makes bile? | *Liver |   | Lung"],
      ["Bile is made by the ____.", { kind: "cloze" }],
      ["Bile is made by the liver. | *True | False | Perhaps", { kind: "trueFalse" }],
    ],
    sound: [
      [`Which organ makes bile? | ${ORGANS}`],
      ["Bile is made by the ____.", { kind: "cloze", accepted: ["liver"] }],
    ],
  },
  "wrong-key-count": {
    flawed: [
      ["Which organ makes bile? | Liver | Heart | Lung"],
      ["Which organ makes bile? | *Liver | *Heart | Lung"],
      ["Which of these are organs? | *Liver | Wood | Stone", { kind: "multiple" }],
      ["Which of these are organs? | *Liver | *Lung", { kind: "multiple" }],
    ],
    sound: [
      [`Which organ makes bile? | ${ORGANS}`],
      ["Which of these are organs? | *Liver | *Lung | Stone", { kind: "multiple" }],
    ],
  },
  "duplicate-options": {
    flawed: [
      ["Which organ makes bile? | *Liver | Heart | heart."],
      ["Which unit is it? | *m² | ㎡ | m2 | M²"],
      ["Which organ makes bile? | *Liver | \u200fHeart | Heart"],
      ["Wo liegt es? | *Am Meer | In der Straße | IN DER STRASSE", {}, "de"],
    ],
    sound: [
      ["Which organ makes bile? | *Liver | Heart | The heart muscle"],
      ["What is -3 squared? | *9 | -9 | 6"],
      ["Which genotype is recessive? | AA | Aa | *aa"],
      ["Which prefix is mega? | m | *M | k"],
      ["What is a hundred? | *10² | 102 | 2¹⁰"],
      ["What is 3 · 2 · 1? | *3! | 3 | 1"],
      ["Which statement ends as C wants? | *x = 1; | x = 1 | x == 1"],
      ["What is true in Python? | *True | true | .T."],
      ["Which literal is it? | *`null` | `Null` | `nil`"],
      ["Which is spelt right? | *Monday | monday | MonDay"],
    ],
  },
  "explanation-contradicts": {
    flawed: [
      [`Which organ makes bile? | ${ORGANS}`, { explanation: "The correct answer is Heart." }],
      [`Which organ makes bile? | ${ORGANS}`, { explanation: "The right answer is C) Kidney, as seen." }],
      [`Which organ makes bile? | ${ORGANS}`, { explanation: "The answer should be C, as seen." }],
      [`Which organ makes bile? | ${ORGANS}`, { explanation: "Think again. Heart is correct." }],
      [`Which organ makes bile? | ${ORGANS}`, { explanation: "Liver is wrong, since it only stores it." }],
      [
        `¿Qué órgano produce la bilis? | Corazón | *Hígado | Riñón`,
        { explanation: "La respuesta correcta es Corazón." },
        "es",
      ],
      [
        `Welches Organ bildet die Galle? | Herz | *Leber | Niere`,
        { explanation: "Die richtige Antwort ist Herz." },
        "de",
      ],
    ],
    sound: [
      [
        `Which organ makes bile? | ${ORGANS}`,
        { explanation: "The correct answer is Liver. Heart is wrong." },
      ],
      [
        `Which organ makes bile? | ${ORGANS}`,
        { explanation: "The heart pumps blood; the liver makes bile." },
      ],
      [`Which organ makes bile? | ${ORGANS}`, { explanation: "Kidney is not right, since it makes urine." }],
      [`What is a right angle? | *90° | 45° | 180°`, { explanation: "A right angle is a quarter turn." }],
    ],
  },
  "none-of-the-above": {
    flawed: [
      ["Which metal is liquid? | *Mercury | Iron | Zinc | None of the above"],
      ["Which metal is liquid? | Iron | Zinc | *None of these."],
      ["Which metal is liquid? | Iron | Zinc | *None of the metals listed"],
      ["¿Qué metal es líquido? | *Mercurio | Hierro | Ninguna de las anteriores", {}, "es"],
      ["Welches Metall ist flüssig? | Eisen | Zink | *Keins der Metalle", {}, "de"],
      ["Welches Metall ist flüssig? | *Quecksilber | Eisen | Keine der Antworten ist richtig", {}, "de"],
    ],
    sound: [
      ["How many moons has Venus? | *None | One | Two"],
      ["Which vote passed? | *None of the members objected | Two objected | Most objected"],
    ],
  },
  "all-of-the-above": {
    flawed: [
      ["What do plants need? | Water | Light | Air | *All of the above"],
      ["What do plants need? | Water | Light | *Both of these"],
      ["What helps plants? | Water | Light | *All of them do"],
      ["¿Qué necesitan? | Agua | Luz | *Todo lo anterior", {}, "es"],
      ["¿Qué necesitan? | Agua | Luz | *Todas las anteriores", {}, "es"],
      ["Was brauchen Pflanzen? | Wasser | Licht | *Alle genannten", {}, "de"],
    ],
    sound: [
      ["How much of the floor is mud? | *All | Half | A third"],
      ["Who may vote? | *All citizens over 18 | Citizens over 30 | Land owners over 21"],
    ],
  },
  "absolute-terms": {
    flawed: [
      ["How do acids react? | *With bases | They never react | With water"],
      ["¿Cómo reaccionan? | *Con bases | Nunca reaccionan | Con agua", {}, "es"],
      ["Wie reagieren Säuren? | *Mit Basen | Sie reagieren nie | Mit Wasser", {}, "de"],
    ],
    sound: [
      ["When does it rain? | *Almost always at night | At noon | In the morning"],
      ["Which law governs nerve impulses? | *The all-or-none law | Ohm's law | Fick's law"],
      ["What is at -273 °C? | *Absolute zero | The freezing point | The triple point"],
      ["When is a set closed? | *Never empty | Never open | Never full"],
    ],
  },
  "longest-key": {
    flawed: [
      [
        "Why is the sky blue? | *Because short waves of light are scattered far more than long ones | Dust | Water",
      ],
      ["形容詞とは何ですか。 | *物事の性質や状態を詳しく言い表す語 | 動詞 | 名詞", {}, "ja"],
    ],
    sound: [
      ["Why is the sky blue? | *Short waves scatter more | Long waves scatter more | Dust"],
      ["Which gas? | *Carbon dioxide | Oxygen | Helium"],
    ],
  },
  "negative-stem": {
    flawed: [
      [`Which of these is not an organ? | ${ORGANS}`],
      [`All of the following are organs EXCEPT: | ${ORGANS}`],
      [`Which statement about the liver is false? | ${ORGANS}`],
      [`Which of these doesn't belong? | ${ORGANS}`],
      [`Which organ would you not need for bile? | ${ORGANS}`],
      ["¿Qué ingrediente no lleva la cerveza? | *Uva | Malta | Lúpulo", {}, "es"],
      [`Name the one that does NOT make bile. | ${ORGANS}`],
      ["¿Cuál de estos no es un órgano? | *Piedra | Hígado | Riñón", {}, "es"],
      ["Nenne das Organ, das keine Galle bildet. | *Herz | Leber | Niere", {}, "de"],
      ["Welches davon ist kein Organ? | *Stein | Leber | Niere", {}, "de"],
    ],
    sound: [
      [`Which organ makes bile? | ${ORGANS}`],
      [
        `What is a disease called that does not spread from person to person? | *Not infectious | Viral | Septic`,
      ],
      ["What is given to a patient who is not breathing? | *Rescue breaths | Sugar | Salt"],
      ["What does `not True` give? | True | *False | None"],
      [`Which knot holds without slipping? | *Bowline | Noose | Hitch`],
    ],
  },
  "stem-key-echo": {
    flawed: [
      ["What do we measure in an earthquake? | *Earthquake waves | Wind | Rain"],
      ["What do we call plants that flower? | *Flowering plants | Ferns | Mosses"],
    ],
    sound: [
      ["Which waves shake the ground? | Light | Radio | *None of the waves above"],
      ["Which waves shake the ground? | *Seismic waves | Radio waves | Sound waves"],
      [`Which organ makes bile? | ${ORGANS}`],
    ],
  },
  "lost-sequence": {
    flawed: [
      ["When did the war end? | 1945 | *1918 | 1939 | 1914"],
      ["How heavy is it? | 5 kg | *1 kg | 3 kg"],
    ],
    sound: [
      ["When did the war end? | 1914 | *1918 | 1939 | 1945"],
      ["How many are there? | 1,000 | 500 | *100"],
      ["Which is it? | 5 kg | *10 m | 3 s"],
      ["Who came third? | *Louis XVI | Louis XIV | Louis XV"],
    ],
  },
  "k-type": {
    flawed: [
      ["1. Iron 2. Copper 3. Glass. Which conduct? | *1 and 2 | 2 and 3 | 1, 2 and 3"],
      ["Which are right? | A | B | *Both A and B"],
      ["Which are right? | Iron | Gold | *Only A and B"],
      ["Which hold? | *Both statement 1 and statement 2 | Neither | The first"],
      ["i) Iron ii) Gold. Which rust? | *i only and ii | i and ii | ii"],
    ],
    sound: [
      ["Which vitamins dissolve in fat? | *A and D | B and C | C and B"],
      ["Who wrote it? | *Marx and Engels | Hegel and Kant | Smith and Mill"],
    ],
  },
  convergence: {
    flawed: [["What is the climate there? | *Hot and wet | Hot and dry | Cold and wet | Mild and windy"]],
    sound: [
      ["What is the climate there? | *Hot and wet | Hot and dry | Cold and wet | Cold and dry"],
      [`Which organ makes bile? | ${ORGANS}`],
    ],
  },
  "vague-terms": {
    flawed: [
      ["How does ice form? | *When water cools | It often falls | From salt"],
      ["¿Cómo se forma? | *Al enfriarse | A menudo cae | De la sal", {}, "es"],
      ["Wie entsteht Eis? | *Wenn Wasser abkühlt | Es fällt oft | Aus Salz", {}, "de"],
    ],
    sound: [
      ["Often asked: how does ice form? | *When water cools | From snow | From salt"],
      ["Which word is a quantifier? | *Some | Green | Run"],
    ],
  },
  "grammatical-cue": {
    flawed: [
      ["A substance that speeds up a reaction in the body is an | *enzyme | hormone | vitamin | protein"],
      ["The first people to reach the pole were | *two Norwegians | an Englishman | a Russian | a Swede"],
    ],
    sound: [
      ["A substance that speeds up a reaction in the body is an | *enzyme | acid | amide | oxide"],
      ["Speeding up a reaction is the work of a(n) | *enzyme | hormone | vitamin | protein"],
    ],
  },
  "true-false": {
    flawed: [
      ["The liver makes bile. | *True | False", { kind: "trueFalse" }],
      ["Does the liver make bile? | *Yes | No"],
      ["Die Leber bildet Galle. | *Richtig | Falsch", {}, "de"],
    ],
    sound: [
      ["Which is the value of the flag? | *True | False | Undefined"],
      ["Which pole? | *North | South"],
    ],
  },
  "fill-in-the-blank": {
    flawed: [["The ____ makes bile, which breaks down fats. | *liver | heart | lung", { kind: "cloze" }]],
    sound: [
      ["Bile is made by the ____. | *liver | heart | lung", { kind: "cloze" }],
      ["The ____ makes bile, which breaks down fats.", { kind: "cloze", accepted: ["liver"] }],
      ["How does the sequence 2, 4, 8, … go on after that? | *16 | 20 | 24"],
    ],
  },
  "unfocused-stem": {
    flawed: [
      ["Mitochondria are | *makers of energy | stores of fat | walls"],
      ["Tell which option is the most accurate. | *Cells divide | Cells burn | Cells sing"],
      ["Mitochondria: | *Make energy | Store fat | Divide"],
      ["Which of the following is true? | *Cells divide | Cells burn | Cells sing"],
      [
        "¿Cuál de las siguientes afirmaciones es correcta? | *Las células se dividen | Cantan | Arden",
        {},
        "es",
      ],
      ["Welche Aussage ist richtig? | *Zellen teilen sich | Zellen singen | Zellen brennen", {}, "de"],
    ],
    sound: [
      ["Which statement about mitochondria is true? | *They make energy | They store fat | They sing"],
      ["What is 7 × 8? | *56 | 54 | 48"],
      ["Bile is made by | *the liver | the heart | the lung"],
      ["Define variance. | *The mean squared deviation | The range | The mode"],
      ["7 − 9 = | *−2 | 2 | 16"],
      ["日本の国鳥は何ですか。 | *キジ | ツル | サギ", {}, "ja"],
      ["من بنى الكعبة؟ | *إبراهيم | موسى | عيسى", {}, "ar"],
      ["Ποιος έκλεψε τη φωτιά; | *Ο Προμηθέας | Ο Δίας | Ο Άρης", {}, "el"],
    ],
  },
  "gratuitous-information": {
    flawed: [
      [
        "My uncle once drove a blue tractor through three villages to buy fresh cheese. What is the boiling point of pure water? | *100 °C | 90 °C | 80 °C",
      ],
    ],
    sound: [
      ["A car drives 60 km in half an hour. What is its average speed? | *120 km/h | 60 km/h | 30 km/h"],
      [
        "Signs: (1) fever (2) cough (3) itch. Which point to distemper? | *(1) and (2) | (2) and (3) | (1) and (3)",
      ],
      [
        "A river slows where it meets a lake. Its load sinks to the ground. Which landform grows there? | *A delta | A canyon | A dune",
      ],
      [`Which organ makes bile? | ${ORGANS}`],
    ],
  },
  "missing-explanation": {
    flawed: [[`Which organ makes bile? | ${ORGANS}`, { explanation: "" }]],
    sound: [[`Which organ makes bile? | ${ORGANS}`]],
  },
};

const all = (kind: keyof Cases) =>
  Object.entries(CASES).flatMap(([rule, cases]) =>
    cases[kind].map(([line, over, language]) => ({ rule, line, over, language })),
  );

describe("a rule for questions", () => {
  it("has cases of what it finds and of what it lets pass", () => {
    expect(Object.keys(CASES).sort()).toEqual(ITEM_RULES.map(({ name }) => name).sort());
  });

  it.each(all("flawed"))("finds $rule in: $line", ({ rule, line, over, language }) => {
    expect(found(asked(line, over), language)).toContain(rule);
  });

  it.each(all("sound"))("finds no $rule in: $line", ({ rule, line, over, language }) => {
    expect(found(asked(line, over), language)).not.toContain(rule);
  });

  it("says where it comes from, and what to do", () => {
    for (const { name, source, advice, title } of ITEM_RULES) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect([source.length > 20, advice.endsWith("."), title.length > 10]).toEqual([true, true, true]);
    }
  });
});

const hostile = [
  "a ".repeat(5000),
  "which ".repeat(1600),
  "not except ".repeat(900),
  "(".repeat(10_000),
  "_".repeat(10_000),
  "1, ".repeat(3300),
  "is ".repeat(3300),
  "￿‮漢字 ".repeat(1000),
];

describe("any question", () => {
  it.each(hostile.map((text, n) => [n, text]))(
    "is looked at in a moment, however odd it is (%i)",
    (_, text) => {
      const options = Array.from({ length: 1000 }, (__, n) => ({
        text: `${text.slice(n, n + 200)} ${n}`,
        correct: n === 7,
      }));
      const began = process.cpuUsage();
      found({ ...asked(text), options, explanation: text });
      expect(process.cpuUsage(began).user / 1e6).toBeLessThan(2);
    },
  );

  it("is judged without a throw, the same way twice, in short sentences", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.constantFrom(...hostile.map((each) => each.slice(0, 80))),
    );
    const item = fc.record({
      stem: text,
      explanation: text,
      options: fc.array(fc.record({ text, correct: fc.boolean() }), { maxLength: 6 }),
      kind: fc.constantFrom("single", "multiple", "trueFalse", "cloze") as fc.Arbitrary<Item["kind"]>,
    });
    fc.assert(
      fc.property(item, fc.constantFrom("en", "es", "de", "ja"), (said, language) => {
        const question: Item = { id: "q", pointer: "", accepted: [], ...said };
        for (const rule of ITEM_RULES) {
          const remarks = rule.find(question, lexiconFor(language));
          expect(rule.find(question, lexiconFor(language))).toEqual(remarks);
          for (const { detail } of remarks) expect(detail.length).toBeLessThanOrEqual(300);
        }
      }),
      { numRuns: 300 },
    );
  });
});
