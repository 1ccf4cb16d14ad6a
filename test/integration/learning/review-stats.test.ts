import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredCard } from "#functions/learning/card";
import { cardStore } from "#functions/learning/card-store";
import { calendarOf, plusDays } from "#functions/learning/day";
import type { ReviewStats } from "#functions/learning/review-contract";
import { someCards } from "../../support/cards.ts";
import { seeded } from "../../support/review-model.ts";
import { type Reviewer, type ReviewsHarness, startReviews } from "../../support/reviews-harness.ts";

let reviews: ReviewsHarness;
beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

const DAY = 24 * 3600;
const stats = async (ada: Reviewer): Promise<ReviewStats> => (await ada.call("GET", "/stats")).body;

/** The same numbers, counted card by card and review by review. */
async function counted(
  ada: Reviewer,
  { timeZone, newPerDay, reviewsPerDay }: { timeZone: string; newPerDay: number; reviewsPerDay: number },
): Promise<ReviewStats> {
  const cards: StoredCard[] = await cardStore(reviews.db, "default")
    .cards(ada.userId)
    .find((all) => all);
  const log = await ada.log();
  const { dateOf } = calendarOf(timeZone);
  const now = reviews.now();
  const today = dateOf(now);
  const inUse = cards.filter(({ suspended }) => !suspended);
  const where = (...states: string[]) => inUse.filter(({ memory }) => states.includes(memory.state));
  const due = (...states: string[]) => where(...states).filter(({ dueAt }) => dueAt <= now.toISOString());
  const dayOf = ({ dueAt }: { dueAt: string }) => [dateOf(new Date(dueAt)), today].sort().at(-1);
  const madeOn = (date: string) => log.filter(({ at }) => dateOf(new Date(at)) === date);
  const came = (made: typeof log, ...to: string[]) =>
    made.filter(({ outcome }) => to.includes(outcome)).length;
  const [begun, known] = [came(madeOn(today), "introduced"), came(madeOn(today), "recalled", "forgotten")];
  const dueNow = {
    learning: due("learning", "relearning").length,
    review: Math.min(due("review").length, Math.max(0, reviewsPerDay - known)),
    new: Math.min(due("new").length, Math.max(0, newPerDay - begun)),
  };
  const month = log.filter(({ at }) => dateOf(new Date(at)) > plusDays(today, -30));
  const [kept, lost] = [came(month, "recalled"), came(month, "forgotten")];
  return {
    ...{ date: today, timeZone },
    dueNow: { total: dueNow.learning + dueNow.review + dueNow.new, ...dueNow },
    byState: {
      ...{ new: where("new").length, learning: where("learning").length },
      ...{ review: where("review").length, relearning: where("relearning").length },
      suspended: cards.length - inUse.length,
    },
    forecast: Array.from({ length: 30 }, (_, index) => plusDays(today, index)).map((date) => ({
      date,
      due: where("learning", "relearning", "review").filter((card) => dayOf(card) === date).length,
    })),
    today: {
      reviews: madeOn(today).length - came(madeOn(today), "undone"),
      ...{ new: begun, known },
    },
    retention: {
      ...{ reviews: kept + lost, recalled: kept },
      rate: kept + lost === 0 ? null : kept / (kept + lost),
    },
  };
}

describe("review statistics", () => {
  it("are noughts for somebody without cards, with a forecast of thirty days", async () => {
    const ada = await reviews.aReviewer();
    const none = await stats(ada);
    expect(none).toEqual(await counted(ada, { timeZone: "UTC", newPerDay: 20, reviewsPerDay: 200 }));
    expect(none.forecast).toHaveLength(30);
    expect(none.retention.rate).toBeNull();
  });

  it.each([
    { timeZone: "Pacific/Auckland", seed: 1 },
    { timeZone: "America/St_Johns", seed: 2 },
    { timeZone: "Europe/Paris", seed: 3 },
  ])(
    "are what counting card by card comes to, on any day and hour, in $timeZone",
    async ({ timeZone, seed }) => {
      const random = seeded(seed);
      const ada = await reviews.aReviewer({ timeZone });
      const limits = { newPerDay: 4, reviewsPerDay: 6 };
      await ada.call("PUT", "/settings", { body: limits });
      const cards = await ada.add(someCards(24));
      for (let round = 0; round < 14; round++) {
        reviews.advance(Math.floor(random() * 5 * DAY));
        for (const { id } of (await ada.due()).items) {
          const rating = (["again", "good", "good", "easy"] as const)[Math.floor(random() * 4)];
          const offline = round > 0 && random() < 0.2;
          const at = new Date(reviews.now().getTime() - random() * 3 * DAY * 1000).toISOString();
          await ada.review(id, { rating, ...(offline && { clientReviewedAt: at }) });
          if (random() < 0.1) await ada.call("POST", `/${id}/undo`);
          reviews.advance(20);
        }
        const some = cards[Math.floor(random() * cards.length)];
        await ada.call("POST", `/${some}/${random() < 0.5 ? "suspend" : "resume"}`);
        if (round % 3 !== 2) continue;
        const told = await stats(ada);
        expect(told).toEqual(await counted(ada, { timeZone, ...limits }));
        expect((await ada.due()).items).toHaveLength(told.dueNow.total);
      }
      const { retention, forecast } = await stats(ada);
      expect(retention.reviews).toBeGreaterThan(5);
      expect(forecast.filter(({ due }) => due > 0).length).toBeGreaterThan(3);
    },
  );
});
