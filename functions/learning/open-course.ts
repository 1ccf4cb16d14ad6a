import { Problem } from "../shared/problem.ts";
import { type Course, type StoredCourse, shownCourse } from "./course.ts";
import type { Shelf } from "./course-shelf.ts";
import { type CourseStore, DRAFT, type VersionName } from "./course-store.ts";
import type { LearnerStore } from "./learner-store.ts";
import type { Lesson } from "./lesson.ts";

export interface ReadingDeps {
  readonly tid: string;
  readonly courses: CourseStore;
  readonly learners: LearnerStore;
  readonly shelf: Shelf;
}

/** A course as somebody may read it. */
export interface OpenedCourse {
  readonly course: Course;
  /** The published version, or the draft: its owner reads that. */
  readonly at: VersionName;
  readonly mayEdit: boolean;
}

export interface Reading {
  readonly userId: string;
  readonly courseId: string;
  /** The version they began; without it they get the present one. */
  readonly version?: number | undefined;
}

/**
 * What somebody may read of a course: its owner the draft, or any version that was published; others the version
 * that is published, or the one they began.
 * @throws {Problem} `resource-not-found`, also for a course that is private to somebody else.
 */
export async function openCourse(deps: ReadingDeps, input: Reading): Promise<OpenedCourse> {
  const opened = await findReadable(deps, input);
  if (!opened) throw new Problem("resource-not-found", `There is no course ${input.courseId}.`);
  return opened;
}

/** As `openCourse`, for whoever goes on without it. */
export async function findReadable(deps: ReadingDeps, input: Reading): Promise<OpenedCourse | undefined> {
  const { tid, shelf } = deps;
  const { userId, courseId, version } = input;
  const head = await shelf.head(tid, courseId);
  if (!head) return undefined;
  const mayEdit = head.ownerId === userId;
  if (mayEdit && version === undefined) {
    // Its author sees each change at once.
    const draft = await deps.courses.courses.get(courseId);
    return draft && { course: shownCourse(draft), at: DRAFT, mayEdit };
  }
  const at = mayEdit ? version : await readersVersion(deps, head, input);
  const published = at === undefined ? undefined : await shelf.published(tid, courseId, at);
  return at === undefined || !published ? undefined : { course: live(published.course, head), at, mayEdit };
}

/** A course as everybody gets it who may find it; its author too, who reads the draft elsewhere. */
export async function findListed(
  { tid, shelf }: Pick<ReadingDeps, "tid" | "shelf">,
  head: StoredCourse | undefined,
): Promise<Course | undefined> {
  if (head?.visibility !== "public" || head.publishedVersion === undefined) return undefined;
  const published = await shelf.published(tid, head.id, head.publishedVersion);
  return published && live(published.course, head);
}

/** The version a reader gets, if any. What they began stays open to them when another is published, or none. */
async function readersVersion(
  deps: ReadingDeps,
  head: StoredCourse,
  { userId, courseId, version }: Reading,
): Promise<number | undefined> {
  if (head.visibility === "private") return undefined;
  const present = head.publishedVersion;
  if (present !== undefined && (version === undefined || version === present)) return present;
  const begun = (await deps.learners.enrollments(userId).get(courseId))?.version ?? undefined;
  return version === undefined || version === begun ? begun : undefined;
}

const shown = new WeakMap<StoredCourse, WeakMap<Course, Course>>();

/**
 * What was published, with what moves by itself as it is now; frozen, and the same object for as long as both are.
 */
function live(published: Course, head: StoredCourse): Course {
  const known = shown.get(head)?.get(published);
  if (known) return known;
  const { stats, visibility } = shownCourse(head);
  const course = Object.freeze({ ...published, stats, visibility });
  shown.set(head, (shown.get(head) ?? new WeakMap()).set(published, course));
  return course;
}

/** The lessons of an opened course, in order. */
export async function openLessons(
  deps: ReadingDeps,
  { course, at }: Pick<OpenedCourse, "course" | "at">,
): Promise<readonly Lesson[]> {
  if (at === DRAFT) return deps.courses.lessons(course.id).find((lessons) => lessons.orderBy("order"));
  return (await deps.shelf.published(deps.tid, course.id, at))?.lessons ?? [];
}

/** One lesson of an opened course. @throws {Problem} `resource-not-found` */
export async function openLesson(
  deps: ReadingDeps,
  { course, at }: Pick<OpenedCourse, "course" | "at">,
  lessonId: string,
): Promise<Lesson> {
  const lesson =
    at === DRAFT
      ? await deps.courses.lessons(course.id).get(lessonId)
      : (await deps.shelf.published(deps.tid, course.id, at))?.lessons.find(({ id }) => id === lessonId);
  if (!lesson) throw new Problem("resource-not-found", `The course has no lesson ${lessonId}.`);
  return lesson;
}
