import type { Context } from "hono";
import { type GenerateDeps, generateCourse } from "../generation/generate-course.ts";
import type { Database } from "../platform/firestore/database.ts";
import { listPage, Position } from "../platform/firestore/list-page.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { cursors } from "../platform/http/cursor.ts";
import { callerOf, type Env, type HttpPorts } from "../platform/http/request.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { endpoints } from "./contract.ts";
import { courseStore } from "./course-store.ts";
import { createSource } from "./create-source.ts";
import { deleteCourse } from "./delete-course.ts";
import { deleteSource } from "./delete-source.ts";
import { findCourse, findLesson, findLessons } from "./find-course.ts";
import { findSource } from "./find-source.ts";
import type { Lesson, LessonSummary } from "./lesson.ts";
import type { Source, StoredSource } from "./source.ts";
import { readText } from "./source-library.ts";
import { sourceStore } from "./source-store.ts";

export interface LearningDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly http: HttpPorts;
  readonly transact: (tid: string) => Transact;
  readonly cursorKey: () => Promise<Uint8Array>;
  readonly generate: (tid: string) => Omit<GenerateDeps, "transact">;
}

/** When to ask for a new task the first time. */
const POLL_SECONDS = "2";

export function learningApi(deps: LearningDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);
  const { once } = deps.http.idempotency;
  /** What a verb needs, for the caller's tenant. */
  const scope = (c: Context<Env>) => {
    const { tenantId: tid, userId } = callerOf(c);
    const { db, clock, newId } = deps;
    return { tid, userId, db, clock, newId, courses: courseStore(db, tid), sources: sourceStore(db, tid) };
  };
  const positions = async (c: Context<Env>, list: string) => {
    const { tid, userId } = scope(c);
    return cursors(await deps.cursorKey(), [tid, userId, list], Position);
  };

  app.openapi(endpoints.generateCourse.route, (c) => {
    const { tid, userId } = scope(c);
    const request = c.req.valid("json");
    return once(
      c,
      (transact) => generateCourse({ ...deps.generate(tid), transact }, { tid, userId, request }),
      ({ taskId, courseId, listenPath }) => {
        const pollUrl = `/v1/tasks/${taskId}`;
        const headers = { location: pollUrl, "retry-after": POLL_SECONDS };
        return { status: 202, headers, body: { taskId, courseId, pollUrl, listenPath } };
      },
    );
  });

  app.openapi(endpoints.listCourses.route, async (c) => {
    const { userId, courses } = scope(c);
    const list = await positions(c, "listCourses");
    const page = await listPage(courses.courses, list, c.req.valid("query"), (all) =>
      all.where("ownerId", "==", userId),
    );
    return c.json(page, 200);
  });

  app.openapi(endpoints.getCourse.route, async (c) =>
    c.json(await findCourse(scope(c), { ...scope(c), ...c.req.valid("param") }), 200),
  );

  app.openapi(endpoints.deleteCourse.route, async (c) => {
    const ifMatch = c.req.header("if-match");
    await deleteCourse(scope(c), { ...scope(c), ...c.req.valid("param"), ifMatch });
    return c.body(null, 204);
  });

  app.openapi(endpoints.listLessons.route, async (c) => {
    const lessons = await findLessons(scope(c), { ...scope(c), ...c.req.valid("param") });
    return c.json({ items: lessons.map(summaryOf), nextCursor: null }, 200);
  });

  app.openapi(endpoints.getLesson.route, async (c) =>
    c.json(await findLesson(scope(c), { ...scope(c), ...c.req.valid("param") }), 200),
  );

  app.openapi(endpoints.createSource.route, (c) => {
    const known = scope(c);
    const { title, text, visibility } = c.req.valid("json");
    if (visibility === "tenant" && !deps.http.permits(callerOf(c), "source:share"))
      throw new Problem(
        "access-denied",
        "Sharing a source with the tenant needs the permission source:share.",
      );
    return once(
      c,
      (transact) => createSource({ ...known, transact }, { ownerId: known.userId, title, text, visibility }),
      (source) => ({ status: 201, headers: { location: `/v1/sources/${source.id}` }, body: shown(source) }),
    );
  });

  app.openapi(endpoints.listSources.route, async (c) => {
    const { userId, sources } = scope(c);
    const list = await positions(c, "listSources");
    const page = await listPage(sources.sources, list, c.req.valid("query"), (all) =>
      all.where("ownerId", "==", userId),
    );
    return c.json({ ...page, items: page.items.map(shown) }, 200);
  });

  app.openapi(endpoints.getSource.route, async (c) => {
    const source = await findSource(scope(c), { ...scope(c), ...c.req.valid("param") });
    return c.json({ ...shown(source), text: await readText(scope(c), source.id) }, 200);
  });

  app.openapi(endpoints.deleteSource.route, async (c) => {
    const ifMatch = c.req.header("if-match");
    await deleteSource(scope(c), { ...scope(c), ...c.req.valid("param"), ifMatch });
    return c.body(null, 204);
  });

  return app;
}

/** A source as its readers see it. */
function shown({ ownerId: _, terms: __, passageCount: ___, ...source }: StoredSource): Source {
  return source;
}

function summaryOf({ blocks: _, ...summary }: Lesson): LessonSummary {
  return summary;
}
