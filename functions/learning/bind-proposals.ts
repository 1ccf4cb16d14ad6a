import { type RegenerateDeps, regenerateCourse } from "../generation/regenerate-course.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import type { HttpPorts } from "../platform/http/request.ts";
import { acceptProposal } from "./accept-proposal.ts";
import { shownCourse } from "./course.ts";
import { discardProposal } from "./discard-proposal.ts";
import { findProposal } from "./find-proposal.ts";
import type { ScopeOf } from "./make-scope.ts";
import { proposalEndpoints as endpoints } from "./proposal-contract.ts";

interface ProposalPorts {
  readonly http: HttpPorts;
  readonly generate: (tid: string) => Omit<RegenerateDeps, "transact" | "drafts">;
}

/** When to ask for a new task the first time. */
const POLL_SECONDS = "2";

/** Parts of a course to be written anew, for their author. */
export function bindProposals(app: AreaApp, scope: ScopeOf, { http, generate }: ProposalPorts): void {
  const { once } = http.idempotency;

  app.openapi(endpoints.regenerateCourse.route, (c) => {
    const { tid, userId, courses } = scope(c);
    const { courseId } = c.req.valid("param");
    const request = c.req.valid("json");
    const deps = { ...generate(tid), drafts: { courses } };
    return once(
      c,
      (transact) => regenerateCourse({ ...deps, transact }, { tid, userId, courseId, request }),
      ({ taskId, listenPath }) => {
        const pollUrl = `/v1/tasks/${taskId}`;
        const headers = { location: pollUrl, "retry-after": POLL_SECONDS };
        return { status: 202, headers, body: { taskId, courseId, pollUrl, listenPath } };
      },
    );
  });

  app.openapi(endpoints.getProposal.route, async (c) =>
    c.json(await findProposal(scope(c), { ...scope(c), ...c.req.valid("param") }), 200),
  );

  app.openapi(endpoints.acceptProposal.route, async (c) =>
    c.json(shownCourse(await acceptProposal(scope(c), { ...scope(c), ...c.req.valid("param") })), 200),
  );

  app.openapi(endpoints.discardProposal.route, async (c) => {
    await discardProposal(scope(c), { ...scope(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });
}
