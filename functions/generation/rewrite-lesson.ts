import type { Block } from "../learning/block.ts";
import { changedLesson, type Lesson, minutesFor } from "../learning/lesson.ts";
import type { Delivery, Outcome } from "../platform/http/jobs-app.ts";
import { ask } from "../platform/inference/ask.ts";
import { timestamp } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { unseal } from "../shared/sealed.ts";
import { aligned, type Keyed, replaced } from "./alignment.ts";
import { buildBlock } from "./build-block.ts";
import { buildLesson } from "./build-lesson.ts";
import { checkLesson } from "./check-draft.ts";
import { type LessonJob, Rewriting } from "./contract.ts";
import { followRewriting } from "./follow-rewriting.ts";
import { gateLesson } from "./gate-lesson.ts";
import { gatherPassages, lessonPassages } from "./gather-passages.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { lessonStep } from "./plan.ts";
import { rewritePrompt } from "./prompts.ts";
import { type BlockInput, blockTold, citationsIn, holds, presentOf, type RewriteInput } from "./rewriting.ts";
import { runStep, type Step } from "./run-step.ts";
import { writeBlock } from "./write-block.ts";

/** One lesson of a proposal, in parallel with the others: drafted anew, as a whole or in some blocks, beside the draft. */
export function rewriteLesson(deps: GenerationDeps, job: LessonJob, delivery: Delivery): Promise<Outcome> {
  const ref = { tid: job.tid, userId: job.userId, taskId: job.taskId, attempt: job.attempt };
  return runStep(deps, {
    ref,
    step: lessonStep(job.index),
    delivery,
    work: (step) => draftProposal(deps, job, step),
    follow: () => followRewriting(deps, ref),
  });
}

async function draftProposal(deps: GenerationDeps, job: LessonJob, step: Step): Promise<void> {
  const { courseId, taskId } = job;
  const rewriting = Rewriting.parse(step.assignment);
  const lessonId = rewriting.lessonIds[job.index] ?? "";
  const [proposal, original, passages] = await Promise.all([
    deps.proposals.find(courseId, taskId),
    deps.proposals.original(courseId, taskId, lessonId),
    gatherPassages(deps, rewriting.sourceIds),
  ]);
  const target = proposal?.targets.find((each) => each.lessonId === lessonId);
  if (!target || !original) throw gone();
  const { lesson } = original;
  const before = { blocks: lesson.blocks, keys: original.key ? unseal(original.key).questions : {} };
  const input = inputOf(rewriting, lesson, passages);
  const work: Work = { deps, step, lesson, before, input };
  const made = target.blockIds.length > 0 ? await someBlocks(work, target.blockIds) : await whole(work);
  const { blocks, keys } = made.content;
  const after = changedLesson(lesson, timestamp(deps.clock()), {
    ...{ summary: made.summary, blocks: [...blocks], status: "ready" },
    estimatedMinutes: minutesFor(blocks),
  });
  const notes = notesOf(work, { blocks, blockIds: target.blockIds });
  const repair = made.repair && { lessonId, ...made.repair };
  await step.commit({ notes }, async ({ tx }) => {
    if (!(await deps.courses.find(courseId, tx)) || !(await deps.proposals.find(courseId, taskId, tx)))
      throw gone();
    deps.proposals.saveLesson(tx, taskId, after, { key: { lessonId, questions: keys }, repair });
  });
}

const gone = (): Problem =>
  new Problem("resource-not-found", "The proposal was discarded, or its course was removed.");

interface Work {
  readonly deps: GenerationDeps;
  readonly step: Step;
  readonly lesson: Lesson;
  readonly before: Keyed;
  readonly input: RewriteInput;
}

/** What a lesson is rewritten from: the passages it cites; where it cites none, those its words find. */
function inputOf(
  { brief, course, instruction }: Rewriting,
  lesson: Lesson,
  all: Parameters<typeof lessonPassages>[1],
): RewriteInput {
  const { order, title, summary, objectives } = lesson;
  const citations = citationsIn([lesson]);
  const cited = all.filter((passage) => citations.some((citation) => holds(passage, citation)));
  const plan = { title, summary, objectives, terms: [], passages: cited.map(({ ref }) => ref) };
  return {
    ...{ brief, course, lesson: { order, title, summary, objectives } },
    present: presentOf(lesson.blocks),
    ...(instruction !== undefined && { instruction }),
    ...lessonPassages(plan, all),
  };
}

async function whole({ deps, step, lesson, before, input }: Work) {
  const { value: draft } = await ask(step.model, {
    ...rewritePrompt(input),
    signal: AbortSignal.timeout(deps.modelTimeoutMs * 4),
    check: (value) => checkLesson(value, input),
  });
  const { brief, passages, surroundings } = input;
  const gated = await gateLesson(
    { model: step.model, timeoutMs: deps.modelTimeoutMs * 4 },
    { brief, lesson: input.lesson, draft, passages, surroundings },
  );
  const at = lesson.updatedAt;
  const built = buildLesson(deps, { lesson, draft: gated.draft, passages, at });
  const content = aligned(before, { blocks: built.lesson.blocks, keys: built.key.questions });
  return { summary: built.lesson.summary, content, repair: gated.repair };
}

/** Each block by itself, with the others around it as they are. */
async function someBlocks({ deps, step, lesson, before, input }: Work, blockIds: readonly string[]) {
  const blocks: Block[] = [];
  const keys: Keyed["keys"] = {};
  for (const block of lesson.blocks) {
    const told = blockIds.includes(block.id) ? blockTold(block, input.passages) : undefined;
    if (!told) {
      blocks.push(block);
      continue;
    }
    const others = lesson.blocks.filter((other) => other !== block);
    const asked: BlockInput = { ...input, present: presentOf(others), block: told };
    const draft = await writeBlock({ model: step.model, timeoutMs: deps.modelTimeoutMs * 4 }, asked);
    const made = buildBlock(deps, { draft, passages: input.passages });
    const next = replaced({ old: block, keys: before.keys }, made);
    blocks.push(next.block);
    Object.assign(keys, next.keys);
  }
  return { summary: lesson.summary, content: { blocks, keys }, repair: undefined };
}

/** What its author should know: what came out as it was, and what the engine cannot do. */
function notesOf(
  { deps, lesson, input }: Work,
  { blocks, blockIds }: { blocks: readonly Block[]; blockIds: readonly string[] },
): string[] {
  const now = new Map(blocks.map((block) => [block.id, JSON.stringify(block)]));
  const same = lesson.blocks.filter(
    (block) => blockIds.includes(block.id) && now.get(block.id) === JSON.stringify(block),
  );
  return [
    ...same.map(
      ({ type }) =>
        `“${lesson.title}”: the ${type} could not be written in another way; there is no other material for it.`,
    ),
    ...(deps.model.degraded && input.instruction !== undefined
      ? ["The built-in engine cannot follow an instruction: it chose other sentences and questions instead."]
      : []),
  ];
}
