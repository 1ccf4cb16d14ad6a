import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { slugOf } from "../../support/auth-harness.ts";
import { someCards } from "../../support/cards.ts";
import { aKeptCard } from "../../support/review-model.ts";
import { type Reviewer, type ReviewsHarness, startReviews } from "../../support/reviews-harness.ts";

let reviews: ReviewsHarness;
// Each test has its own time.
beforeEach(async () => {
  reviews = await startReviews();
});
afterEach(() => reviews.stop());

/** How many are due, by state. */
async function dueOf(ada: Reviewer, query = ""): Promise<Record<string, number>> {
  const { items }: { items: { state: string }[] } = await ada.due(query);
  const counts: Record<string, number> = {};
  for (const { state } of items) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

const timeOf = (at: string, afterMs: number) => new Date(Date.parse(at) + afterMs).toISOString();

const settle = (ada: Reviewer, settings: object) => ada.call("PUT", "/settings", { body: settings });

describe("the limits of a day", () => {
  it("let so many new cards begin, and begin anew at four by the learner's clock, not at midnight", async () => {
    // Clocks in Paris go from 02:00 to 03:00 on the 30th of March 2031: its day has 23 hours.
    reviews.goTo("2031-03-29T12:00:00.000Z");
    const [ada, kim] = [
      await reviews.aReviewer({ timeZone: "Europe/Paris" }),
      await reviews.aReviewer({ timeZone: "Asia/Tokyo" }),
    ];
    for (const learner of [ada, kim]) {
      await settle(learner, { newPerDay: 3 });
      const cards = await learner.add(someCards(10));
      expect(await dueOf(learner)).toEqual({ new: 3 });
      for (const id of cards.slice(0, 2)) await learner.review(id, { rating: "easy" });
      expect(await dueOf(learner)).toEqual({ new: 1 });
      await learner.review(cards[2] ?? "", { rating: "easy" });
      expect(await dueOf(learner)).toEqual({});
    }
    // In Tokyo it is 21:00; the day is over at 04:00, seven hours later.
    reviews.goTo("2031-03-29T18:59:59.000Z");
    expect(await dueOf(kim)).toEqual({});
    reviews.goTo("2031-03-29T19:00:00.000Z");
    expect(await dueOf(kim)).toEqual({ new: 3 });
    // Midnight in Paris, and one second before four.
    for (const moment of ["2031-03-29T23:30:00.000Z", "2031-03-30T01:59:59.000Z"]) {
      reviews.goTo(moment);
      expect(await dueOf(ada)).toEqual({});
    }
    reviews.goTo("2031-03-30T02:00:00.000Z");
    expect(await dueOf(ada)).toEqual({ new: 3 });
    // That day was counted from the old offset, the next begins by the new one.
    reviews.goTo("2031-03-31T01:59:59.000Z");
    expect((await ada.call("GET", "/stats")).body.date).toBe("2031-03-30");
    reviews.goTo("2031-03-31T02:00:00.000Z");
    expect((await ada.call("GET", "/stats")).body.date).toBe("2031-03-31");
  });

  it("let so many known cards come up, and steps of learning always", async () => {
    const ada = await reviews.aReviewer();
    const cards = await ada.add(someCards(8));
    for (const id of cards) await ada.review(id, { rating: "easy" });
    reviews.advance(30 * 24 * 3600);
    expect(await dueOf(ada)).toEqual({ review: 8 });
    await settle(ada, { reviewsPerDay: 5, newPerDay: 0 });
    expect(await dueOf(ada)).toEqual({ review: 5 });
    for (const id of cards.slice(0, 2)) await ada.review(id, { rating: "again" });
    expect(await dueOf(ada)).toEqual({ review: 3 });
    reviews.advance(3600);
    expect(await dueOf(ada)).toEqual({ relearning: 2, review: 3 });
    for (const id of cards.slice(0, 2)) await ada.review(id, { rating: "good" });
    expect(await dueOf(ada), "steps of learning use nothing up").toEqual({ review: 3 });
    await ada.call("POST", `/${cards[0]}/undo`);
    expect(await dueOf(ada)).toEqual({ relearning: 1, review: 3 });
    await settle(ada, { reviewsPerDay: 0, newPerDay: 0 });
    expect(await dueOf(ada)).toEqual({ relearning: 1 });
  });

  it("count a review made offline for the day on which it was made, and not one that was taken back", async () => {
    const ada = await reviews.aReviewer();
    const cards = await ada.add(someCards(6));
    await settle(ada, { newPerDay: 2 });
    reviews.advance(2 * 24 * 3600);
    const yesterday = new Date(reviews.now().getTime() - 24 * 3_600_000).toISOString();
    await ada.review(cards[0] ?? "", { rating: "easy", clientReviewedAt: yesterday });
    expect(await dueOf(ada)).toEqual({ new: 2 });
    await ada.review(cards[1] ?? "", { rating: "easy" });
    expect(await dueOf(ada)).toEqual({ new: 1 });
    await ada.call("POST", `/${cards[1]}/undo`);
    expect(await dueOf(ada)).toEqual({ new: 2 });
  });

  it("follow the learner who moves", async () => {
    reviews.goTo("2032-06-10T02:30:00.000Z");
    const ada = await reviews.aReviewer({ timeZone: "UTC" });
    await settle(ada, { newPerDay: 1 });
    const [first = ""] = await ada.add(someCards(3));
    await ada.review(first, { rating: "easy" });
    expect(await dueOf(ada)).toEqual({});
    reviews.goTo("2032-06-10T04:30:00.000Z");
    expect(await dueOf(ada)).toEqual({ new: 1 });
    // In the Azores it is half past three: still the same day.
    await ada.liveIn("Atlantic/Cape_Verde");
    expect(await dueOf(ada)).toEqual({});
  });
});

describe("review settings", () => {
  it("hold from defaults until they are set, and are replaced whole from a fresh copy", async () => {
    const ada = await reviews.aReviewer();
    const first = await ada.call("GET", "/settings");
    const defaults = { targetRetention: 0.9, newPerDay: 20, reviewsPerDay: 200 };
    expect(first.body).toEqual({ ...defaults, version: 0 });
    const ifMatch = { headers: { "if-match": first.headers.get("etag") ?? "" } };
    const put = (body: object) => ada.call("PUT", "/settings", { body, ...ifMatch });
    expect((await put({ targetRetention: 0.8, newPerDay: 7 })).body).toEqual({
      ...{ targetRetention: 0.8, newPerDay: 7, reviewsPerDay: 200, version: 1 },
    });
    expect(slugOf(await put({}))).toBe("precondition-failed");
    expect((await settle(ada, {})).body).toEqual({ ...defaults, version: 2 });
  });

  it.each([
    { targetRetention: 0.69 },
    { targetRetention: 0.98 },
    { targetRetention: "0.9" },
    { newPerDay: -1 },
    { newPerDay: 1.5 },
    { reviewsPerDay: 10_001 },
    { fuzz: true },
  ])("refuse %j", async (settings) => {
    const ada = await reviews.aReviewer();
    const answer = await settle(ada, settings);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, `#/${Object.keys(settings)[0]}`]);
  });

  it("make cards due sooner the surer one wants to be, and leave reviews made before as they are", async () => {
    const ada = await reviews.aReviewer();
    const [one = "", two = ""] = await ada.add(someCards(2));
    const before = (await ada.review(one, { rating: "easy" })).body;
    reviews.advance(60);
    await settle(ada, { targetRetention: 0.97 });
    reviews.advance(60);
    const after = (await ada.review(two, { rating: "easy" })).body;
    const days = (card: { dueAt: string; lastReviewedAt: string }) =>
      Math.round((Date.parse(card.dueAt) - Date.parse(card.lastReviewedAt)) / (24 * 3_600_000));
    expect([days(before), days(after)]).toEqual([8, 2]);
    // Made before the change, delivered after it: as it would have been.
    const model = aKeptCard(before.createdAt);
    const late = { rating: "hard" as const, clientReviewedAt: timeOf(before.lastReviewedAt, 1000) };
    model.deliver({ rating: "easy", clientReviewedAt: before.lastReviewedAt });
    model.deliver(late);
    expect((await ada.review(one, late)).body.dueAt).toBe(model.card().dueAt);
  });
});
