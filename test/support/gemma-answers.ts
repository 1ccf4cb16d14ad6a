import { z } from "zod";

/** What a good model would answer to our requests, made by rule from the request's own input. */

const Passage = z.object({ ref: z.string(), text: z.string(), heading: z.string().optional() });
type Passage = z.infer<typeof Passage>;

const Brief = z.object({
  topic: z.string(),
  objectives: z.array(z.string()).default([]),
  lessonCount: z.int().positive().default(3),
});

const Plan = z.object({ title: z.string(), objectives: z.array(z.string()).default([]) });
type Plan = z.infer<typeof Plan>;

const OutlineInput = z.object({ brief: Brief, passages: z.array(Passage).default([]) });
const LessonInput = z.object({
  brief: Brief,
  outline: z.object({ lessons: z.array(Plan) }),
  index: z.int().nonnegative(),
  passages: z.array(Passage).default([]),
  surroundings: z.array(Passage).default([]),
});
const ReviewInput = z.object({
  brief: Brief,
  outline: z.object({ title: z.string(), lessons: z.array(Plan) }),
  lessons: z.array(z.object({ title: z.string(), summary: z.string() })),
});

const RewriteInput = z.object({
  lesson: z.object({ order: z.int().positive(), title: z.string(), objectives: z.array(z.string()) }),
  present: z.object({ texts: z.array(z.string()) }),
  passages: z.array(Passage),
  block: z.object({ kind: z.string() }).optional(),
});

const RepairInput = z.object({
  lesson: Plan,
  draft: z.looseObject({ questions: z.array(z.unknown()), texts: z.array(z.unknown()) }),
  findings: z.array(z.object({ pointer: z.string() })),
  passages: z.array(Passage).default([]),
});

const SafetyInput = z.object({ checked: z.looseObject({ texts: z.array(z.string()) }) });

export type Asked = {
  readonly operation:
    | "outline"
    | "lesson"
    | "review"
    | "rewrite-lesson"
    | "rewrite-block"
    | "repair-lesson"
    | "check-lesson"
    | "unknown";
  readonly lesson?: number;
};

/** Which of our questions an input belongs to, told by its shape alone. */
export function askedBy(input: unknown): Asked {
  if (SafetyInput.safeParse(input).success) return { operation: "check-lesson" };
  if (RepairInput.safeParse(input).success) return { operation: "repair-lesson" };
  const anew = RewriteInput.safeParse(input);
  if (anew.success)
    return {
      operation: anew.data.block ? "rewrite-block" : "rewrite-lesson",
      lesson: anew.data.lesson.order - 1,
    };
  const lesson = LessonInput.safeParse(input);
  if (lesson.success) return { operation: "lesson", lesson: lesson.data.index };
  if (ReviewInput.safeParse(input).success) return { operation: "review" };
  return { operation: OutlineInput.safeParse(input).success ? "outline" : "unknown" };
}

/** A sensible, deterministic answer; `undefined` for an input of an unknown shape. */
export function goodAnswer(input: unknown): unknown {
  if (SafetyInput.safeParse(input).success) return { unsafe: [] };
  const repair = RepairInput.safeParse(input);
  if (repair.success) return repaired(repair.data);
  const anew = RewriteInput.safeParse(input);
  if (anew.success) return rewritten(anew.data);
  const lesson = LessonInput.safeParse(input);
  if (lesson.success) return lessonDraft(lesson.data);
  const review = ReviewInput.safeParse(input);
  if (review.success) return reviewOf(review.data);
  const outline = OutlineInput.safeParse(input);
  return outline.success ? outlineOf(outline.data) : undefined;
}

function outlineOf({ brief, passages }: z.infer<typeof OutlineInput>) {
  const objectives =
    brief.objectives.length > 0 ? brief.objectives : [`Explain what ${brief.topic} is about`];
  const lessons = Array.from({ length: brief.lessonCount }, (_, i) => {
    const given = share(passages, i, brief.lessonCount);
    const focus = given[0]?.heading ?? (keyword(sentencesOf(given)[0]?.text ?? "") || `Part ${i + 1}`);
    return {
      title: `${brief.topic}, lesson ${i + 1}: ${focus}`,
      summary: `What there is to know about ${focus}.`,
      objectives: [objectives[i % objectives.length], `Describe ${focus} in lesson ${i + 1}`],
      terms: [...new Set(sentencesOf(given).map(({ text }) => keyword(text)))].filter(Boolean).slice(0, 6),
      passages: given.map(({ ref }) => ref),
    };
  });
  return {
    title: `Understanding ${brief.topic}`,
    summary: `A course on ${brief.topic} in ${brief.lessonCount} lessons.`,
    description: `This course leads step by step through ${brief.topic}.`,
    tags: brief.topic.toLowerCase().split(/\W+/).filter(Boolean).slice(0, 3),
    objectives,
    lessons,
  };
}

/** Neighbouring passages stay together; with fewer passages than lessons, neighbours share one. */
function share(passages: readonly Passage[], lesson: number, lessons: number): readonly Passage[] {
  const start = Math.floor((lesson * passages.length) / lessons);
  return passages.slice(start, Math.max(start + 1, Math.floor(((lesson + 1) * passages.length) / lessons)));
}

function lessonDraft({ brief, outline, index, passages, surroundings }: z.infer<typeof LessonInput>) {
  const plan = outline.lessons[index] ?? { title: brief.topic, objectives: [] };
  const given = passages.length > 0 ? passages.slice(0, 6) : [ownWords(plan.title, index)];
  const sentences = sentencesOf(given);
  const others = [...sentencesOf(surroundings), ...sentencesOf([ownWords("an unrelated field", index + 1)])];
  return {
    summary: `This lesson treats ${plan.title}.`,
    texts: given.map((passage) => {
      const said = sentencesOf([passage]).slice(0, 5);
      return {
        markdown: `### ${passage.heading ?? plan.title}\n\n${said.map(({ text }) => text).join(" ")}`,
        citations:
          passages.length > 0 ? said.slice(0, 2).map(({ ref, text }) => ({ passage: ref, quote: text })) : [],
      };
    }),
    example: `Think of ${plan.title} the next time you meet it, and name one thing you learnt here.`,
    questions: questionsOn(sentences, others, plan),
    flashcards: sentences.slice(0, 4).map(({ text }) => ({
      front: `Which word is missing? ${text.replace(keyword(text), "____")}`.slice(0, 200),
      back: keyword(text) || text,
    })),
  };
}

/** The draft with what was found wrong written anew, and everything else as it was. */
function repaired({ lesson, draft, findings, passages }: z.infer<typeof RepairInput>): unknown {
  const again = lessonDraft({
    brief: { topic: lesson.title, objectives: [], lessonCount: 1 },
    outline: { lessons: [lesson] },
    ...{ index: 0, passages, surroundings: [] },
  });
  const isWrong = (pointer: string) =>
    findings.some((found) => found.pointer === pointer || found.pointer.startsWith(`${pointer}/`));
  // What is wrong with the lesson as a whole, another last question may put right.
  const isWanting = findings.some(({ pointer }) => pointer === "");
  const mended = <T>(list: string, old: readonly T[], good: readonly T[]) =>
    old.map((each, n) =>
      isWrong(`/${list}/${n}`) || (isWanting && list === "questions" && n === old.length - 1)
        ? (good[n % good.length] ?? each)
        : each,
    );
  return {
    ...draft,
    texts: mended("texts", draft.texts, again.texts),
    questions: mended("questions", draft.questions, [
      anotherQuestion(sentencesOf(passages), lesson.objectives[0] ?? lesson.title),
    ]),
  };
}

/** The lesson it would write at first, told and asked backwards. */
function rewritten({ lesson, passages, block }: z.infer<typeof RewriteInput>): unknown {
  const draft = lessonDraft({
    brief: { topic: lesson.title, objectives: [], lessonCount: 1 },
    outline: { lessons: [lesson] },
    ...{ index: 0, passages: passages.toReversed(), surroundings: [] },
  });
  const texts = draft.texts.map((text) => ({ ...text, markdown: `In other words. ${text.markdown}` }));
  const questions = draft.questions.map((each) => ({ ...each, prompt: `Once more: ${each.prompt}` }));
  const [text] = texts;
  switch (block?.kind) {
    case undefined:
      return { ...draft, texts, questions };
    case "text":
      return { kind: "text", ...text };
    case "quiz":
      return { kind: "quiz", questions };
    case "flashcards":
      return {
        kind: "flashcards",
        cards: draft.flashcards.map(({ front, back }) => ({ front: `Again: ${front}`, back })),
      };
    case "code":
      return { kind: "code", language: "text", code: "written anew" };
    default:
      return { kind: block?.kind, markdown: `Another one: ${draft.example}` };
  }
}

interface Sentence {
  readonly ref: string;
  readonly text: string;
}

/** Sound questions: none has two flaws, whatever the sentences are. */
function questionsOn(sentences: readonly Sentence[], others: readonly Sentence[], plan: Plan) {
  const [objective = plan.title, second = objective] = plan.objectives;
  const at = (i: number) => sentences[i % sentences.length]?.text ?? objective;
  const asked = sentences.slice(2).find(({ text }) => isOnce(text))?.text ?? at(2);
  const [term = "subject", answer] = [keyword(without(at(0), objective)), keyword(asked)];
  return [
    {
      kind: "single",
      prompt: `Which of these terms belongs to this lesson (${objective})?`,
      options: choice(term, wrongWords(others, term), 2),
      explanation: `The lesson says: ${at(0)}`,
      objective,
      bloom: "understand",
    },
    {
      kind: "trueFalse",
      prompt: at(1),
      options: [
        { text: "True", correct: true },
        { text: "False", correct: false },
      ],
      explanation: `The lesson says so: ${at(1)}`,
      objective,
      bloom: "remember",
    },
    {
      kind: "cloze",
      prompt: asked.replace(answer, "____"),
      options: choice(answer, wrongWords(others, answer, asked), 0),
      explanation: `The lesson says: ${asked}`,
      objective: second,
      bloom: "remember",
    },
  ];
}

/** One that a lesson's first draft does not ask. */
function anotherQuestion(sentences: readonly Sentence[], objective: string) {
  const text = sentences.at(-1)?.text ?? objective;
  const answer = keyword(text);
  return {
    kind: "single",
    prompt: "What is named at the end of the part that was read last?",
    options: choice(answer, wrongWords([], answer, text), 1),
    explanation: `The lesson says: ${text}`,
    objective,
    bloom: "remember",
  };
}

/** Words that begin alike are forms of one. */
const stem = (word: string): string => word.toLowerCase().slice(0, 5);
const stemsOf = (text: string): string[] => (text.match(/\p{L}{4,}/gu) ?? []).map(stem);

/** Whether the word a sentence is about stands in it once. */
const isOnce = (text: string): boolean =>
  stemsOf(text).filter((other) => other === stem(keyword(text))).length === 1;

/** A text without the words of another. */
function without(text: string, other: string): string {
  const stems = new Set(stemsOf(other));
  return (text.match(/\p{L}{4,}/gu) ?? []).filter((word) => !stems.has(stem(word))).join(" ");
}

function wrongWords(others: readonly Sentence[], ...taken: string[]): string[] {
  const seen = new Set(taken.flatMap(stemsOf));
  return [...others.map(({ text }) => keyword(text)), "method", "process", "pattern", "custom"]
    .filter((word) => word !== "" && !/^(?:several|everything|completely|frequently|generally)$/i.test(word))
    .filter((word) => !seen.has(stem(word)) && seen.add(stem(word)))
    .slice(0, 3);
}

/** Options in which the right one stands at a place. */
const choice = (right: string, wrong: readonly string[], place: number) =>
  wrong.map((text) => ({ text, correct: false })).toSpliced(place, 0, { text: right, correct: true });

function reviewOf({ brief, outline, lessons }: z.infer<typeof ReviewInput>) {
  return {
    summary: `A course on ${brief.topic}: ${lessons.map(({ title }) => title).join("; ")}.`,
    description: `${outline.title} explains ${brief.topic} in ${lessons.length} lessons and asks about each.`,
    tags: brief.topic.toLowerCase().split(/\W+/).filter(Boolean).slice(0, 3),
    issues: [],
  };
}

/** What the model "knows" where there is no source to write from. */
const ownWords = (subject: string, seed: number): Passage => ({
  ref: `own-${seed}`,
  text: [
    `People who study ${subject} begin with its vocabulary.`,
    `A worked example shows how ${subject} is put to use.`,
    `Comparing two cases reveals what ${subject} depends on.`,
    `Practice turns knowledge of ${subject} into skill.`,
  ].join(" "),
});

/** What reads like an order to the model is data, and no good model writes a lesson from it. */
export const instruction =
  /\b(ignore|disregard|forget)\b[^.!?]*\b(instructions?|rules?|previous|above)\b|system prompt/i;

/** Exact stretches of each passage's text, short enough to quote. */
const sentencesOf = (passages: readonly Passage[]): readonly Sentence[] =>
  passages.flatMap(({ ref, text }) => {
    const found = (text.match(/[^.!?\n]+[.!?]+(?=\s|$)/g) ?? [])
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence.length >= 20 && sentence.length <= 190 && !instruction.test(sentence));
    return (found.length > 0 ? found : [text.slice(0, 150).trim()]).map((sentence) => ({
      ref,
      text: sentence,
    }));
  });

/** The longest word, the first of them: stands in for "what the sentence is about". */
const keyword = (sentence: string): string =>
  (sentence.match(/\p{L}{4,}/gu) ?? []).reduce(
    (longest, word) => (word.length > longest.length ? word : longest),
    "",
  );
