import { z } from "zod";
import { Cost } from "../learning/course.ts";
import { type Brief, type LessonDraft, PASSAGES_PER_LESSON, type Passage } from "./draft.ts";
import {
  lessonPrompt,
  outlinePrompt,
  type Prompt,
  repairPrompt,
  reviewPrompt,
  safetyPrompt,
} from "./prompts.ts";
import { MOST_REPAIRS } from "./repairing.ts";
import { specimenLesson, specimenOfLength, specimenOutline, specimenReview } from "./specimen.ts";

const Money = z.strictObject({
  amount: z.number().nonnegative(),
  currency: z.string().meta({ description: "ISO 4217", example: "USD" }),
});

/** As a finished course tells it in `generation.cost`, with what follows from it. */
const Figures = z.strictObject({
  ...Cost.shape,
  calls: Cost.shape.calls.meta({ description: "Answers of the model" }),
  tokens: z.int().nonnegative().meta({ description: "Of prompts and answers together" }),
  money: Money.nullable().meta({
    description: "`null` where nobody has told this environment what its model costs",
  }),
  seconds: Cost.shape.seconds.meta({
    description: "From the first step to the last, without waiting for the outline to be confirmed",
  }),
});

/** What a generation would come to when nothing has to be repaired. */
export const Estimate = Figures.extend({
  lessonCount: z.int().positive().meta({ description: "As many as there is material for" }),
  notes: z.array(z.string()).meta({ description: "What the author should know of the material" }),
  atMost: Figures.meta({
    description:
      "When every lesson is repaired as often as it may be, and every answer asked for again; without retries of the task",
  }),
}).meta({ id: "Estimate" });
export type Estimate = z.infer<typeof Estimate>;

/** What the model takes, as the environment's settings have it. */
export interface Rates {
  readonly currency: string;
  readonly perMillionTokens?: { readonly prompt: number; readonly completion: number } | undefined;
  readonly secondsPerCall: number;
  readonly completionTokensPerSecond: number;
}

interface Undertaking {
  /** With as many lessons as will be written. */
  readonly brief: Brief;
  readonly passages: readonly Passage[];
  /** An engine that counts no tokens and whose lessons nobody examines. */
  readonly degraded: boolean;
  /** How often one answer may be asked for. */
  readonly tries: number;
  /** A run that takes longer is ended. */
  readonly deadlineSeconds: number;
}

/** Calls one after the other. */
type Work = Pick<Cost, "calls" | "promptTokens" | "completionTokens">;

/** The calls that the steps of a generation make when nothing has to be repaired, and when everything has. Pure. */
export function estimate(undertaking: Undertaking, rates: Rates): Omit<Estimate, "lessonCount" | "notes"> {
  const figures = (of: (undertaking: Undertaking) => Steps): z.infer<typeof Figures> => {
    const { outline, lessons, review } = of(undertaking);
    const counted = (work: Work) => (undertaking.degraded ? { ...NOTHING, calls: work.calls } : work);
    const secondsOf = (work: Work) => secondsFor(counted(work), rates);
    const longest = Math.max(...lessons.map(secondsOf));
    const seconds = Math.min(secondsOf(outline) + longest + secondsOf(review), undertaking.deadlineSeconds);
    const all = counted(sum(outline, ...lessons, review));
    const tokens = all.promptTokens + all.completionTokens;
    return { ...all, tokens, money: moneyFor(all, rates), seconds: rounded(seconds, 1) };
  };
  return { ...figures(usually), atMost: figures(atWorst) };
}

interface Steps {
  readonly outline: Work;
  /** Written at the same time. */
  readonly lessons: readonly Work[];
  readonly review: Work;
}

/** Nothing has to be repaired. */
function usually({ brief, passages, degraded }: Undertaking): Steps {
  const hasMaterial = passages.length > 0;
  const outline = specimenOutline(brief, hasMaterial);
  const draft = specimenLesson(hasMaterial);
  const lessons = outline.lessons.map((_, index) => {
    const own = shareOf(passages, index, brief.lessonCount);
    const written = once(lessonPrompt({ brief, outline, index, passages: own, surroundings: [] }), draft);
    return degraded ? written : sum(written, once(examination(brief, draft), { unsafe: [] }));
  });
  return {
    outline: once(outlinePrompt({ brief, passages: [...passages] }), outline),
    lessons,
    review: once(reviewOf(brief, draft), specimenReview()),
  };
}

/** No answer is accepted before the last try, every lesson is repaired, and each answer is as long as it may be. */
function atWorst({ brief, passages, degraded, tries }: Undertaking): Steps {
  const outline = specimenOutline(brief, passages.length > 0);
  const most = [...passages].sort((a, b) => b.text.length - a.text.length).slice(0, PASSAGES_PER_LESSON);
  const writing = lessonPrompt({ brief, outline, index: 0, passages: most, surroundings: [] });
  const draft = specimenOfLength(writing.maxTokens * BYTES_PER_TOKEN);
  const again = { draft, findings: [] };
  const lesson = { title: "", summary: "", objectives: [] };
  const repair = repairPrompt({ brief, lesson, ...again, earlier: again, passages: most, surroundings: [] });
  // Looked at as written, after each repair, and when what fails has been left out.
  const looks = degraded ? 0 : MOST_REPAIRS + 2;
  const written = sum(
    atMost(writing, tries),
    ...Array<Work>(MOST_REPAIRS).fill(atMost(repair, 1)),
    ...Array<Work>(looks).fill(atMost(examination(brief, draft), tries)),
  );
  return {
    outline: atMost(outlinePrompt({ brief, passages: [...passages] }), tries),
    lessons: outline.lessons.map(() => written),
    review: atMost(reviewOf(brief, specimenLesson(true)), tries),
  };
}

/** The passages a lesson is probably written from: the plan follows the order of the material. */
function shareOf(passages: readonly Passage[], index: number, lessons: number): Passage[] {
  const start = Math.floor((index * passages.length) / lessons);
  const end = Math.max(start + 1, Math.floor(((index + 1) * passages.length) / lessons));
  return passages.slice(start, Math.min(end, start + PASSAGES_PER_LESSON));
}

const examination = ({ language }: Brief, draft: LessonDraft) =>
  safetyPrompt({ language, checked: { title: "", objectives: [], ...draft } });

function reviewOf(brief: Brief, { summary, questions }: LessonDraft) {
  const outline = specimenOutline(brief, true);
  const lessons = outline.lessons.map(({ title }) => ({
    ...{ title, summary },
    questions: questions.map(({ prompt }) => prompt),
  }));
  return reviewPrompt({ brief, outline, lessons });
}

/** The rule of thumb, 4 characters of English a token; scripts that take more bytes take more tokens, too. */
const BYTES_PER_TOKEN = 4;

const tokensIn = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

/** Many servers are told the schema in the prompt. */
const promptTokensOf = ({ system, prompt, schema }: Prompt<unknown>): number =>
  tokensIn(system) + tokensIn(prompt) + tokensIn(JSON.stringify(z.toJSONSchema(schema, { io: "input" })));

const once = (prompt: Prompt<unknown>, answer: object): Work => ({
  calls: 1,
  promptTokens: promptTokensOf(prompt),
  completionTokens: Math.min(tokensIn(JSON.stringify(answer)), prompt.maxTokens),
});

/** A model that is asked again is shown up to 8,000 characters of its mistake. */
const MISTAKE_TOKENS = 8000 / BYTES_PER_TOKEN;

const atMost = (prompt: Prompt<unknown>, tries: number): Work => ({
  calls: tries,
  promptTokens: tries * promptTokensOf(prompt) + (tries - 1) * MISTAKE_TOKENS,
  completionTokens: tries * prompt.maxTokens,
});

const NOTHING: Work = { calls: 0, promptTokens: 0, completionTokens: 0 };

const sum = (...works: readonly Work[]): Work =>
  works.reduce(
    (all, { calls, promptTokens, completionTokens }) => ({
      calls: all.calls + calls,
      promptTokens: all.promptTokens + promptTokens,
      completionTokens: all.completionTokens + completionTokens,
    }),
    NOTHING,
  );

const secondsFor = ({ calls, completionTokens }: Work, rates: Rates): number =>
  calls * rates.secondsPerCall + completionTokens / rates.completionTokensPerSecond;

function moneyFor({ promptTokens, completionTokens }: Work, rates: Rates): z.infer<typeof Money> | null {
  const { currency, perMillionTokens: price } = rates;
  if (promptTokens + completionTokens === 0) return { amount: 0, currency };
  if (!price) return null;
  const millionths = promptTokens * price.prompt + completionTokens * price.completion;
  return { amount: rounded(millionths / 1_000_000, 6), currency };
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
