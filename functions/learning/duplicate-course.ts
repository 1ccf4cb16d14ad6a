import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { type Sealed, seal, unseal } from "../shared/sealed.ts";
import type { AnswerKey, Block } from "./block.ts";
import { type Course, newCourse, type StoredCourse } from "./course.ts";
import { DRAFT } from "./course-store.ts";
import { refuseTooLarge } from "./edit-lesson.ts";
import type { Lesson } from "./lesson.ts";
import { openCourse, type Reading, type ReadingDeps } from "./open-course.ts";
import type { CourseWriter } from "./write-course.ts";

interface DuplicateDeps extends ReadingDeps {
  readonly writer: CourseWriter;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly newId: NewId;
}

const MOST_TITLE = 200;
const COPY = " (copy)";

/**
 * Makes a private draft of the caller's from a course they may read. Whatever is in it is new, with ids of its own;
 * what is right in somebody else's questions stays shut.
 */
export async function duplicateCourse(deps: DuplicateDeps, input: Reading): Promise<StoredCourse> {
  const opened = await openCourse(deps, input);
  const { courses } = deps;
  return deps.transact(async ({ tx }) => {
    // A draft is copied as it is in one moment; a published version never changes.
    if (opened.at === DRAFT) await courses.courses.get(input.courseId, tx);
    const lessons = await courses.lessons(input.courseId, opened.at).find((all) => all.orderBy("order"));
    // After the lessons: of one that a task has just written, the key is there too.
    const keys = await courses.answerKeys(input.courseId, opened.at).all();
    const ready = lessons.filter(({ status }) => status === "ready");
    refuseTooLarge(ready, keys);
    const at = timestamp(deps.clock());
    const copy = copyOf(opened.course, { id: deps.newId(), ownerId: input.userId, at, ready });
    deps.writer.create(tx, copy);
    for (const [index, lesson] of ready.entries()) {
      const key = keys.get(lesson.id);
      const made = copyLesson(deps.newId, lesson, keysFor(input.userId, opened.course, key));
      const id = deps.newId();
      const stamps = { courseId: copy.id, order: index + 1, version: 1, createdAt: at, updatedAt: at };
      courses.lessons(copy.id).create(tx, id, { ...lesson, ...stamps, id, blocks: made.blocks });
      courses.answerKeys(copy.id).set(tx, id, seal({ lessonId: id, questions: made.questions }));
    }
    return copy;
  });
}

/** The keys of a lesson, as they are copied for somebody. */
function keysFor(
  userId: string,
  { ownerId }: Course,
  key: Sealed<AnswerKey> | undefined,
): AnswerKey["questions"] {
  const questions = key ? unseal(key).questions : {};
  if (ownerId === userId) return questions;
  return Object.fromEntries(Object.entries(questions).map(([id, own]) => [id, { ...own, copied: true }]));
}

function copyOf(
  { title, topic, summary, description, language, difficulty, tags, coverUrl, objectives }: Course,
  { id, ownerId, at, ready }: { id: string; ownerId: string; at: string; ready: readonly Lesson[] },
): StoredCourse {
  return newCourse({
    ...{ id, ownerId, topic, summary, description, language, difficulty, tags, objectives },
    ...(coverUrl !== undefined && { coverUrl }),
    title: `${title.slice(0, MOST_TITLE - COPY.length)}${COPY}`,
    ...{ status: "draft", visibility: "private", lessonCount: ready.length, createdAt: at },
    estimatedMinutes: ready.reduce((sum, lesson) => sum + lesson.estimatedMinutes, 0),
  });
}

/** A lesson's blocks under new ids, and what is right under the same new ones. */
function copyLesson(
  newId: NewId,
  lesson: Lesson,
  keys: AnswerKey["questions"],
): { blocks: Block[]; questions: AnswerKey["questions"] } {
  const questions: AnswerKey["questions"] = {};
  const blocks = lesson.blocks.map((block): Block => {
    if (block.type === "flashcards")
      return { ...block, id: newId(), cards: block.cards.map((card) => ({ ...card, id: newId() })) };
    if (block.type !== "quiz") return { ...block, id: newId() };
    const copies = block.questions.map((question) => {
      const options = question.options.map((option) => ({ ...option, id: newId() }));
      const id = newId();
      const key = keys[question.id];
      const moved = question.options.map((option, n) => [option.id, options[n]?.id ?? ""] as const);
      const ids = new Map(moved);
      if (key)
        questions[id] = {
          ...key,
          correctOptionIds: key.correctOptionIds.flatMap((old) => ids.get(old) ?? []),
        };
      return { ...question, id, options };
    });
    return { ...block, id: newId(), questions: copies };
  });
  return { blocks, questions };
}
