import type { Unit } from "../platform/firestore/transact.ts";
import { badgeOf } from "../quality/badge.ts";
import type { QualityReport } from "../quality/report.ts";
import { timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import type { AuthorDeps } from "./change-course.ts";
import { type StoredCourse, shownCourse } from "./course.ts";
import { refuseTooLarge } from "./edit-lesson.ts";
import { facetsOf } from "./facet.ts";
import { type Draft, findEditable } from "./find-draft.ts";
import { citedPassages, judgeCourse } from "./judge-course.ts";
import type { Lesson } from "./lesson.ts";
import type { Library } from "./source-library.ts";

type PublishDeps = AuthorDeps & {
  readonly tid: string;
  readonly newId: NewId;
  readonly library: Library;
};

/**
 * Freezes the draft as the version that readers get from now on; those who began another stay with it. Lessons that
 * are not ready are left out. Publishing what is published already changes nothing.
 * @throws {Problem} `conflict` while no lesson can be read, and for a course that is too large.
 */
export function publishCourse(deps: PublishDeps, input: Draft): Promise<StoredCourse> {
  return deps.transact(async (unit) => {
    const { tx } = unit;
    const course = await findEditable(deps, input, tx);
    if (course.publishedVersion === course.version) return course;
    const [drafts, keys, repairs] = await Promise.all([
      deps.courses.lessons(course.id).find((all) => all.orderBy("order")),
      deps.courses.answerKeys(course.id).all(),
      deps.courses.repairs(course.id).find((all) => all),
    ]);
    const lessons = drafts
      .filter(({ status, blocks }) => status === "ready" && blocks.length > 0)
      .map((lesson, index) => ({ ...lesson, order: index + 1 }));
    if (lessons.length === 0)
      throw new Problem("conflict", "The course has no lesson to read yet. Add one, then publish.");
    refuseTooLarge(lessons, keys);
    const passages = await citedPassages(deps, lessons);
    const report = judgeCourse({ course, lessons, keys, passages });
    const published = freeze(deps, unit, { course: judged(course, report), lessons });
    deps.courses.reports(course.id).set(tx, String(published.version), {
      ...{ courseId: course.id, version: published.version, judgedAt: published.updatedAt, repairs, report },
    });
    for (const repair of repairs)
      deps.courses.repairs(course.id, published.version).create(tx, repair.lessonId, repair);
    for (const { id } of lessons) {
      const key = keys.get(id);
      if (key) deps.courses.answerKeys(course.id, published.version).set(tx, id, key);
    }
    return published;
  });
}

/** A course that a model wrote, with the badge of what it says now. */
const judged = (course: StoredCourse, report: QualityReport): StoredCourse =>
  course.generation ? { ...course, generation: { ...course.generation, quality: badgeOf(report) } } : course;

function freeze(
  deps: PublishDeps,
  { tx, publish }: Unit,
  { course, lessons }: { course: StoredCourse; lessons: readonly Lesson[] },
): StoredCourse {
  const at = timestamp(deps.clock());
  const version = course.version + 1;
  const next = deps.writer.change(tx, course, at, {
    status: course.status === "draft" ? "ready" : course.status,
    publishedVersion: version,
    publishedAt: at,
    publishedFacets: facetsOf(course),
    listedAt: course.listedAt === course.createdAt ? at : course.listedAt,
  });
  const frozen = {
    ...shownCourse(next),
    lessonCount: lessons.length,
    estimatedMinutes: lessons.reduce((sum, lesson) => sum + lesson.estimatedMinutes, 0),
  };
  deps.courses.versions(course.id).create(tx, String(version), frozen);
  if (next.visibility === "public") deps.writer.list(tx, course.id, frozen);
  for (const lesson of lessons) deps.courses.lessons(course.id, version).create(tx, lesson.id, lesson);
  const data = { courseId: course.id, userId: course.ownerId, version };
  publish({ id: deps.newId(), type: "course.published", tid: deps.tid, at, data });
  return next;
}
