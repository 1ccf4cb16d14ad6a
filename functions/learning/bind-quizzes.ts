import type { AreaApp } from "../platform/http/area-app.ts";
import type { HttpPorts } from "../platform/http/request.ts";
import { findAttempt, listAttempts } from "./list-attempts.ts";
import type { ScopeOf } from "./make-scope.ts";
import { openQuiz } from "./open-quiz.ts";
import { quizEndpoints } from "./quiz-contract.ts";
import { submitAttempt } from "./submit-attempt.ts";

/** A lesson's questions, and what somebody answered to them. */
export function bindQuizzes(app: AreaApp, scope: ScopeOf, http: HttpPorts): void {
  app.openapi(quizEndpoints.getQuiz.route, async (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param"), ...c.req.valid("query") };
    return c.json(await openQuiz(known, input), 200);
  });

  app.openapi(quizEndpoints.submitAttempt.route, (c) => {
    const known = scope(c);
    const { courseId, lessonId } = c.req.valid("param");
    const input = {
      userId: known.userId,
      courseId,
      lessonId,
      ...c.req.valid("query"),
      ...c.req.valid("json"),
    };
    return http.idempotency.once(
      c,
      (transact) => submitAttempt({ ...known, transact }, input),
      (attempt) => ({
        status: 201,
        headers: { location: `/v1/courses/${courseId}/lessons/${lessonId}/attempts/${attempt.id}` },
        body: attempt,
      }),
    );
  });

  app.openapi(quizEndpoints.listAttempts.route, async (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param"), query: c.req.valid("query") };
    return c.json(await listAttempts(known, input), 200);
  });

  app.openapi(quizEndpoints.getAttempt.route, async (c) => {
    const known = scope(c);
    return c.json(await findAttempt(known, { ...known, ...c.req.valid("param") }), 200);
  });
}
