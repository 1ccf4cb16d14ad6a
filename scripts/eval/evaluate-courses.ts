import { z } from "zod";
import type { Model } from "../../functions/platform/inference/model.ts";
import { nameFrom, type Place } from "../../functions/quality/banks/bank.ts";
import { type Coursework, type Item, itemsOf } from "../../functions/quality/coursework.ts";
import { bestGuess, guess, STRATEGIES } from "../../functions/quality/guess.ts";
import { judgeCoursework } from "../../functions/quality/judge-coursework.ts";
import { lexiconFor } from "../../functions/quality/lexicon.ts";
import type { QualityReport } from "../../functions/quality/report.ts";
import type { EvaluationBrief } from "./brief.ts";
import { writeCourse } from "./write-course.ts";

/** Shares of questions, and what somebody gets of them who has read nothing. */
const Figures = z.strictObject({
  courses: z.int(),
  coursesPassed: z.int(),
  lessons: z.int(),
  lessonsLost: z.int(),
  questions: z.int(),
  withoutFlaws: z.int(),
  withOneFlaw: z.int(),
  withMoreFlaws: z.int(),
  errors: z.int(),
  keyErrors: z.int(),
  warnings: z.int(),
  quotesUnresolved: z.int(),
  objectivesNotCovered: z.int(),
  /** Shares of right guesses, by strategy. */
  guesses: z.record(z.enum(STRATEGIES), z.number()),
  /** Questions that can be guessed: with one right answer among several. */
  guessed: z.int(),
  guessedBest: z.number(),
  guessedByChance: z.number(),
});
export type Figures = z.infer<typeof Figures>;

/** What an evaluation came to: as first drafted, and after the gate. */
export const Evaluation = z.strictObject({
  provider: z.string(),
  at: z.iso.datetime(),
  briefs: z.array(z.string()),
  /** Of the model: answers that did not fit, repairs and examinations included. */
  calls: z.int(),
  tokens: z.int(),
  repaired: z.int(),
  dropped: z.int(),
  /** What kept lessons from passing as they were drafted, by rule, and how often something was left out for it. */
  gate: z.array(z.strictObject({ rule: z.string(), found: z.int(), dropped: z.int() })),
  before: Figures,
  after: Figures,
});
export type Evaluation = z.infer<typeof Evaluation>;

/** A course of the evaluation with its reports. */
export interface EvaluatedCourse {
  readonly name: string;
  readonly topic: string;
  readonly before: QualityReport;
  readonly after: QualityReport;
  readonly lost: readonly string[];
  /** What stands where, as the report after the gate points to it. */
  readonly places: readonly Place[];
}

interface Judged {
  readonly coursework: Coursework;
  readonly report: QualityReport;
}

/** Writes a course for each brief and judges it before and after the gate. `tell` hears of each as it is done. */
export async function evaluateCourses(
  model: Model,
  briefs: readonly EvaluationBrief[],
  tell: (course: EvaluatedCourse) => void,
): Promise<{ evaluation: Evaluation; courses: EvaluatedCourse[] }> {
  const courses: EvaluatedCourse[] = [];
  const drafts: Judged[] = [];
  const gated: Judged[] = [];
  const repairs: Repair[] = [];
  const spent = { calls: 0, tokens: 0 };
  const counting = counted(model, spent);
  let lost = 0;
  for (const brief of briefs) {
    const written = await writeCourse(counting, brief);
    const [before, after] = [written.before, written.after].map((coursework) => ({
      coursework,
      report: judgeCoursework(coursework),
    }));
    if (!before || !after) continue;
    drafts.push(before);
    gated.push(after);
    repairs.push(...written.repairs);
    lost += written.lost.length;
    const course = {
      ...{ name: brief.name, topic: brief.brief.topic, lost: written.lost },
      ...{ before: before.report, after: after.report, places: placesOf(after.coursework) },
    };
    courses.push(course);
    tell(course);
  }
  const evaluation: Evaluation = {
    ...{ provider: model.name, at: new Date().toISOString(), briefs: briefs.map(({ name }) => name) },
    ...spent,
    repaired: repairs.filter(({ outcome }) => outcome === "repaired").length,
    dropped: repairs.reduce((sum, repair) => sum + repair.dropped.length, 0),
    gate: countGate(repairs),
    ...{ before: figuresOf(drafts, lost), after: figuresOf(gated, lost) },
  };
  return { evaluation, courses };
}

/** Lessons by their titles, questions by their words. */
const placesOf = ({ lessons }: Coursework): Place[] =>
  lessons.flatMap(({ title, pointer, sections, items }) => [
    { pointer, name: title },
    ...sections.map((section) => ({ pointer: section.pointer, name: `${title}: a ${section.kind}` })),
    ...items.map(({ pointer: at, stem }) => ({ pointer: at, name: nameFrom(stem) })),
  ]);

type Repair = Awaited<ReturnType<typeof writeCourse>>["repairs"][number];

/** The model, with what it is asked added up. */
const counted = (model: Model, spent: { calls: number; tokens: number }): Model => ({
  ...model,
  complete: async (request) => {
    spent.calls += 1;
    const answer = await model.complete(request);
    spent.tokens += answer.usage.promptTokens + answer.usage.completionTokens;
    return answer;
  },
});

function countGate(repairs: readonly Repair[]): Evaluation["gate"] {
  const rules = new Map<string, { found: number; dropped: number }>();
  const of = (rule: string) => rules.get(rule) ?? { found: 0, dropped: 0 };
  for (const { found, dropped } of repairs) {
    for (const { rule, count } of found) rules.set(rule, { ...of(rule), found: of(rule).found + count });
    for (const rule of dropped.flatMap(({ rules: by }) => by))
      rules.set(rule, { ...of(rule), dropped: of(rule).dropped + 1 });
  }
  return [...rules].map(([rule, counts]) => ({ rule, ...counts })).sort((a, b) => b.found - a.found);
}

function figuresOf(judged: readonly Judged[], lessonsLost: number): Figures {
  const sum = (count: (each: Judged) => number): number => judged.reduce((all, each) => all + count(each), 0);
  const found = (isWanted: (finding: QualityReport["findings"][number]) => boolean) =>
    sum(({ report }) => report.findings.filter(isWanted).length);
  const guesses = pooledGuesses(judged);
  return {
    courses: judged.length,
    coursesPassed: sum(({ report }) => Number(report.verdict === "passed")),
    lessons: sum(({ coursework }) => coursework.lessons.length),
    lessonsLost,
    questions: sum(({ report }) => report.items.judged),
    withoutFlaws: sum(({ report }) => report.items.withoutFlaws),
    withOneFlaw: sum(({ report }) => report.items.withOneFlaw),
    withMoreFlaws: sum(({ report }) => report.items.withMoreFlaws),
    errors: found(({ severity }) => severity === "error"),
    keyErrors: found(({ rule }) => KEY_ERRORS.has(rule)),
    warnings: found(({ severity }) => severity === "warning"),
    quotesUnresolved: found(({ rule }) => rule === "quote-mismatch"),
    objectivesNotCovered: found(({ rule }) => rule.endsWith("objective-not-covered")),
    ...guesses,
  };
}

const KEY_ERRORS: ReadonlySet<string> = new Set([
  ...["invalid-options", "wrong-key-count", "duplicate-options", "explanation-contradicts"],
]);

/** Over the questions of all courses together: twenty of one course are noise. */
function pooledGuesses(
  judged: readonly Judged[],
): Pick<Figures, "guesses" | "guessed" | "guessedBest" | "guessedByChance"> {
  const byLanguage = Map.groupBy(judged, ({ coursework }) => coursework.language);
  const hits = new Map<string, number>();
  let items = 0;
  let chance = 0;
  for (const [language, of] of byLanguage) {
    const asked: Item[] = of.flatMap(({ coursework }) => itemsOf(coursework));
    const guessed = guess(asked, lexiconFor(language));
    for (const each of guessed) hits.set(each.strategy, (hits.get(each.strategy) ?? 0) + each.hits);
    items += bestGuess(guessed)?.items ?? 0;
    chance += guessed[0]?.chance ?? 0;
  }
  const shares = STRATEGIES.map(
    (strategy) => [strategy, (hits.get(strategy) ?? 0) / Math.max(1, items)] as const,
  );
  return {
    // One for each strategy there is.
    guesses: Object.fromEntries(shares) as Figures["guesses"],
    guessed: items,
    guessedBest: Math.max(...shares.map(([, share]) => share)),
    guessedByChance: chance / Math.max(1, items),
  };
}
