import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardStore } from "#functions/learning/card-store";
import { reviewCard } from "#functions/learning/review-card";
import { slugOf } from "../../support/auth-harness.ts";
import { someCards } from "../../support/cards.ts";
import { aKeptCard } from "../../support/review-model.ts";
import { type Reviewer, type ReviewsHarness, startReviews } from "../../support/reviews-harness.ts";

let reviews: ReviewsHarness;
beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

const ids = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);
const inSeconds = (seconds: number) => new Date(reviews.now().getTime() + seconds * 1000).toISOString();
const DAY = 24 * 3600;

/** Somebody with one card, some time after they got it. */
async function withOneCard(afterSeconds = 0): Promise<{ ada: Reviewer; cardId: string; path: string }> {
  const ada = await reviews.aReviewer();
  const [cardId = ""] = await ada.add(someCards(1));
  reviews.advance(afterSeconds);
  return { ada, cardId, path: `/${cardId}` };
}

describe("a card", () => {
  it("is new and due at once, and after each review when FSRS says", async () => {
    const { ada, cardId, path } = await withOneCard();
    const created = reviews.now().toISOString();
    const card = (await ada.call("GET", path)).body;
    expect(card).toMatchObject({ id: cardId, state: "new", suspended: false, dueAt: created, reps: 0 });
    expect(card).not.toHaveProperty("lastReviewedAt");
    expect(ids(await ada.due())).toEqual([cardId]);
    const model = aKeptCard(created);
    for (const rating of ["good", "good", "again", "hard", "good", "easy"] as const) {
      const clientReviewedAt = reviews.now().toISOString();
      model.deliver({ rating, clientReviewedAt });
      const { status, body } = await ada.review(cardId, { rating });
      expect([status, body.dueAt, body.state]).toEqual([200, model.card().dueAt, model.card().memory.state]);
      expect(body.lastReviewedAt).toBe(clientReviewedAt);
      expect(ids(await ada.due())).toEqual([]);
      reviews.goTo(model.card().dueAt);
      expect(ids(await ada.due())).toEqual([cardId]);
    }
  });

  it("that is suspended is left out until it is resumed, and takes late reviews all the same", async () => {
    const { ada, cardId, path } = await withOneCard();
    for (let times = 0; times < 2; times++) {
      const { status, body } = await ada.call("POST", `${path}/suspend`);
      expect([status, body.suspended, body.version]).toEqual([200, true, 2]);
    }
    expect(await ada.due()).toEqual({ items: [], nextCursor: null });
    expect(ids((await ada.call("GET", "?due=any")).body)).toEqual([cardId]);
    expect((await ada.review(cardId, { rating: "again" })).body).toMatchObject({ suspended: true, reps: 1 });
    reviews.advance(3600);
    expect(ids(await ada.due())).toEqual([]);
    expect((await ada.call("POST", `${path}/resume`)).body).toMatchObject({ suspended: false });
    expect(ids(await ada.due())).toEqual([cardId]);
  });

  it("is deleted with its reviews, from a fresh copy alone", async () => {
    const { ada, cardId, path } = await withOneCard();
    const stale = (await ada.call("GET", path)).headers.get("etag") ?? "";
    await ada.review(cardId, { rating: "good" });
    const etag = (await ada.call("GET", path)).headers.get("etag") ?? "";
    expect((await ada.call("GET", path, { headers: { "if-none-match": etag } })).status).toBe(304);
    expect(slugOf(await ada.call("DELETE", path, { headers: { "if-match": stale } }))).toBe(
      "precondition-failed",
    );
    expect((await ada.call("DELETE", path, { headers: { "if-match": etag } })).status).toBe(204);
    expect((await ada.call("DELETE", path)).status).toBe(404);
    expect(await ada.log()).toEqual([]);
  });

  it("is nobody else's", async () => {
    const { cardId, path } = await withOneCard();
    const eve = await reviews.aReviewer();
    const answers = await Promise.all([
      eve.call("GET", path),
      eve.review(cardId, { rating: "good" }),
      ...["undo", "suspend", "resume"].map((act) => eve.call("POST", `${path}/${act}`)),
      eve.call("DELETE", path),
    ]);
    for (const answer of answers) expect(slugOf(answer)).toBe("resource-not-found");
    expect(await eve.due()).toEqual({ items: [], nextCursor: null });
  });
});

describe("a review", () => {
  it.each([
    { name: "an id", review: { rating: "hard", reviewId: randomUUID() } },
    { name: "an id and a time", review: { rating: "hard", reviewId: randomUUID(), late: true } },
    { name: "a time", review: { rating: "hard", late: true } },
  ])("that is known by $name counts once, however often and at once it is delivered", async ({ review }) => {
    const { ada, cardId } = await withOneCard(DAY);
    const { late, ...said } = { late: false, ...review };
    const body = { ...said, ...(late && { clientReviewedAt: inSeconds(-3600) }) };
    const answers = await Promise.all(Array.from({ length: 5 }, () => ada.review(cardId, body)));
    answers.push(await ada.review(cardId, body));
    for (const answer of answers) expect([answer.status, answer.body.reps]).toEqual([200, 1]);
    expect(await ada.log()).toHaveLength(1);
    expect(new Set(answers.map(({ body: card }) => card.dueAt)).size).toBe(1);
  });

  it("counts once when its twin is committed between the looks at the log and at the card", async () => {
    const { ada, cardId } = await withOneCard(DAY);
    const request = { rating: "hard", reviewId: randomUUID(), clientReviewedAt: inSeconds(-3600) } as const;
    await ada.review(cardId, request);
    const cards = cardStore(reviews.db, "default");
    let looks = 0;
    const late: typeof cards = {
      ...cards,
      reviews: (userId) => {
        const all = cards.reviews(userId);
        return { ...all, get: async (id) => (looks++ === 0 ? undefined : all.get(id)) };
      },
    };
    const deps = { ...reviews.deps, cards: late, transact: reviews.deps.transact("default") };
    const card = await reviewCard(deps, { userId: ada.userId, cardId, request });
    expect([looks, card.reps]).toEqual([1, 1]);
    expect(await ada.log()).toHaveLength(1);
  });

  it("is the same one whatever offset its time was written with", async () => {
    const { ada, cardId } = await withOneCard(DAY);
    const at = inSeconds(-7200);
    const local = `${new Date(Date.parse(at) + 5.5 * 3_600_000).toISOString().slice(0, -1)}+05:30`;
    for (const clientReviewedAt of [at, local])
      await ada.review(cardId, { rating: "good", clientReviewedAt });
    expect(await ada.log()).toMatchObject([{ at, rating: "good" }]);
  });

  it("may not take the id of another review", async () => {
    const { ada, cardId } = await withOneCard(DAY);
    const reviewId = randomUUID();
    await ada.review(cardId, { rating: "good", reviewId, clientReviewedAt: inSeconds(-60) });
    for (const other of [{ rating: "again" }, { rating: "good", clientReviewedAt: inSeconds(-61) }])
      expect(slugOf(await ada.review(cardId, { reviewId, ...other }))).toBe("conflict");
    const [second = ""] = await ada.add(someCards(1));
    expect((await ada.review(second, { rating: "again", reviewId })).status).toBe(200);
  });

  it.each([
    { name: "more than five minutes from now", seconds: 301 },
    { name: "in the year 9999", at: "9999-12-31T23:59:59.999Z" },
    { name: "before the card was there", seconds: -100 * DAY - 1 },
    { name: "more than ninety days ago", seconds: -90 * DAY - 1 },
  ])("cannot have been made $name", async ({ seconds = 0, at }) => {
    const { ada, cardId } = await withOneCard(100 * DAY);
    const answer = await ada.review(cardId, { rating: "good", clientReviewedAt: at ?? inSeconds(seconds) });
    expect([answer.status, slugOf(answer)]).toEqual([400, "validation-error"]);
    expect(answer.body.errors).toMatchObject([{ pointer: "#/clientReviewedAt" }]);
    expect((await ada.call("GET", `/${cardId}`)).body).toMatchObject({ version: 1, reps: 0 });
  });

  it("may come from a clock that is a little ahead, and from ninety days ago", async () => {
    const { ada, cardId } = await withOneCard(100 * DAY);
    for (const seconds of [299, -90 * DAY + 60]) {
      const answer = await ada.review(cardId, { rating: "good", clientReviewedAt: inSeconds(seconds) });
      expect(answer.status).toBe(200);
    }
  });

  it.each([
    { body: { rating: "perfect" }, pointer: "#/rating" },
    { body: {}, pointer: "#/rating" },
    { body: { rating: "good", clientReviewedAt: "yesterday" }, pointer: "#/clientReviewedAt" },
    { body: { rating: "good", reviewId: "7" }, pointer: "#/reviewId" },
    { body: { rating: "good", dueAt: "2030-01-01T00:00:00.000Z" }, pointer: "#/dueAt" },
  ])("is refused at $pointer: $body", async ({ body, pointer }) => {
    const { ada, cardId } = await withOneCard();
    const answer = await ada.review(cardId, body);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });
});

describe("several devices at once", () => {
  it("come to what their reviews come to one after the other", async () => {
    const { ada, cardId } = await withOneCard(30 * DAY);
    const made = Array.from({ length: 8 }, (_, index) => ({
      rating: (["again", "hard", "good", "easy"] as const)[index % 4] ?? "good",
      clientReviewedAt: inSeconds((index - 28) * DAY),
    }));
    const created = (await ada.call("GET", `/${cardId}`)).body.createdAt;
    const model = aKeptCard(created);
    for (const review of made) model.deliver(review);
    const answers = await Promise.all([...made, ...made].map((review) => ada.review(cardId, review)));
    expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(200));
    const stored = (await reviews.db.doc(`tenants/default/users/${ada.userId}/cards/${cardId}`).get()).data();
    expect(stored).toMatchObject({ memory: model.card().memory, logged: 8 });
    const outcomes = (await ada.log()).map(({ at, outcome }) => `${at} ${outcome}`);
    expect(outcomes.sort()).toEqual(
      model
        .log()
        .map(({ at, outcome }) => `${at} ${outcome}`)
        .sort(),
    );
  });
});

describe("undo", () => {
  it("takes the newest review back, once, and for good", async () => {
    const { ada, cardId, path } = await withOneCard(DAY);
    const first = await ada.review(cardId, { rating: "good", clientReviewedAt: inSeconds(-3600) });
    const slip = { rating: "again", clientReviewedAt: inSeconds(-60), reviewId: randomUUID() };
    await ada.review(cardId, slip);
    const undone = await ada.call("POST", `${path}/undo`);
    const { version: _, updatedAt: __, ...before } = first.body;
    expect([undone.status, undone.body]).toMatchObject([200, before]);
    expect(slugOf(await ada.call("POST", `${path}/undo`))).toBe("conflict");
    expect((await ada.review(cardId, slip)).body, "delivered once more").toMatchObject(before);
    await ada.review(cardId, { rating: "easy" });
    expect((await ada.call("POST", `${path}/undo`)).body).toMatchObject(before);
  });

  it("leaves a card that was reviewed once as it was at first", async () => {
    const { ada, cardId, path } = await withOneCard();
    const { version: _, updatedAt: __, ...before } = (await ada.call("GET", path)).body;
    await ada.review(cardId, { rating: "easy" });
    expect((await ada.call("POST", `${path}/undo`)).body).toMatchObject({ ...before, version: 3 });
    expect((await ada.call("GET", path)).body).not.toHaveProperty("lastReviewedAt");
  });

  it("has nothing to take back before the first review", async () => {
    const { ada, path } = await withOneCard();
    expect(slugOf(await ada.call("POST", `${path}/undo`))).toBe("conflict");
  });

  it("is done by one of two devices at once, and by a repeated call with its key once", async () => {
    const { ada, cardId, path } = await withOneCard();
    for (const rating of ["good", "good"]) await ada.review(cardId, { rating });
    const answers = await Promise.all([1, 2].map(() => ada.call("POST", `${path}/undo`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await ada.review(cardId, { rating: "hard" });
    const headers = { "idempotency-key": randomUUID() };
    const first = await ada.call("POST", `${path}/undo`, { headers });
    const again = await ada.call("POST", `${path}/undo`, { headers });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  });
});
