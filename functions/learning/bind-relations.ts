import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, type HttpPorts } from "../platform/http/request.ts";
import { endpoints } from "./contract.ts";
import type { ScopeOf } from "./make-scope.ts";
import { markFavorite, unmarkFavorite } from "./mark-favorite.ts";
import { rateCourse, unrateCourse } from "./rate-course.ts";
import { shareCourse } from "./share-course.ts";

/** What people have to do with courses of others. */
export function bindRelations(app: AreaApp, scope: ScopeOf, http: HttpPorts): void {
  const { appUrl } = http.settings.mail;

  app.openapi(endpoints.addFavorite.route, async (c) => {
    await markFavorite(scope(c), { ...callerOf(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.removeFavorite.route, async (c) => {
    await unmarkFavorite(scope(c), { ...callerOf(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.rateCourse.route, async (c) => {
    await rateCourse(scope(c), { ...callerOf(c), ...c.req.valid("param"), ...c.req.valid("json") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.removeRating.route, async (c) => {
    await unrateCourse(scope(c), { ...callerOf(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.shareCourse.route, (c) => {
    const { userId } = callerOf(c);
    const { courseId } = c.req.valid("param");
    return http.idempotency.once(
      c,
      (transact) =>
        shareCourse({ ...scope(c), transact, appUrl }, { userId, courseId, share: c.req.valid("json") }),
      (share) => ({ status: 201, headers: { location: `/v1/courses/${courseId}` }, body: share }),
    );
  });
}
