import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarOf, plusDays } from "#functions/learning/day";
import { ReviewRating } from "#functions/learning/memory";
import { changedSettings, retentionAt } from "#functions/learning/pace";
import { MOST_LOGGED } from "#functions/learning/replay";
import { compareReviews, placeOf, type ReviewCard } from "#functions/learning/review";
import { aKeptCard, seeded, shuffled } from "../../support/review-model.ts";

type Made = ReviewCard & { clientReviewedAt: string };

const CREATED = "2025-01-01T00:00:00.000Z";
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const at = (ms: number) => new Date(Date.parse(CREATED) + ms).toISOString();

/** Reviews of one card over a year; some at the very same time. */
const reviews = fc
  .uniqueArray(
    fc.record({ day: fc.integer({ min: 0, max: 364 }), rating: fc.constantFrom(...ReviewRating.options) }),
    { minLength: 1, maxLength: 40, selector: ({ day, rating }) => `${day} ${rating}` },
  )
  .map((made) => made.map(({ day, rating }): Made => ({ rating, clientReviewedAt: at(day * DAY_MS) })));

const delivered = (made: readonly Made[]) => {
  const card = aKeptCard(CREATED);
  for (const review of made) card.deliver(review);
  return card;
};

describe("a card's reviews", () => {
  it("come to the same in any order of delivery, and however often each is delivered", () => {
    fc.assert(
      fc.property(reviews, fc.integer(), (made, seed) => {
        const mixed = shuffled([...made, ...shuffled(made, seeded(seed)).slice(0, 5)], seeded(seed + 1));
        expect(delivered(mixed).outcome()).toEqual(delivered(made).outcome());
      }),
    );
  });

  it("that were taken back count for nothing, also when others arrive later or they arrive again", () => {
    fc.assert(
      fc.property(reviews, fc.integer(), (made, seed) => {
        const random = seeded(seed);
        const mixed = shuffled(made, random);
        const early = mixed.slice(0, Math.floor(random() * mixed.length) + 1);
        const undone = early.toSorted((a, b) => (a.clientReviewedAt < b.clientReviewedAt ? -1 : 1));
        const card = delivered(early);
        card.undo();
        const taken = card.log().find(({ outcome }) => outcome === "undone");
        expect(taken?.at).toBe(undone.at(-1)?.clientReviewedAt);
        for (const review of [...mixed, ...mixed]) card.deliver(review);
        const isTaken = (review: Made) =>
          review.clientReviewedAt === taken?.at && review.rating === taken?.rating;
        const without = delivered(made.filter((review) => !isTaken(review)));
        expect(card.outcome().memory).toEqual(without.outcome().memory);
        expect(card.log().filter(({ outcome }) => outcome !== "undone")).toHaveLength(made.length - 1);
      }),
    );
  });

  it("are folded once there are a thousand, without changing what they come to", () => {
    const random = seeded(7);
    const made = Array.from(
      { length: 2600 },
      (_, index): Made => ({
        rating: ReviewRating.options[Math.floor(random() * 4)] ?? "good",
        clientReviewedAt: at(index * HOUR_MS),
      }),
    );
    const [kept, whole] = [delivered(made), delivered(made.slice(-1))];
    expect(kept.log().length).toBeLessThanOrEqual(MOST_LOGGED);
    expect(kept.card()).toMatchObject({ logged: kept.log().length });
    expect(kept.card().memory.reps).toBe(made.length);
    expect(whole.card().memory.reps).toBe(1);
    // Late ones find their place after the checkpoint, in any order.
    const [late, early] = [made.slice(-300), made.slice(0, -300)];
    const mixed = delivered(early);
    for (const review of shuffled(late, random)) mixed.deliver(review);
    expect(mixed.outcome().memory).toEqual(kept.outcome().memory);
    const after = kept.card().checkpoint?.after;
    expect(after && kept.log().every((review) => compareReviews(review, after) > 0)).toBe(true);
  });
});

/** A year of somebody who reviews each morning and late at night what is due, in their own time. */
function aYear(timeZone: string, seed: number) {
  const random = seeded(seed);
  const calendar = calendarOf(timeZone);
  const limits = { newPerDay: 20, reviewsPerDay: 200 };
  const settings = changedSettings(
    changedSettings(undefined, { ...limits, targetRetention: 0.95 }, at(200 * DAY_MS)),
    { ...limits, targetRetention: 0.8 },
    // So late that some cards are not asked again, and late deliveries come after it.
    at(340 * DAY_MS),
  );
  const wanted = (then: string) => retentionAt(settings, then);
  const made: (Made & { card: number; madeOn: string })[] = [];
  const cards = Array.from({ length: 60 }, (_, index) => aKeptCard(at(index * 6 * DAY_MS), wanted));
  for (let date = "2025-01-01"; date <= "2025-12-31"; date = plusDays(date, 1))
    for (const hours of [3.5, 21])
      cards.forEach((card, index) => {
        const now = new Date(calendar.startOf(date).getTime() + hours * HOUR_MS + index * 20_000);
        const clientReviewedAt = now.toISOString();
        if (card.card().createdAt > clientReviewedAt || card.card().dueAt > clientReviewedAt) return;
        const rating = ReviewRating.options[Math.min(3, Math.floor(random() * 5))] ?? "good";
        card.deliver({ rating, clientReviewedAt });
        made.push({ rating, clientReviewedAt, card: index, madeOn: calendar.dateOf(now) });
      });
  return { made, cards, wanted, random };
}

describe.each(["Pacific/Auckland", "Europe/Paris", "America/St_Johns"])(
  "a year of reviews in %s",
  (timeZone) => {
    const { made, cards, wanted, random } = aYear(timeZone, timeZone.length);
    const again = (deliveries: readonly ((typeof made)[number] & { receivedAt?: string })[]) => {
      const others = cards.map((card) => aKeptCard(card.card().createdAt, wanted));
      for (const { card, rating, clientReviewedAt, receivedAt } of deliveries)
        others[card]?.deliver({ rating, clientReviewedAt }, receivedAt);
      return others.map((card) => card.outcome());
    };
    const ends = cards.map((card) => card.outcome());

    it("has reviews on nearly every day", () => {
      expect(new Set(made.map(({ madeOn }) => madeOn)).size).toBeGreaterThan(300);
      expect(made.length).toBeGreaterThan(1000);
    });

    it.each([1, 2, 3])("ends the same in any order of delivery (%i)", (seed) => {
      const random = seeded(seed);
      expect(again(shuffled([...made, ...made.slice(0, 100)], random))).toEqual(ends);
    });

    it("ends the same when days were spent offline, each delivered within the time a review is taken", () => {
      // A fifth of the days is delivered up to eighty days later, some of it twice.
      const delays = new Map(
        [...new Set(made.map(({ madeOn }) => madeOn))].map((day) => [
          day,
          random() < 0.2 ? random() * 80 : 0,
        ]),
      );
      const arriving = [...made, ...made.filter(() => random() < 0.1)]
        .map((review) => {
          const delay = (delays.get(review.madeOn) ?? 0) * DAY_MS + random() * 1000;
          return { review, now: new Date(Date.parse(review.clientReviewedAt) + delay) };
        })
        .sort((a, b) => a.now.getTime() - b.now.getTime());
      for (const { review, now } of arriving)
        expect(
          placeOf(review, {
            now,
            since: cards[review.card]?.card().createdAt ?? "",
            newest: null,
            after: null,
          }),
        ).toBe(review.clientReviewedAt);
      const received = arriving.map(({ review, now }) => ({ ...review, receivedAt: now.toISOString() }));
      expect(again(received)).toEqual(ends);
    });
  },
);
