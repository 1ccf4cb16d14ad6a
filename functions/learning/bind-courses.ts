import type { AreaApp } from "../platform/http/area-app.ts";
import { endpoints } from "./contract.ts";
import { deleteCourse } from "./delete-course.ts";
import type { Lesson, LessonSummary } from "./lesson.ts";
import { listCourses } from "./list-courses.ts";
import type { ScopeOf } from "./make-scope.ts";
import { openCourse, openLesson, openLessons } from "./open-course.ts";
import { packCourse } from "./pack-course.ts";

/** Courses as their readers see them. */
export function bindCourses(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.listCourses.route, async (c) => {
    const known = scope(c);
    return c.json(await listCourses(known, { ...known, query: c.req.valid("query") }), 200);
  });

  app.openapi(endpoints.getCourse.route, async (c) => {
    const known = scope(c);
    const { course } = await openCourse(known, {
      ...known,
      ...c.req.valid("param"),
      ...c.req.valid("query"),
    });
    return c.json(course, 200);
  });

  app.openapi(endpoints.deleteCourse.route, async (c) => {
    const known = scope(c);
    const { courseId } = c.req.valid("param");
    await deleteCourse(known, { ...known, courseId, ifMatch: c.req.header("if-match") });
    known.shelf.forget(known.tid, courseId);
    return c.body(null, 204);
  });

  app.openapi(endpoints.listLessons.route, async (c) => {
    const known = scope(c);
    const opened = await openCourse(known, { ...known, ...c.req.valid("param"), ...c.req.valid("query") });
    const lessons = await openLessons(known, opened);
    return c.json(listed(lessons), 200);
  });

  app.openapi(endpoints.getLesson.route, async (c) => {
    const known = scope(c);
    const { courseId, lessonId } = c.req.valid("param");
    const opened = await openCourse(known, { ...known, courseId, ...c.req.valid("query") });
    return c.json(await openLesson(known, opened, lessonId), 200);
  });

  app.openapi(endpoints.packCourse.route, async (c) => {
    const known = scope(c);
    const asked = { ...known, ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await packCourse(known, asked), 200);
  });
}

interface LessonList {
  readonly items: LessonSummary[];
  readonly nextCursor: null;
}

const lists = new WeakMap<readonly Lesson[], LessonList>();

/** Lessons as a list shows them; frozen, and the same object, for those of a published version. */
function listed(lessons: readonly Lesson[]): LessonList {
  const known = lists.get(lessons);
  if (known) return known;
  const list = { items: lessons.map(summaryOf), nextCursor: null };
  if (Object.isFrozen(lessons)) lists.set(lessons, Object.freeze(list));
  return list;
}

function summaryOf({ blocks: _, ...summary }: Lesson): LessonSummary {
  return summary;
}
