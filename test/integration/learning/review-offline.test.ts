import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardStore } from "#functions/learning/card-store";
import { calendarOf, plusDays } from "#functions/learning/day";
import type { Review } from "#functions/learning/review";
import { someCards } from "../../support/cards.ts";
import { aKeptCard, seeded, shuffled } from "../../support/review-model.ts";
import { type ReviewsHarness, startReviews } from "../../support/reviews-harness.ts";

let reviews: ReviewsHarness;
beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

const CARDS = 4;
const DAYS = 60;
const HOUR_MS = 3_600_000;

/** What somebody reviews on a device without a network, each evening what is due by the device's own reckoning. */
function madeOffline(timeZone: string, begins: Date) {
  const random = seeded(timeZone.length);
  const { dateOf, startOf } = calendarOf(timeZone);
  const models = Array.from({ length: CARDS }, () => aKeptCard(begins.toISOString()));
  const made = [];
  for (let day = 1; day < DAYS; day++)
    for (const [index, model] of models.entries()) {
      const evening = startOf(plusDays(dateOf(begins), day)).getTime() + 16 * HOUR_MS + index * 30_000;
      const clientReviewedAt = new Date(evening).toISOString();
      if (model.card().dueAt > clientReviewedAt) continue;
      const rating = (["again", "hard", "good", "good"] as const)[Math.floor(random() * 4)] ?? "good";
      model.deliver({ rating, clientReviewedAt });
      made.push({ index, rating, clientReviewedAt });
    }
  return { models, made };
}

describe("weeks offline", () => {
  it.each(["Asia/Kolkata", "Europe/Lisbon", "America/Los_Angeles"])(
    "in %s end as they would have online, delivered in any order, twice, and four at once",
    async (timeZone) => {
      const begins = reviews.now();
      const ada = await reviews.aReviewer({ timeZone });
      const cards = await ada.add(someCards(CARDS));
      const { models, made } = madeOffline(timeZone, begins);
      expect(made.length).toBeGreaterThan(CARDS * 4);
      reviews.advance((DAYS + 2) * 24 * 3600);
      const random = seeded(made.length);
      const deliveries = shuffled([...made, ...shuffled(made, random).slice(0, 8)], random);
      for (let from = 0; from < deliveries.length; from += 4) {
        const some = deliveries.slice(from, from + 4);
        const answers = await Promise.all(
          some.map(({ index, ...review }) => ada.review(cards[index] ?? "", review)),
        );
        expect(answers.map(({ status }) => status)).toEqual(some.map(() => 200));
      }
      const stored = await cardStore(reviews.db, "default").cards(ada.userId).getMany(cards);
      expect(stored.map(({ memory }) => memory)).toEqual(models.map((model) => model.card().memory));
      const told = ({ at, rating, outcome }: Review) => `${at} ${rating} ${outcome}`;
      expect((await ada.log()).map(told).sort()).toEqual(
        models.flatMap((model) => model.log().map(told)).sort(),
      );
    },
  );
});
