import { learningApi } from "../../functions/learning/api.ts";
import type { NewCard } from "../../functions/learning/card.ts";
import { cardStore } from "../../functions/learning/card-store.ts";
import { courseRenderer } from "../../functions/learning/course-renderer.ts";
import { courseShelf } from "../../functions/learning/course-shelf.ts";
import type { Review } from "../../functions/learning/review.ts";
import { SessionId, TenantId, UserId } from "../../functions/shared/id.ts";
import { type Answer, aUser, startAuth } from "./auth-harness.ts";
import { withCards } from "./cards.ts";
import { serveApp } from "./serve-app.ts";

export type ReviewsHarness = Awaited<ReturnType<typeof startReviews>>;
export type Reviewer = Awaited<ReturnType<ReviewsHarness["aReviewer"]>>;

/** The learning area in a database of its own, with time in the test's hands. */
export async function startReviews() {
  const auth = await startAuth();
  const { deps, db } = auth;
  const generate = () => {
    throw new Error("no course is written here");
  };
  // Noon: an hour later is the same day for everybody here, whenever the test is run.
  const noon = new Date(deps.clock());
  noon.setUTCHours(36, 0, 0, 0);
  auth.advance((noon.getTime() - deps.clock().getTime()) / 1000);
  const server = await serveApp(
    learningApi({ ...deps, shelf: courseShelf(db), render: courseRenderer(), generate }),
  );
  const tokenOf = async ({ userId, sessionId }: { userId: string; sessionId: string }) =>
    deps.tokens.issue({
      userId: UserId.parse(userId),
      sessionId: SessionId.parse(sessionId),
      tenantId: TenantId.parse("default"),
      roles: ["student"],
      authTime: Math.floor(deps.clock().getTime() / 1000),
    });
  return {
    ...{ deps, db, advance: auth.advance, now: () => deps.clock() },
    /** Moves time to a moment that is yet to come. */
    goTo: (moment: string) => {
      const seconds = (Date.parse(moment) - deps.clock().getTime()) / 1000;
      if (seconds < 0) throw new Error(`${moment} is over`);
      auth.advance(seconds);
    },
    /** Somebody new, and calls on their behalf whatever the time is. */
    aReviewer: async ({ timeZone = "UTC" }: { timeZone?: string } = {}) => {
      const { user, tokens } = await aUser(auth, { timeZone });
      const userId: string = user.id;
      const call = async (
        method: string,
        path = "",
        more: { body?: unknown; headers?: Record<string, string> } = {},
      ): Promise<Answer> => {
        const { accessToken } = await tokenOf({ userId, sessionId: tokens.sessionId });
        const { body, headers } = more;
        const response = await fetch(`${server.url}/v1/reviews${path}`, {
          method,
          headers: {
            authorization: `Bearer ${accessToken}`,
            ...(body !== undefined && { "content-type": "application/json" }),
            ...headers,
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        const { status, headers: answered } = response;
        return { status, headers: answered, body: text === "" ? undefined : JSON.parse(text) };
      };
      return {
        ...{ userId, call },
        add: (cards: readonly NewCard[]) => withCards(deps, userId, cards),
        review: (cardId: string, review: object) => call("POST", `/${cardId}`, { body: review }),
        due: async (query = "") => (await call("GET", `?due=now&limit=100${query}`)).body,
        /** The reviews as they are stored. */
        log: (cardId?: string): Promise<Review[]> =>
          cardStore(db, "default")
            .reviews(userId)
            .find((all) => (cardId === undefined ? all : all.where("cardId", "==", cardId))),
        liveIn: (zone: string) => db.doc(`tenants/default/users/${userId}`).update({ timeZone: zone }),
      };
    },
    stop: async () => {
      await server.stop();
      await auth.stop();
    },
  };
}
