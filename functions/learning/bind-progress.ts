import type { AreaApp } from "../platform/http/area-app.ts";
import { enrollLearner, unenrollLearner } from "./enroll-learner.ts";
import { findProgress } from "./find-progress.ts";
import type { ScopeOf } from "./make-scope.ts";
import { progressEndpoints } from "./progress-contract.ts";
import { reportProgress } from "./report-progress.ts";

/** Taking a course, and how far one is in it. */
export function bindProgress(app: AreaApp, scope: ScopeOf): void {
  app.openapi(progressEndpoints.enroll.route, async (c) => {
    const known = scope(c);
    await enrollLearner(known, { ...known, ...c.req.valid("param"), ...c.req.valid("query") });
    return c.body(null, 204);
  });

  app.openapi(progressEndpoints.unenroll.route, async (c) => {
    const known = scope(c);
    await unenrollLearner(known, { ...known, ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(progressEndpoints.getProgress.route, async (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await findProgress(known, input), 200);
  });

  app.openapi(progressEndpoints.reportProgress.route, async (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await reportProgress(known, { ...input, report: c.req.valid("json") }), 200);
  });
}
