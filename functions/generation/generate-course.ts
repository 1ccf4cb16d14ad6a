import type { GenerateCourse } from "../learning/contract.ts";
import { newCourse, type StoredCourse } from "../learning/course.ts";
import type { StoredSource } from "../learning/source.ts";
import type { Library } from "../learning/source-library.ts";
import type { CourseWriter } from "../learning/write-course.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { timestamp } from "../shared/clock.ts";
import { type Fault, Problem } from "../shared/problem.ts";
import { createTask, type TrackDeps } from "../tasks/track-task.ts";
import type { Capability } from "./capability.ts";
import type { Assignment } from "./contract.ts";
import { OUTLINE, stepJob } from "./plan.ts";
import { refuseTooMany } from "./refuse-too-many.ts";

export interface GenerateDeps extends TrackDeps {
  readonly transact: Transact;
  readonly courses: CourseWriter;
  readonly library: Library;
  readonly capability: Capability;
  readonly activeTasksPerUser: number;
}

export interface Accepted {
  readonly taskId: string;
  readonly courseId: string;
  readonly listenPath: string;
}

/**
 * Accepts a course to be written: its task, its provisional course and the first job commit together.
 * @throws {Problem} `validation-error` for a source that is not the caller's or a language the model cannot
 * write; `quota-exceeded` while too many of their courses are being written.
 */
export async function generateCourse(
  deps: GenerateDeps,
  input: { tid: string; userId: string; request: GenerateCourse },
): Promise<Accepted> {
  const { tid, userId, request } = input;
  const sources = await chosenSources(deps, userId, request.sourceIds);
  const language = writtenLanguage(deps.capability, request.language, sources);
  await refuseTooMany(deps, userId);
  const taskId = deps.newId();
  const courseId = deps.newId();
  const at = timestamp(deps.clock());
  return deps.transact(async (unit) => {
    createTask(deps, unit, {
      id: taskId,
      userId,
      type: "course-generation",
      area: "generation",
      params: paramsOf(request, language),
      assignment: assignmentOf(request, language, courseId),
      message: "Waiting for a worker.",
    });
    deps.courses.create(unit.tx, provisional(request, { language, taskId, courseId, userId, at }));
    unit.enqueue(stepJob({ tid, userId, taskId, attempt: 1 }, courseId, OUTLINE));
    return { taskId, courseId, listenPath: deps.tasks.listenPath(userId, taskId) };
  });
}

async function chosenSources(
  deps: GenerateDeps,
  userId: string,
  ids: readonly string[],
): Promise<StoredSource[]> {
  const found = await Promise.all(ids.map((id) => deps.library.find(userId, id)));
  const errors = found.flatMap((source, index): Fault[] => {
    if (source?.status === "ready") return [];
    const detail = source ? WHY_NOT[source.status] : "is not a source of yours";
    return [{ pointer: `#/sourceIds/${index}`, detail }];
  });
  if (errors.length > 0) throw new Problem("validation-error", "Some sources cannot be used.", { errors });
  return found.filter((source) => source !== undefined);
}

const WHY_NOT = {
  uploading: "is not uploaded yet",
  processing: "is being read; it can be used once it is ready",
  failed: "could not be read",
} as const;

/** The language to write in: the one asked for, else the sources' own. */
function writtenLanguage(
  capability: Capability,
  asked: string | undefined,
  sources: readonly StoredSource[],
): string {
  const refused = (detail: string) =>
    new Problem("validation-error", "The course cannot be written in this language.", {
      errors: [{ pointer: "#/language", detail }],
    });
  const base = (tag: string) => tag.toLowerCase().split("-")[0] ?? tag;
  const known = sources.map((source) => source.language).find((tag) => tag !== "und");
  const language = asked ?? known ?? "en";
  if (capability.languages !== "any" && !capability.languages.includes(base(language)))
    throw refused(`the configured model writes ${capability.languages.join(", ")} only, not ${language}`);
  const other = sources.find(
    (source) => source.language !== "und" && base(source.language) !== base(language),
  );
  if (other && !capability.translates)
    throw refused(
      `the source “${other.title}” is written in ${other.language}, and the configured model does not translate`,
    );
  return language;
}

const paramsOf = (request: GenerateCourse, language: string) => ({
  topic: request.topic,
  difficulty: request.difficulty,
  language,
  lessonCount: request.lessonCount,
  sourceIds: request.sourceIds,
});

const assignmentOf = (request: GenerateCourse, language: string, courseId: string): Assignment => ({
  courseId,
  brief: {
    topic: request.topic,
    difficulty: request.difficulty,
    language,
    interests: request.interests,
    objectives: request.objectives,
    lessonCount: request.lessonCount,
    targetMinutes: request.targetMinutes,
    style: request.style,
  },
  sourceIds: request.sourceIds,
  confirmOutline: request.confirmOutline,
});

/** The course as it stands before anything is planned. */
const provisional = (
  request: GenerateCourse,
  made: { language: string; taskId: string; courseId: string; userId: string; at: string },
): StoredCourse =>
  newCourse({
    id: made.courseId,
    ownerId: made.userId,
    title: request.topic,
    topic: request.topic,
    summary: "",
    description: "",
    language: made.language,
    difficulty: request.difficulty,
    tags: [],
    status: "generating",
    visibility: request.visibility,
    lessonCount: 0,
    estimatedMinutes: 0,
    objectives: request.objectives,
    generation: {
      taskId: made.taskId,
      model: "none",
      grounded: false,
      degraded: false,
      cost: { calls: 0, promptTokens: 0, completionTokens: 0, seconds: 0 },
      notes: [],
    },
    createdAt: made.at,
  });
