import { ask } from "../platform/inference/ask.ts";
import type { LessonRepair } from "../quality/repair.ts";
import type { Finding, QualityReport } from "../quality/report.ts";
import { unsafeContent } from "../quality/rules/unsafe-content.ts";
import { Problem } from "../shared/problem.ts";
import { checkLesson } from "./check-draft.ts";
import { checkSafety, type SafetyDeps } from "./check-safety.ts";
import type { LessonDraft } from "./draft.ts";
import { type Complaint, complaintOf, countByRule, findRegressions } from "./find-regressions.ts";
import { cardAt, type DraftFrame, isExample, judgeDraft, questionAt, textAt } from "./judge-draft.ts";
import { repairPrompt } from "./prompts.ts";
import { MOST_REPAIRS, type RepairInput } from "./repairing.ts";

/** A question with more flaws than this is not asked. */
const MOST_FLAWS = 1;

/** Told after an answer that was no lesson: the same request would be answered from what is saved. */
const USELESS = {
  findings: [
    { pointer: "", problem: "It could not be used: it was not the whole lesson as the schema has it." },
  ],
};

interface Judged {
  readonly draft: LessonDraft;
  readonly report: QualityReport;
}

export interface Gated {
  readonly draft: LessonDraft;
  readonly repair: Omit<LessonRepair, "lessonId">;
}

/**
 * Lets a lesson pass when it has no error and no question with two flaws, and an examiner finds nothing in it that is
 * unfit for learners (`checkSafety`). One that fails goes back to the model with what was found, at most twice; the
 * repair is taken when the whole gate passes and nothing else got worse. After that what fails is replaced by what is
 * good in the repairs, or left out. Warnings about texts send a lesson back once: a repair that has fewer is taken, and
 * otherwise the report tells of them.
 * @throws {Problem} `model-unavailable`, with `reason: "unusable-answer"` when nothing would be left to read or to ask.
 */
export async function gateLesson(deps: SafetyDeps, input: Omit<RepairInput, "findings">): Promise<Gated> {
  const frame = frameOf(input);
  const first = await judgedAs(deps, input.draft, frame);
  const isGood = first.report.verdict === "passed";
  const wanting = [...failuresOf(first.report), ...blemishesOf(first.report)];
  const told = { examined: !deps.model.degraded, found: countByRule(wanting) };
  const tried: Judged[] = [];
  const findings = wanting.map(complaintOf);
  const most = !isGood ? MOST_REPAIRS : wanting.length > 0 ? 1 : 0;
  let earlier: RepairInput["earlier"];
  while (tried.length < most) {
    const draft = await repaired(deps, { ...input, findings, earlier }).catch((error: unknown) => {
      // What passes does not fail for want of a better one.
      if (isGood && error instanceof Problem) return undefined;
      throw error;
    });
    const repair = draft ? await judgedAs(deps, draft, frame) : first;
    tried.push(repair);
    const worse = findRegressions(repair.report, first.report);
    const isBetter = !isGood || blemishesOf(repair.report).length < wanting.length;
    if (repair.report.verdict === "passed" && worse.length === 0 && isBetter)
      return {
        draft: repair.draft,
        repair: { ...told, calls: tried.length, outcome: "repaired", dropped: [] },
      };
    earlier = draft
      ? { draft, findings: distinct(failuresOf(repair.report).map(complaintOf), worse) }
      : USELESS;
  }
  if (isGood)
    return { draft: input.draft, repair: { ...told, calls: tried.length, outcome: "passed", dropped: [] } };
  const { draft, dropped } = withoutFailures(first, tried, frame);
  const { report: left } = await judgedAs(deps, draft, frame);
  if (left.verdict === "failed") throw isUnsafe(left) ? unfit() : unusable();
  return { draft, repair: { ...told, calls: tried.length, outcome: "dropped", dropped } };
}

const frameOf = ({ brief, lesson, passages }: Omit<RepairInput, "findings">): DraftFrame => ({
  ...{ brief, passages, title: lesson.title, objectives: lesson.objectives },
});

/** By the rules, and by an examiner where they find nothing: a call is not spent on what goes back anyway. */
async function judgedAs(deps: SafetyDeps, draft: LessonDraft, frame: DraftFrame): Promise<Judged> {
  const report = judgeDraft(draft, frame);
  if (report.verdict === "failed") return { draft, report };
  const { title, objectives, brief } = frame;
  const unsafe = await checkSafety(deps, { language: brief.language, title, objectives, draft });
  if (unsafe.length === 0) return { draft, report };
  return { draft, report: { ...report, verdict: "failed", findings: [...report.findings, ...unsafe] } };
}

/** One attempt of the model to mend a draft; `undefined` when its answer is of no use. */
async function repaired(
  { model, timeoutMs }: SafetyDeps,
  input: RepairInput,
): Promise<LessonDraft | undefined> {
  try {
    const { value } = await ask(model, {
      ...repairPrompt(input),
      signal: AbortSignal.timeout(timeoutMs),
      check: (value) => checkLesson(value, input),
      // What the gate finds again is told with the next repair.
      repairs: 0,
    });
    return value;
  } catch (error) {
    if (error instanceof Problem && error.members["reason"] === "unusable-answer") return undefined;
    throw error;
  }
}

/** Warnings about texts: worse than it has to be, and no reason to keep a lesson from its learners. */
const blemishesOf = ({ findings }: QualityReport): Finding[] =>
  findings.filter(({ severity, itemId }) => severity === "warning" && itemId === undefined);

/** What fails may be what got worse. */
const distinct = (...complaints: readonly (readonly Complaint[])[]): Complaint[] => [
  ...new Map(complaints.flat().map((each) => [JSON.stringify(each), each])).values(),
];

/** What keeps a draft from passing: errors, and every flaw of a question that has too many. */
export function failuresOf({ findings }: QualityReport): Finding[] {
  const flaws = new Map<string, number>();
  for (const { itemId, severity } of findings)
    if (itemId !== undefined && severity !== "note") flaws.set(itemId, (flaws.get(itemId) ?? 0) + 1);
  return findings.filter(
    ({ severity, itemId }) =>
      severity === "error" || (severity === "warning" && (flaws.get(itemId ?? "") ?? 0) > MOST_FLAWS),
  );
}

/** The draft with what fails replaced by good questions of its repairs, or left out. */
function withoutFailures(
  { draft, report }: Judged,
  tried: readonly Judged[],
  frame: DraftFrame,
): { draft: LessonDraft; dropped: LessonRepair["dropped"] } {
  const failures = failuresOf(report);
  const questions = placesOf(failures, questionAt);
  const texts = placesOf(failures, textAt);
  const cards = placesOf(failures, cardAt);
  const examples = placesOf(failures, (pointer) => (isExample(pointer) ? 0 : undefined));
  let kept: LessonDraft = {
    ...draft,
    questions: draft.questions.filter((_, n) => !questions.has(n)),
    texts: draft.texts.filter((_, n) => !texts.has(n)),
    flashcards: draft.flashcards.filter((_, n) => !cards.has(n)),
    example: examples.size > 0 ? undefined : draft.example,
  };
  if (kept.texts.length === 0) throw isUnsafe(report) ? unfit() : unusable();
  for (const other of tried) {
    const bad = placesOf(failuresOf(other.report), questionAt);
    for (const question of other.draft.questions.filter((_, n) => !bad.has(n))) {
      if (kept.questions.length >= draft.questions.length) break;
      const next = { ...kept, questions: [...kept.questions, question] };
      if (findRegressions(judgeDraft(next, frame), judgeDraft(kept, frame)).length === 0) kept = next;
    }
  }
  if (kept.questions.length === 0) throw unusable();
  const places = { question: questions, text: texts, example: examples, flashcard: cards };
  // The keys of the object above.
  const kinds = Object.keys(places) as (keyof typeof places)[];
  return {
    draft: kept,
    dropped: kinds.flatMap((what) => [...places[what].values()].map((rules) => ({ what, rules }))),
  };
}

/** The rules that something at each place fails by. */
function placesOf(
  findings: readonly Finding[],
  placeAt: (pointer: string) => number | undefined,
): Map<number, string[]> {
  const places = new Map<number, string[]>();
  for (const { pointer, rule } of findings) {
    const place = placeAt(pointer);
    if (place !== undefined) places.set(place, [...(places.get(place) ?? []), rule]);
  }
  return places;
}

const isUnsafe = ({ findings }: QualityReport): boolean =>
  findings.some(({ rule }) => rule === unsafeContent.name);

/** Whoever asked is told why, and nothing of what was written. */
export const unfit = (): Problem => unusable("What the model wrote is not fit for learners.");

const unusable = (detail = "The model did not give a usable answer."): Problem =>
  new Problem("model-unavailable", detail, {
    cause: new Error("nothing of it passes the quality gate"),
    members: { reason: "unusable-answer" },
  });
