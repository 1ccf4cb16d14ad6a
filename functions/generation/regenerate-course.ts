import type { StoredCourse } from "../learning/course.ts";
import { findDraft, findEditable } from "../learning/find-draft.ts";
import type { Lesson } from "../learning/lesson.ts";
import type { StoredProposal, Target } from "../learning/proposal.ts";
import type { RegenerateCourse } from "../learning/proposal-contract.ts";
import type { ProposalWriter } from "../learning/write-proposal.ts";
import { timestamp } from "../shared/clock.ts";
import { type Fault, Problem } from "../shared/problem.ts";
import { createTask } from "../tasks/track-task.ts";
import type { Rewriting } from "./contract.ts";
import { findSources } from "./gather-passages.ts";
import type { Accepted, GenerateDeps } from "./generate-course.ts";
import { rewriteJob } from "./plan.ts";
import { refuseTooMany } from "./refuse-too-many.ts";
import { citationsIn } from "./rewriting.ts";

export interface RegenerateDeps extends GenerateDeps {
  readonly proposals: ProposalWriter;
  /** Where the caller's own draft is found. */
  readonly drafts: Parameters<typeof findDraft>[0];
}

const MOST_TARGETS = 20;
const MOST_SOURCES = 10;

/**
 * Accepts lessons or blocks of the caller's course to be written anew: the task, an empty proposal beside the draft and
 * the jobs commit together. The draft stays as it is.
 * @throws {Problem} `validation-error` with a pointer to each id the course does not have; `course-generating`;
 * `sources-missing` when the model needs material and there is none; `quota-exceeded`.
 */
export async function regenerateCourse(
  deps: RegenerateDeps,
  input: { tid: string; userId: string; courseId: string; request: RegenerateCourse },
): Promise<Accepted> {
  const { tid, userId, courseId, request } = input;
  const course = await findDraft(deps.drafts, input);
  const lessons = await deps.courses.lessons(courseId);
  targetsOf(lessons, request);
  const sourceIds = await sourcesOf(deps, course, lessons);
  refuseLanguage(deps, course);
  await refuseTooMany(deps, userId);
  const taskId = deps.newId();
  return deps.transact(async (unit) => {
    const present = await findEditable(deps.drafts, { userId, courseId }, unit.tx);
    const drafts = await deps.courses.lessons(courseId, unit.tx);
    const targets = targetsOf(drafts, request);
    const at = timestamp(deps.clock());
    const { instruction } = request;
    const proposal: StoredProposal = {
      ...{ taskId, courseId, baseVersion: present.version, status: "writing", targets, notes: [] },
      ...(instruction !== undefined && { instruction }),
      ...{ createdAt: at, updatedAt: at },
    };
    createTask(deps, unit, {
      ...{ id: taskId, userId, type: "course-regeneration", area: "generation" },
      params: {
        ...{ courseId, lessonIds: request.lessonIds, blockIds: request.blockIds },
        ...(instruction !== undefined && { instruction }),
      },
      assignment: rewritingOf(present, drafts, { sourceIds, proposal }),
      message: "Waiting for a worker.",
    });
    const wanted = new Set(targets.map(({ lessonId }) => lessonId));
    deps.proposals.create(
      unit.tx,
      proposal,
      drafts.filter(({ id }) => wanted.has(id)),
    );
    const ref = { tid, userId, taskId, attempt: 1 };
    for (const index of targets.keys()) unit.enqueue(rewriteJob(ref, courseId, index));
    return { taskId, courseId, listenPath: deps.tasks.listenPath(userId, taskId) };
  });
}

/** What is to be written anew, in the order of the lessons. Of a lesson named as a whole, no block is named besides. */
function targetsOf(lessons: readonly Lesson[], { lessonIds, blockIds }: RegenerateCourse): Target[] {
  const blocks = new Map(
    lessons.flatMap((lesson) => lesson.blocks.map((block) => [block.id, block] as const)),
  );
  const known = new Set(lessons.map(({ id }) => id));
  const faults: Fault[] = [
    ...lessonIds.flatMap((id, index) =>
      known.has(id) ? [] : [{ pointer: `#/lessonIds/${index}`, detail: "is not a lesson of this course" }],
    ),
    ...blockIds.flatMap((id, index) => {
      const pointer = `#/blockIds/${index}`;
      const block = blocks.get(id);
      if (!block) return [{ pointer, detail: "is not a block of this course" }];
      return block.type === "resource"
        ? [{ pointer, detail: "points elsewhere; no model can write it" }]
        : [];
    }),
  ];
  if (faults.length > 0)
    throw new Problem("validation-error", "Not all of it can be written anew.", { errors: faults });
  const targets = lessons.flatMap(({ id, version, blocks: own }): Target[] => {
    const named = own.filter((block) => blockIds.includes(block.id)).map((block) => block.id);
    if (lessonIds.includes(id)) return [{ lessonId: id, version, blockIds: [] }];
    return named.length > 0 ? [{ lessonId: id, version, blockIds: named }] : [];
  });
  if (targets.length > MOST_TARGETS)
    throw new Problem("validation-error", `${MOST_TARGETS} lessons can be written anew at once.`);
  return targets;
}

/** What the course cites and its author may still read; where it cites nothing, what fits its topic. */
async function sourcesOf(
  deps: GenerateDeps,
  course: StoredCourse,
  lessons: readonly Lesson[],
): Promise<string[]> {
  const cited = [...new Set(citationsIn(lessons).map(({ sourceId }) => sourceId))].slice(0, MOST_SOURCES);
  const found = await Promise.all(cited.map((id) => deps.library.find(course.ownerId, id)));
  const readable = found.filter((source) => source !== undefined).map(({ id }) => id);
  if (readable.length > 0 || deps.capability.knows) return readable;
  const fitting = await findSources(deps, { userId: course.ownerId, topic: course.topic, required: true });
  return fitting.map(({ id }) => id);
}

function refuseLanguage({ capability }: GenerateDeps, { language }: StoredCourse): void {
  const { languages } = capability;
  const base = language.toLowerCase().split("-")[0] ?? language;
  if (languages !== "any" && !languages.includes(base))
    throw new Problem(
      "conflict",
      `The configured model writes ${languages.join(", ")} only; this course is in ${language}.`,
    );
}

interface Wanted {
  readonly sourceIds: string[];
  readonly proposal: StoredProposal;
}

function rewritingOf(
  course: StoredCourse,
  lessons: readonly Lesson[],
  { sourceIds, proposal }: Wanted,
): Rewriting {
  const { topic, difficulty, language, objectives } = course;
  const lessonCount = Math.min(20, Math.max(1, lessons.length));
  return {
    courseId: course.id,
    brief: { topic, difficulty, language, interests: [], objectives, lessonCount },
    sourceIds,
    course: { title: course.title, lessons: lessons.map(({ title }) => title) },
    lessonIds: proposal.targets.map(({ lessonId }) => lessonId),
    ...(proposal.instruction !== undefined && { instruction: proposal.instruction }),
  };
}
