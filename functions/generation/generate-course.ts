import type { GenerateCourse } from "../learning/contract.ts";
import { newCourse, type StoredCourse } from "../learning/course.ts";
import type { CourseWriter } from "../learning/write-course.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { timestamp } from "../shared/clock.ts";
import { createTask, type TrackDeps } from "../tasks/track-task.ts";
import { type CheckDeps, checkRequest } from "./check-request.ts";
import type { Assignment } from "./contract.ts";
import { OUTLINE, stepJob } from "./plan.ts";
import { refuseTooMany } from "./refuse-too-many.ts";

export interface GenerateDeps extends TrackDeps, CheckDeps {
  readonly transact: Transact;
  readonly courses: CourseWriter;
  readonly activeTasksPerUser: number;
}

export interface Accepted {
  readonly taskId: string;
  readonly courseId: string;
  readonly listenPath: string;
}

/**
 * Accepts a course to be written: its task, its provisional course and the first job commit together.
 * @throws {Problem} as `checkRequest`; `quota-exceeded` while too many of their courses are being written.
 */
export async function generateCourse(
  deps: GenerateDeps,
  input: { tid: string; userId: string; request: GenerateCourse },
): Promise<Accepted> {
  const { tid, userId, request } = input;
  const brief = await checkRequest(deps, { userId, request });
  await refuseTooMany(deps, userId);
  const taskId = deps.newId();
  const courseId = deps.newId();
  const at = timestamp(deps.clock());
  const { sourceIds, confirmOutline } = request;
  const { topic, difficulty, language, lessonCount } = brief;
  const assignment: Assignment = { courseId, brief, sourceIds, confirmOutline };
  return deps.transact(async (unit) => {
    createTask(deps, unit, {
      id: taskId,
      userId,
      type: "course-generation",
      area: "generation",
      params: { topic, difficulty, language, lessonCount, sourceIds },
      assignment,
      message: "Waiting for a worker.",
    });
    deps.courses.create(unit.tx, provisional(request, { language, taskId, courseId, userId, at }));
    unit.enqueue(stepJob({ tid, userId, taskId, attempt: 1 }, courseId, OUTLINE));
    return { taskId, courseId, listenPath: deps.tasks.listenPath(userId, taskId) };
  });
}

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
