import type { Context } from "hono";
import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, type Env, type HttpPorts } from "../platform/http/request.ts";
import { archiveCourse, unarchiveCourse } from "./archive-course.ts";
import { changeCourse } from "./change-course.ts";
import { endpoints } from "./contract.ts";
import { type StoredCourse, shownCourse } from "./course.ts";
import { createCourse } from "./create-course.ts";
import { duplicateCourse } from "./duplicate-course.ts";
import { listVersions } from "./list-versions.ts";
import type { ScopeOf } from "./make-scope.ts";
import { publishCourse } from "./publish-course.ts";
import { unpublishCourse } from "./unpublish-course.ts";

/** The life of a course, for its author. */
export function bindAuthoring(app: AreaApp, scope: ScopeOf, http: HttpPorts): void {
  const { once } = http.idempotency;
  const draft = (c: Context<Env>, courseId: string) => ({
    ...{ userId: callerOf(c).userId, courseId },
    ifMatch: c.req.header("if-match"),
  });
  /** What this instance held of a course is looked up anew. */
  const fresh = (c: Context<Env>, courseId: string): void => {
    const { tid, shelf } = scope(c);
    shelf.forget(tid, courseId);
  };
  const shown = (c: Context<Env>, course: StoredCourse) => {
    fresh(c, course.id);
    return shownCourse(course);
  };
  const created = (course: StoredCourse) => ({
    headers: { location: `/v1/courses/${course.id}` },
    body: shownCourse(course),
  });

  app.openapi(endpoints.createCourse.route, (c) => {
    const { userId } = callerOf(c);
    return once(
      c,
      (transact) => createCourse({ ...scope(c), transact }, { userId, course: c.req.valid("json") }),
      (course) => ({ status: 201, ...created(course) }),
    );
  });

  app.openapi(endpoints.changeCourse.route, async (c) => {
    const input = { ...draft(c, c.req.valid("param").courseId), change: c.req.valid("json") };
    return c.json(shown(c, await changeCourse(scope(c), input)), 200);
  });

  app.openapi(endpoints.publishCourse.route, async (c) =>
    c.json(shown(c, await publishCourse(scope(c), draft(c, c.req.valid("param").courseId))), 200),
  );

  app.openapi(endpoints.unpublishCourse.route, async (c) => {
    const mayModerate = http.permits(callerOf(c), "course:moderate");
    const input = { ...draft(c, c.req.valid("param").courseId), mayModerate };
    const course = await unpublishCourse(scope(c), input);
    fresh(c, course.id);
    return c.json(course, 200);
  });

  app.openapi(endpoints.archiveCourse.route, async (c) =>
    c.json(shown(c, await archiveCourse(scope(c), draft(c, c.req.valid("param").courseId))), 200),
  );

  app.openapi(endpoints.unarchiveCourse.route, async (c) =>
    c.json(shown(c, await unarchiveCourse(scope(c), draft(c, c.req.valid("param").courseId))), 200),
  );

  app.openapi(endpoints.duplicateCourse.route, (c) => {
    const { userId } = callerOf(c);
    return once(
      c,
      (transact) => duplicateCourse({ ...scope(c), transact }, { userId, ...c.req.valid("param") }),
      (course) => ({ status: 200, ...created(course) }),
    );
  });

  app.openapi(endpoints.listVersions.route, async (c) => {
    const items = await listVersions(scope(c), { ...callerOf(c), ...c.req.valid("param") });
    return c.json({ items, nextCursor: null }, 200);
  });
}
