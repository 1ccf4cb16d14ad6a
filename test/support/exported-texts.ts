import type { Block } from "../../functions/learning/block.ts";
import { anExported, aQuestionOf, cards, cites, quiz, text } from "./exported.ts";

/** What somebody writes who wants a file to do more than be read. */
export const ATTACKS = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</style></title></textarea><svg onload=alert(1)>",
  "[here](javascript:alert(1)) <a href='JaVaScRiPt:alert(1)'>x</a> <javascript:alert(1)>",
  "![p](https://evil.example/pixel.png) <iframe src=//evil.example></iframe>",
  "<b><i><table><tr><td>never closed",
  "\u202Etxt.exe\u202C \u2066isolated\u2069 \uFEFF\u0000\u0007",
  "$" + "{7*7} {{7*7}} <%= 7*7 %> `x`",
  "---\ntitle: other\n---\n# Heading\n[^1]: mine\n| a | b |\n```\nopen",
  "\uD800 half, and a very ".concat("long".repeat(400)),
] as const;

/** The attacks in every field there is. */
export const hostile = () =>
  anExported({
    title: ATTACKS.join(" "),
    course: {
      ...{ summary: ATTACKS[0], description: ATTACKS.join("\n\n"), topic: ATTACKS[1], tags: [...ATTACKS] },
      ...{ objectives: [...ATTACKS], language: "en-x-evil" },
    },
    lessons: ATTACKS.map((attack, index) => ({
      title: attack,
      summary: attack,
      objectives: [attack],
      blocks: [
        text(`${attack}\n\nand ${attack} inline`, [cites(attack, 3)]),
        { ...text(attack), type: "example" } as Block,
        {
          id: text("").id,
          type: "code",
          language: attack,
          code: `${attack}\n\`\`\`\n</code></pre>`,
          explanation: attack,
        },
        quiz(aQuestionOf(attack, [attack, "B"], { hint: attack }), aQuestionOf(attack, [])),
        cards([attack, attack]),
        {
          id: text("").id,
          type: "resource",
          title: attack,
          kind: "video",
          attribution: attack,
          url: RESOURCES[index % RESOURCES.length] ?? "",
        },
      ],
    })),
  });

const RESOURCES = [
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  'https://example.com/"onmouseover=alert(1)//',
  "file:///etc/passwd",
  "https://example.com/(a)[b]<c>",
];

const german = "Größe, Straße und Übermut: „Zitat“ – so schreibt man’s. ";
const greek = "Η φωτοσύνθεση μετατρέπει το φως σε ζάχαρη· τα φύλλα είναι πράσινα. ";
const russian = "Фотосинтез превращает свет в сахар; листья зелёные — «хлорофилл». ";

const aSmall = (language: string, title: string, sentence: string) =>
  anExported({
    title,
    language,
    course: { summary: sentence, objectives: [sentence], lessonCount: 3 },
    lessons: [
      {
        title: sentence.slice(0, 30),
        summary: sentence,
        objectives: [sentence],
        blocks: [
          text(
            `${sentence.repeat(6)}\n\n## ${sentence.slice(0, 20)}\n\n- **${sentence}**\n- _${sentence}_\n\n\`${sentence.slice(0, 12)}\``,
            [cites(sentence, 2)],
          ),
          {
            id: text("").id,
            type: "code",
            language: "python",
            code: `# ${sentence}\nprint("${sentence.slice(0, 15)}")`,
          },
          quiz(aQuestionOf(sentence, [sentence.slice(0, 10), sentence.slice(10, 20)], { hint: sentence })),
          cards([sentence.slice(0, 12), sentence]),
        ],
      },
    ],
  });

export const inGerman = () => aSmall("de", "Blätter: Größe und Übermut", german);
export const inGreek = () => aSmall("el", "Τα φύλλα", greek);
export const inRussian = () => aSmall("ru", "Листья и свет", russian);
export const inArabic = () => aSmall("ar", "الأوراق والضوء", "تحوّل الأوراق الضوء إلى سكر، وهي خضراء اللون. ");
export const inChinese = () => aSmall("zh", "叶子与光", "光合作用把光变成糖，叶子是绿色的。😀👩‍🔬 ");
export const withEmoji = () =>
  aSmall(
    "en",
    "Leaves 🌿 & light ☀️ → sugar",
    "Light 🌞 falls on a leaf 🍃 (日本語, עברית) and x ∈ ℝ, é = e\u0301. ",
  );

const words =
  "Light falls on a leaf and the leaf makes sugar out of light and water and air, which is what it lives on. ";

/** Twenty lessons of about two thousand words, a dozen questions and twenty cards each. */
export const long = (lessons = 20) =>
  anExported({
    title: "Everything about leaves",
    course: { summary: words, description: words.repeat(4) },
    lessons: Array.from({ length: lessons }, (_, index) => ({
      title: `Part ${index + 1} of what there is to know`,
      summary: words,
      objectives: [words, words],
      blocks: [
        ...Array.from({ length: 10 }, (__, part) =>
          text(
            `## Section ${part + 1}\n\n${`${words.repeat(4)}\n\n`.repeat(2)}- one **bold**\n- two\n\n> ${words}\n`,
            [cites(`${words}${index}-${part}`, part + 1)],
          ),
        ),
        { id: text("").id, type: "code", language: "ts", code: "const leaf = light + water;\n".repeat(60) },
        quiz(
          ...Array.from({ length: 12 }, (__, n) =>
            aQuestionOf(`${words}${n}?`, ["Sugar", "Salt", words, "Soap"]),
          ),
        ),
        cards(...Array.from({ length: 20 }, (__, n) => [`Term ${n}`, words] as const)),
      ],
    })),
  });
