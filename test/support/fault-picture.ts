import { usageStore } from "../../functions/generation/usage-store.ts";
import type { AnswerKey, Block } from "../../functions/learning/block.ts";
import type { Course } from "../../functions/learning/course.ts";
import { courseStore } from "../../functions/learning/course-store.ts";
import type { Lesson } from "../../functions/learning/lesson.ts";
import { machinery } from "../../functions/platform/firestore/machinery.ts";
import { unseal } from "../../functions/shared/sealed.ts";
import type { SavedAnswer, StepMark } from "../../functions/tasks/run.ts";
import type { Task } from "../../functions/tasks/task.ts";
import { taskStore } from "../../functions/tasks/task-store.ts";
import { type FaultRun, type FaultStack, TENANT } from "./fault-stack.ts";
import type { GemmaCall } from "./gemma-server.ts";

/** All that a run has left in the database. */
export interface Picture {
  readonly task: Task;
  readonly course: Course;
  readonly lessons: readonly Lesson[];
  readonly keys: readonly AnswerKey[];
  readonly marks: readonly StepMark[];
  readonly answers: readonly SavedAnswer[];
  /** Types of the events told about the task, one for each. */
  readonly events: readonly string[];
  /** Outbox entries of the task that were never sent. */
  readonly unsent: number;
  /** Tasks and courses the learner has, and what is on their account. */
  readonly owned: { tasks: number; courses: number };
  readonly account: { tasks: number; calls: number };
}

export async function pictureOf(at: FaultStack, run: FaultRun): Promise<Picture> {
  const { userId } = run.learner;
  const tasks = taskStore(at.db, TENANT);
  const courses = courseStore(at.db, TENANT);
  const { usage } = usageStore(at.db, TENANT);
  const mine = (field: string) => (all: FirebaseFirestore.CollectionReference) =>
    all.where(field, "==", userId);
  const task = await run.task();
  const [course, lessons, sealed, marks, answers, entries, allTasks, allCourses, days] = await Promise.all([
    courses.courses.get(run.courseId),
    courses.lessons(run.courseId).find((all) => all.orderBy("order")),
    courses.answerKeys(run.courseId).all(),
    tasks.steps(userId, run.taskId).find((all) => all),
    tasks.answers(userId, run.taskId).find((all) => all),
    machinery(at.db).outbox.find((all) => all.where("createdAt", ">=", task.createdAt)),
    tasks.tasks(userId).find((all) => all),
    courses.courses.find(mine("ownerId")),
    usage.find(mine("userId")),
  ]);
  if (!course) throw new Error(`There is no course ${run.courseId}.`);
  const own = entries.filter(({ body }) => body.includes(run.taskId));
  const keys = [...sealed.values()].map(unseal);
  const sum = (pick: (day: { tasks: number; calls: number }) => number) =>
    days.reduce((total, day) => total + pick(day), 0);
  return {
    ...{ task, course, lessons, keys, marks, answers },
    events: own
      .filter(({ kind }) => kind === "publish")
      .map(({ body }) => String(JSON.parse(body).type))
      .sort(),
    unsent: own.filter(({ pendingSince }) => pendingSince !== undefined).length,
    owned: { tasks: allTasks.length, courses: allCourses.length },
    account: { tasks: sum((day) => day.tasks), calls: sum((day) => day.calls) },
  };
}

const times = (list: readonly string[], word: string): number => list.filter((each) => each === word).length;

/** Every way in which what a run left is not whole: something lost, doubled or half done. None for a sound run. */
export function flawsOf(picture: Picture): string[] {
  const { task, course, lessons, keys, marks, events, unsent, owned, account } = picture;
  const flaws: string[] = [];
  const must = (holds: boolean, flaw: string) => void (holds || flaws.push(flaw));
  const ready = lessons.filter(({ status }) => status === "ready");
  const succeeded = task.state === "succeeded";
  const statusNow = succeeded ? "ready" : ready.length > 0 ? "partial" : "failed";
  must(course.status === statusNow, `the task ${task.state} and the course is ${course.status}`);
  must(
    (task.problem !== undefined) === (task.state === "failed"),
    `${task.state}, problem ${task.problem?.type}`,
  );
  must(!succeeded || task.progress.percent === 100, `succeeded at ${task.progress.percent} %`);
  must(
    lessons.every(({ status }) => status === "ready" || (status === "failed" && !succeeded)),
    `lessons are ${lessons.map(({ status }) => status)}`,
  );
  must(
    lessons.every(({ order }, i) => order === i + 1) && course.lessonCount === lessons.length,
    `${course.lessonCount} lessons planned, found ${lessons.map(({ order }) => order)}`,
  );
  must(
    [...keys.map(({ lessonId }) => lessonId)].sort().join() === [...ready.map(({ id }) => id)].sort().join(),
    `${keys.length} answer keys for ${ready.length} lessons`,
  );
  must(
    !succeeded ||
      marks
        .filter(({ outcome }) => outcome === "done")
        .map(({ step }) => step)
        .sort()
        .join() === [...lessons.map((_, i) => `lesson-0${i + 1}`), "outline", "review"].join(),
    `marks: ${marks.map(({ step, outcome }) => `${step} ${outcome}`)}`,
  );
  must(owned.tasks === 1 && owned.courses === 1, `owns ${owned.tasks} tasks, ${owned.courses} courses`);
  must(unsent === 0, `${unsent} outbox entries were not sent`);
  must(times(events, "task.finished") === task.attempts, `${task.attempts} attempts told as ${events}`);
  const told = times(events, "course.generated");
  must(told <= task.attempts && (told >= 1 || !succeeded), `${task.attempts} attempts told as ${events}`);
  must(account.tasks === task.attempts, `${account.tasks} of ${task.attempts} attempts are on the account`);
  return flaws;
}

/** The flaws of every run of a stack once nothing is left to deliver: what came late may have doubled something. */
export async function flawsAtLast(at: FaultStack): Promise<string[]> {
  await at.stack.idle();
  const flaws: string[] = [];
  for (const run of at.runs)
    flaws.push(...flawsOf(await pictureOf(at, run)).map((flaw) => `${run.taskId}: ${flaw}`));
  return flaws;
}

/** Stops a suite's stack. @returns the flaws that its runs have at last. */
export async function stopped(at: FaultStack | undefined): Promise<string[]> {
  if (!at) return [];
  try {
    return await flawsAtLast(at);
  } finally {
    await at.stop();
  }
}

const OWN = new Set([
  "id",
  "courseId",
  "sourceId",
  "taskId",
  "ownerId",
  "createdAt",
  "updatedAt",
  "listedAt",
  "version",
  "cost",
]);

/** What a learner reads and is asked, without identifiers and times: equal for two runs that came to the same. */
export function contentOf({ course, lessons, keys }: Picture): unknown {
  const { version: _, stats: __, ...shown } = course;
  const right = new Map(keys.flatMap(({ questions }) => Object.entries(questions)));
  const blocks = (lesson: Lesson) =>
    lesson.blocks.map((block) => (block.type === "quiz" ? answered(block, right) : block));
  const whole = { course: shown, lessons: lessons.map((each) => ({ ...each, blocks: blocks(each) })) };
  return JSON.parse(JSON.stringify(whole, (key, value: unknown) => (OWN.has(key) ? undefined : value)));
}

/** A quiz with what is right written into it, in words instead of identifiers. */
const answered = (
  { type, questions }: Extract<Block, { type: "quiz" }>,
  right: ReadonlyMap<string, AnswerKey["questions"][string]>,
) => ({
  type,
  questions: questions.map(({ id, options, ...question }) => ({
    ...question,
    options: options.map((option) => [option.text, right.get(id)?.correctOptionIds.includes(option.id)]),
    explanation: right.get(id)?.explanation,
  })),
});

/** Calls by how they ended at the model's server; `again` are answers that were paid for a second time. */
export function billOf(calls: readonly GemmaCall[]) {
  const answered = calls.filter(({ outcome }) => outcome === "answered");
  return {
    answered: answered.length,
    lost: calls.filter(({ outcome }) => outcome === "lost").length,
    again: answered.length - new Set(answered.map(({ key }) => key)).size,
  };
}

export const bill = (run: FaultRun) => billOf(run.learner.gemma.calls);
