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

export type Asked = {
  readonly operation: "outline" | "lesson" | "review" | "unknown";
  readonly lesson?: number;
};

/** Which of our questions an input belongs to, told by its shape alone. */
export function askedBy(input: unknown): Asked {
  const lesson = LessonInput.safeParse(input);
  if (lesson.success) return { operation: "lesson", lesson: lesson.data.index };
  if (ReviewInput.safeParse(input).success) return { operation: "review" };
  return { operation: OutlineInput.safeParse(input).success ? "outline" : "unknown" };
}

/** A sensible, deterministic answer; `undefined` for an input of an unknown shape. */
export function goodAnswer(input: unknown): unknown {
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
    questions: questionsOn(sentences, others, plan.objectives[0] ?? plan.title),
    flashcards: sentences.slice(0, 4).map(({ text }) => ({
      front: `Which word is missing? ${text.replace(keyword(text), "____")}`.slice(0, 200),
      back: keyword(text) || text,
    })),
  };
}

interface Sentence {
  readonly ref: string;
  readonly text: string;
}

function questionsOn(sentences: readonly Sentence[], others: readonly Sentence[], objective: string) {
  const at = (i: number) => sentences[i % sentences.length]?.text ?? objective;
  const answer = keyword(at(2));
  const wrongWords = [
    ...new Set([...others.map(({ text }) => keyword(text)), "method", "process", "pattern"]),
  ]
    .filter((word) => word && word.toLowerCase() !== answer.toLowerCase())
    .slice(0, 3);
  return [
    {
      kind: "single",
      prompt: `Which statement belongs to this lesson (${objective})?`,
      options: [
        ...others.slice(0, 2).map(({ text }) => ({ text, correct: false })),
        { text: at(0), correct: true },
        ...others.slice(2, 3).map(({ text }) => ({ text, correct: false })),
      ],
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
      prompt: at(2).replace(answer, "____"),
      options: [{ text: answer, correct: true }, ...wrongWords.map((text) => ({ text, correct: false }))],
      explanation: `The lesson says: ${at(2)}`,
      objective,
      bloom: "remember",
    },
  ];
}

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
