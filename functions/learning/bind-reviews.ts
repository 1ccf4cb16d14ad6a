import type { AreaApp } from "../platform/http/area-app.ts";
import type { HttpPorts } from "../platform/http/request.ts";
import { REVIEW_SETTINGS } from "./card-store.ts";
import { deleteCard } from "./delete-card.ts";
import { findCard } from "./find-card.ts";
import { listCards } from "./list-cards.ts";
import { listDue } from "./list-due.ts";
import type { ScopeOf } from "./make-scope.ts";
import { DEFAULT_SETTINGS, shownSettings } from "./pace.ts";
import { reviewCard } from "./review-card.ts";
import { reviewEndpoints } from "./review-contract.ts";
import { setReviewSettings } from "./set-review-settings.ts";
import { sumReviews } from "./sum-reviews.ts";
import { suspendCard } from "./suspend-card.ts";
import { undoReview } from "./undo-review.ts";

/** What somebody learns by heart. */
export function bindReviews(app: AreaApp, scope: ScopeOf, http: HttpPorts): void {
  const { once } = http.idempotency;

  app.openapi(reviewEndpoints.listReviews.route, async (c) => {
    const known = scope(c);
    const { due, ...query } = c.req.valid("query");
    const list = due === "now" ? listDue : listCards;
    return c.json(await list(known, { ...known, query }), 200);
  });

  app.openapi(reviewEndpoints.getReviewStats.route, async (c) => {
    const known = scope(c);
    return c.json(await sumReviews(known, known), 200);
  });

  app.openapi(reviewEndpoints.getReviewSettings.route, async (c) => {
    const { cards, userId } = scope(c);
    const stored = await cards.settings(userId).get(REVIEW_SETTINGS);
    return c.json(stored ? shownSettings(stored) : DEFAULT_SETTINGS, 200);
  });

  app.openapi(reviewEndpoints.setReviewSettings.route, async (c) => {
    const known = scope(c);
    const input = { ...known, ifMatch: c.req.header("if-match"), settings: c.req.valid("json") };
    return c.json(await setReviewSettings(known, input), 200);
  });

  app.openapi(reviewEndpoints.getCard.route, async (c) => {
    const known = scope(c);
    return c.json(await findCard(known, { ...known, ...c.req.valid("param") }), 200);
  });

  app.openapi(reviewEndpoints.reviewCard.route, (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param"), request: c.req.valid("json") };
    return once(
      c,
      (transact) => reviewCard({ ...known, transact }, input),
      (card) => ({ status: 200, body: card }),
    );
  });

  app.openapi(reviewEndpoints.undoReview.route, (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param") };
    return once(
      c,
      (transact) => undoReview({ ...known, transact }, input),
      (card) => ({ status: 200, body: card }),
    );
  });

  app.openapi(reviewEndpoints.suspendCard.route, async (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param"), suspended: true };
    return c.json(await suspendCard(known, input), 200);
  });

  app.openapi(reviewEndpoints.resumeCard.route, async (c) => {
    const known = scope(c);
    const input = { ...known, ...c.req.valid("param"), suspended: false };
    return c.json(await suspendCard(known, input), 200);
  });

  app.openapi(reviewEndpoints.deleteCard.route, async (c) => {
    const known = scope(c);
    await deleteCard(known, { ...known, ...c.req.valid("param"), ifMatch: c.req.header("if-match") });
    return c.body(null, 204);
  });
}
