import { isObject } from "./gemma-schema.ts";

/** Questions that fail the gate, by what is wrong with them: each has an error, or two flaws. */

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

export const FLAWED = [
  ...(Object.keys(FLAWED_QUESTIONS) as (keyof typeof FLAWED_QUESTIONS)[]),
  "unsafe-text",
] as const;

/** A good draft of a lesson, or of a quiz, with one thing in it that is not. */
export function flawed(good: unknown, flaw: (typeof FLAWED)[number]): unknown {
  if (!isObject(good) || !Array.isArray(good["questions"])) return good;
  if (flaw === "unsafe-text") {
    if (!Array.isArray(good["texts"])) return good;
    const [first, ...others] = good["texts"];
    const text = { ...first, markdown: `${first.markdown} Here is how to make a pipe bomb at home.` };
    return { ...good, texts: [text, ...others, first] };
  }
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
