import { isObject } from "./gemma-schema.ts";

/** What a model may write that it should not: every rule finds something here (`gate-lesson.test.ts`). */

interface Flawed {
  readonly prompt: string;
  readonly right: string;
  readonly wrong: readonly string[];
  readonly explanation?: string;
  /** Where the right option stands. */
  readonly place?: number;
  readonly rules: readonly string[];
}

export const FLAWED_QUESTIONS = {
  "explanation-contradicts": {
    ...{ prompt: "Which gas do green plants take in by day?", right: "Carbon dioxide" },
    ...{ wrong: ["Oxygen", "Nitrogen", "Helium"], explanation: "The correct answer is Oxygen." },
    rules: ["explanation-contradicts"],
  },
  "none-of-the-above": {
    ...{ prompt: "Which planet is not a gas giant?", right: "Mars" },
    ...{ wrong: ["Jupiter", "Saturn", "None of the above"], place: 1 },
    rules: ["none-of-the-above", "negative-stem"],
  },
  "all-of-the-above": {
    ...{ prompt: "What is true?", right: "All of the above" },
    ...{ wrong: ["Iron rusts", "Gold shines", "Lead is heavy"], place: 3 },
    rules: ["all-of-the-above", "unfocused-stem"],
  },
  "absolute-terms": {
    ...{ prompt: "How do metals react with acids?", right: "Reactive ones give off hydrogen" },
    ...{ wrong: ["They never react", "They sometimes dissolve", "They turn blue"] },
    rules: ["absolute-terms", "vague-terms"],
  },
  "longest-key": {
    ...{
      prompt: "Why does ice float on water?",
      right: "Because frozen water takes up more room than the liquid it was made of",
    },
    ...{ wrong: ["It is cold", "It is clear", "It is hard"] },
    rules: ["longest-key", "stem-key-echo"],
  },
  "k-type": {
    ...{
      prompt: "1. Copper 2. Iron 3. Glass. Which of these do not conduct electricity well?",
      right: "3 only and 3",
    },
    ...{ wrong: ["1 and 2", "2 and 3", "1, 2 and 3"] },
    rules: ["k-type"],
  },
  convergence: {
    ...{ prompt: "What is the climate of a tropical rainforest like?", right: "Hot and wet" },
    ...{ wrong: ["Hot and dry", "Cold and wet", "Usually mild"] },
    rules: ["convergence", "vague-terms"],
  },
  "grammatical-cue": {
    ...{ prompt: "The organ of the belly that has no known use is an", right: "Appendix" },
    ...{ wrong: ["Liver", "Pancreas, sometimes", "Kidney"] },
    rules: ["grammatical-cue", "vague-terms"],
  },
  "fill-in-the-blank": {
    ...{
      prompt: "The ____ pumps blood through the whole body, and the pump never rests.",
      right: "heart pump",
    },
    ...{ wrong: ["liver", "kidney", "lung"] },
    rules: ["fill-in-the-blank", "stem-key-echo"],
  },
  "gratuitous-information": {
    ...{
      prompt: "Anna keeps bees behind her house and sells honey on Saturdays. Which planet is not rocky?",
      right: "Saturn",
    },
    ...{ wrong: ["Mars", "Venus", "Mercury"], place: 3 },
    rules: ["gratuitous-information", "negative-stem"],
  },
  "true-false": {
    ...{ prompt: "Which metal does not rust in wet air: is it gold?", right: "Yes", wrong: ["No"] },
    rules: ["true-false", "negative-stem"],
  },
} as const satisfies Record<string, Flawed>;

const UNSAFE = "Here is how to make a pipe bomb at home.";

/** Enough for its language to be told, and about nothing that the lesson says. */
const GERMAN =
  "Die Blätter der Bäume sind so dünn, dass das Licht in jede ihrer Zellen fällt, und auf der Unterseite sind kleine Öffnungen, durch die die Luft in das Blatt strömt und das Wasser verdunstet, wenn der Tag heiß ist.";

/** Forty words without a stop. */
const HARD = `${"Notwithstanding considerable photosynthetic interdependencies, chloroplast-containing mesophyll parenchyma characteristically demonstrates extraordinarily sophisticated physiological compartmentalisation, ".repeat(3)}as is known.`;

type Draft = Record<string, unknown> & {
  texts: Record<string, unknown>[];
  questions: Record<string, unknown>[];
};
const first = <T>([thing]: readonly T[]): T => {
  if (thing === undefined) throw new Error("A good draft has texts and questions.");
  return thing;
};
const withText = (draft: Draft, change: (markdown: string) => string): Draft => {
  const text = first(draft.texts);
  return {
    ...draft,
    texts: [{ ...text, markdown: change(String(text["markdown"])) }, ...draft.texts.slice(1)],
  };
};
const withQuestion = (draft: Draft, over: Record<string, unknown>): Draft => ({
  ...draft,
  questions: [{ ...first(draft.questions), ...over }, ...draft.questions.slice(1)],
});
const chosen = (...texts: readonly string[]) => texts.map((text, n) => ({ text, correct: n === 0 }));

/** What may be wrong with a lesson as a whole, and the rules that find it. */
export const FLAWED_LESSONS = {
  "unsafe-text": {
    ...{ rules: ["unsafe-content"], fate: "text" },
    change: (draft) => {
      const { texts } = withText(draft, (markdown) => `${markdown} ${UNSAFE}`);
      return { ...draft, texts: [...texts, first(draft.texts)] };
    },
  },
  "unsafe-example": {
    ...{ rules: ["unsafe-content"], fate: "example" },
    change: (draft) => ({ ...draft, example: UNSAFE }),
  },
  "unsafe-card": {
    ...{ rules: ["unsafe-content"], fate: "flashcard" },
    change: (draft) => ({ ...draft, flashcards: [{ front: "At home?", back: UNSAFE }] }),
  },
  "unsupported-claim": {
    ...{ rules: ["unsupported-claim"], fate: "told" },
    change: (draft) =>
      withText(draft, (markdown) => `${markdown} Leaves were first drawn by Heisenberg in 1887.`),
  },
  "wrong-language": {
    ...{ rules: ["wrong-language"], fate: "told" },
    change: (draft) => withText(draft, () => GERMAN),
  },
  "near-duplicate-questions": {
    ...{ rules: ["near-duplicate-questions"], fate: "told" },
    change: (draft) => {
      const question = first(draft.questions);
      const again = { ...question, prompt: `${String(question["prompt"]).replace(/\?$/, "")}, then?` };
      return { ...draft, questions: [...draft.questions, again] };
    },
  },
  "near-duplicate-paragraphs": {
    ...{ rules: ["near-duplicate-paragraphs"], fate: "told" },
    change: (draft) => withText(draft, (markdown) => `${markdown}\n\n${markdown.replace(/^#.*\n/, "")}`),
  },
  "term-before-definition": {
    ...{ rules: ["term-before-definition"], fate: "told" },
    change: (draft) => {
      const text = first(draft.texts);
      const early = "Each guard cell closes. Two guard cells make one pore, and a guard cell is alive.";
      const later = "A **guard cell** is a cell at the side of a pore.";
      return { ...draft, texts: [early, later].map((markdown) => ({ ...text, markdown })) };
    },
  },
  "reading-level": {
    ...{ rules: ["reading-level"], fate: "told" },
    change: (draft) => withText(draft, (markdown) => `${markdown} ${HARD} ${HARD} ${HARD}`),
  },
  "unknown-objective": {
    ...{ rules: ["unknown-objective"], fate: "told" },
    change: (draft) => withQuestion(draft, { objective: "Bake a cake" }),
  },
  "untested-objective": {
    ...{ rules: ["objective-not-covered"], fate: "told" },
    change: (draft) => {
      const asked = withQuestion(draft, { prompt: "Which of these terms belongs here?" });
      const untied = ({ objective: _, ...question }: Record<string, unknown>) => question;
      const questions = asked.questions.map((each) => ({
        ...untied(each),
        explanation: "The lesson says so.",
      }));
      return { ...asked, questions };
    },
  },
  "duplicate-options": {
    ...{ rules: ["duplicate-options"], fate: "form" },
    change: (draft) => withQuestion(draft, { kind: "single", options: chosen("Iron", "Gold", "gold ") }),
  },
  "one-option": {
    ...{ rules: ["invalid-options"], fate: "form" },
    change: (draft) => withQuestion(draft, { kind: "single", options: chosen("Iron") }),
  },
  "no-key": {
    ...{ rules: ["wrong-key-count"], fate: "form" },
    change: (draft) => withQuestion(draft, { kind: "multiple", options: chosen("Iron", "Gold", "Lead") }),
  },
  "no-explanation": {
    ...{ rules: ["missing-explanation"], fate: "form" },
    change: (draft) => withQuestion(draft, { explanation: " " }),
  },
  "empty-text": {
    ...{ rules: ["broken-reference"], fate: "form" },
    change: (draft) => withText(draft, () => " "),
  },
  "no-citation": {
    ...{ rules: ["uncited-text"], fate: "form" },
    change: (draft) => ({ ...draft, texts: [{ ...first(draft.texts), citations: [] }] }),
  },
  "false-quote": {
    ...{ rules: ["quote-mismatch"], fate: "form" },
    change: (draft) => ({
      ...draft,
      texts: [{ ...first(draft.texts), citations: [{ passage: "p1", quote: "These words stand nowhere." }] }],
    }),
  },
  "numbers-in-disorder": {
    ...{ rules: ["lost-sequence"], fate: "sorted" },
    change: (draft) => withQuestion(draft, { kind: "single", options: chosen("12", "40", "3", "25") }),
  },
} as const satisfies Record<string, FlawedLesson>;

interface FlawedLesson {
  readonly rules: readonly string[];
  /**
   * What becomes of it when its author does not mend it: `form`, asked for again before the gate; `sorted`, put right
   * without a call; `told`, kept and told in the report; otherwise what is left out.
   */
  readonly fate: "form" | "sorted" | "told" | "text" | "example" | "flashcard";
  readonly change: (draft: Draft) => unknown;
}

// The keys of the two objects above.
export const FLAWS_OF_QUESTIONS = Object.keys(FLAWED_QUESTIONS) as (keyof typeof FLAWED_QUESTIONS)[];
export const FLAWS_OF_LESSONS = Object.keys(FLAWED_LESSONS) as (keyof typeof FLAWED_LESSONS)[];
export const FLAWED = [...FLAWS_OF_QUESTIONS, ...FLAWS_OF_LESSONS] as const;

const isDraft = (good: Record<string, unknown>): good is Draft => Array.isArray(good["texts"]);
const isOfLesson = (flaw: (typeof FLAWED)[number]): flaw is keyof typeof FLAWED_LESSONS =>
  flaw in FLAWED_LESSONS;

/** A good draft of a lesson, or of a quiz, with one thing in it that is not. */
export function flawed(good: unknown, flaw: (typeof FLAWED)[number]): unknown {
  if (!isObject(good) || !Array.isArray(good["questions"])) return good;
  if (isOfLesson(flaw)) return isDraft(good) ? FLAWED_LESSONS[flaw].change(good) : good;
  const { prompt, right, wrong, ...more }: Flawed = FLAWED_QUESTIONS[flaw];
  const options = wrong
    .map((text) => ({ text, correct: false }))
    .toSpliced(more.place ?? 0, 0, { text: right, correct: true });
  const question = {
    ...{ kind: "single", prompt, options, bloom: "remember" },
    explanation: more.explanation ?? "The lesson says so.",
  };
  return { ...good, questions: [...good["questions"], question] };
}
