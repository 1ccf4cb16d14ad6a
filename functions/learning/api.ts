import { type EstimateDeps, estimateCourse } from "../generation/estimate-course.ts";
import { generateCourse } from "../generation/generate-course.ts";
import type { RegenerateDeps } from "../generation/regenerate-course.ts";
import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import { bindAuthoring } from "./bind-authoring.ts";
import { bindCourses } from "./bind-courses.ts";
import { bindExport } from "./bind-export.ts";
import { bindLessons } from "./bind-lessons.ts";
import { bindProgress } from "./bind-progress.ts";
import { bindProposals } from "./bind-proposals.ts";
import { bindQuality } from "./bind-quality.ts";
import { bindQuizzes } from "./bind-quizzes.ts";
import { bindRelations } from "./bind-relations.ts";
import { bindReviews } from "./bind-reviews.ts";
import { bindSources, type SourceDeps } from "./bind-sources.ts";
import { bindSync } from "./bind-sync.ts";
import { endpoints } from "./contract.ts";
import type { CourseRenderer } from "./course-renderer.ts";
import { makeScope, type ScopeDeps } from "./make-scope.ts";

export interface LearningDeps extends ScopeDeps, SourceDeps {
  readonly generate: (tid: string) => Omit<RegenerateDeps, "transact" | "drafts"> & EstimateDeps;
  readonly render: CourseRenderer;
}

/** When to ask for a new task the first time. */
const POLL_SECONDS = "2";

export function learningApi(deps: LearningDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);
  const { once } = deps.http.idempotency;
  const scope = makeScope(deps);

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

  app.openapi(endpoints.estimateCourse.route, async (c) => {
    const { tid, userId } = scope(c);
    return c.json(await estimateCourse(deps.generate(tid), { userId, request: c.req.valid("json") }), 200);
  });

  bindCourses(app, scope);
  bindAuthoring(app, scope, deps.http);
  bindLessons(app, scope, deps.http);
  bindProposals(app, scope, deps);
  bindRelations(app, scope, deps.http);
  bindProgress(app, scope);
  bindQuizzes(app, scope, deps.http);
  bindReviews(app, scope, deps.http);
  bindSync(app, scope, deps.http);
  bindExport(app, scope, deps);
  bindQuality(app, scope, deps.http);

  bindSources(app, deps);

  return app;
}
