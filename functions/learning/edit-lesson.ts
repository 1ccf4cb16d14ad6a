import { isDeepStrictEqual } from "node:util";
import { checkIfMatch } from "../platform/http/etag.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { type Sealed, seal, unseal } from "../shared/sealed.ts";
import type { AnswerKey, Block } from "./block.ts";
import type { AuthorDeps } from "./change-course.ts";
import { composeBlocks } from "./compose-blocks.ts";
import type { StoredCourse } from "./course.ts";
import { findEditable } from "./find-draft.ts";
import { changedLesson, type Lesson, minutesFor } from "./lesson.ts";
import type { BlockInput, LessonChange } from "./manuscript.ts";
import { moveLesson } from "./move-lesson.ts";

export type EditDeps = AuthorDeps & { readonly newId: NewId };

export interface LessonEdit {
  readonly userId: string;
  readonly courseId: string;
  readonly lessonId: string;
  readonly ifMatch?: string | undefined;
}

/** What a lesson holds, and what is right in it. */
export interface Content {
  readonly blocks: readonly Block[];
  readonly keys: AnswerKey["questions"];
}

/** A lesson may have so much with its answer keys. */
const MOST_LESSON_BYTES = 150_000;

/** A course is published in one commit. Google's service takes 10 MiB; its emulator 4, and beyond never answers. */
const MOST_COURSE_BYTES = 3_000_000;

/** Changes a lesson of the draft; blocks that were cleaned, where given, are all it has afterwards. */
export function editLesson(deps: EditDeps, input: LessonEdit & { change: LessonChange }): Promise<Lesson> {
  const { blocks, order, passMark, ...said } = input.change;
  return changeLesson(deps, input, {
    change: (lesson, content) => {
      const next = blocks ? replaced(deps, blocks, content) : content;
      const { passMark: present, ...rest } = lesson;
      const mark = passMark === undefined ? present : (passMark ?? undefined);
      const told = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      return { lesson: { ...rest, ...told, ...(mark !== undefined && { passMark: mark }) }, content: next };
    },
    order,
  });
}

const replaced = (
  deps: EditDeps,
  blocks: readonly BlockInput[],
  { blocks: present, keys }: Content,
): Content =>
  composeBlocks(deps, { inputs: blocks, pointers: blocks.map((_, n) => `#/blocks/${n}`), present, keys });

interface Changing {
  /** What the lesson becomes; pure, since it may run again. */
  readonly change: (lesson: Lesson, content: Content) => { lesson: Lesson; content: Content };
  /** Its new place. */
  readonly order?: number | undefined;
}

/**
 * One change of one lesson, with its keys, its place and the course's length, in one commit. What is the same already
 * makes no version.
 */
export function changeLesson(
  deps: EditDeps,
  input: LessonEdit,
  { change, order }: Changing,
): Promise<Lesson> {
  const { courseId, lessonId } = input;
  return deps.transact(async ({ tx }) => {
    const course = await findEditable(deps, { userId: input.userId, courseId }, tx);
    const lessons = deps.courses.lessons(courseId);
    const present = await lessons.get(lessonId, tx);
    if (!present) throw new Problem("resource-not-found", `The course has no lesson ${lessonId}.`);
    checkIfMatch(input.ifMatch, present.version);
    const sealed = await deps.courses.answerKeys(courseId).get(lessonId, tx);
    const moved = await moveLesson({ lessons }, { tx, course, lesson: present, order });
    const content = { blocks: present.blocks, keys: sealed ? unseal(sealed).questions : {} };
    const changed = change(present, content);
    const at = timestamp(deps.clock());
    const blocks = [...changed.content.blocks];
    const next = changedLesson({ ...present, ...changed.lesson }, at, {
      ...{ blocks, estimatedMinutes: minutesFor(blocks), order: order ?? present.order },
      // Whoever fills a lesson that could not be written has written it.
      status: present.status === "failed" && blocks.length > 0 ? "ready" : present.status,
    });
    const { version, updatedAt } = present;
    const isSame = isDeepStrictEqual(
      [present, content.keys],
      [{ ...next, version, updatedAt }, changed.content.keys],
    );
    if (isSame) return present;
    refuseTooLong(blocks, changed.content.keys);
    moved();
    lessons.set(tx, lessonId, next);
    deps.courses.answerKeys(courseId).set(tx, lessonId, seal({ lessonId, questions: changed.content.keys }));
    deps.writer.change(tx, course, at, lengthOf(course, present, next));
    return next;
  });
}

/** Refuses what could not be stored, or not be published: Firestore's limits count bytes. */
export function refuseTooLong(blocks: readonly Block[], keys: Content["keys"]): void {
  const length = Buffer.byteLength(JSON.stringify([blocks, keys]));
  if (length > MOST_LESSON_BYTES)
    throw new Problem(
      "validation-error",
      `With its answer keys the lesson would have ${length} bytes; ${MOST_LESSON_BYTES} are allowed. Make two of it.`,
      { errors: [{ pointer: "#/blocks", detail: `must have at most ${MOST_LESSON_BYTES} bytes` }] },
    );
}

/** Refuses a course that cannot be written in one commit. @throws {Problem} `conflict` */
export function refuseTooLarge(
  lessons: readonly Lesson[],
  keys: ReadonlyMap<string, Sealed<AnswerKey>>,
): void {
  const all = [lessons, ...[...keys.values()].map((key) => unseal(key).questions)];
  const megabytes = Buffer.byteLength(JSON.stringify(all)) / 1_000_000;
  if (megabytes * 1_000_000 > MOST_COURSE_BYTES)
    throw new Problem(
      "conflict",
      `The course has ${megabytes.toFixed(2)} MB; it may have ${MOST_COURSE_BYTES / 1_000_000}. Make two of it.`,
    );
}

const lengthOf = (course: StoredCourse, before: Lesson, after: Lesson) => ({
  estimatedMinutes: Math.max(0, course.estimatedMinutes - before.estimatedMinutes + after.estimatedMinutes),
});
