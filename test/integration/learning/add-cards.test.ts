import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardIdOf } from "#functions/learning/card";
import { someCards } from "../../support/cards.ts";
import { type ReviewsHarness, startReviews } from "../../support/reviews-harness.ts";

let reviews: ReviewsHarness;
beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

describe("adding cards", () => {
  it("gives one card for each cause, however often and at once", async () => {
    const ada = await reviews.aReviewer();
    const cards = someCards(5);
    await Promise.all([ada.add(cards), ada.add([...cards, ...cards]), ada.add(cards.slice(2))]);
    await ada.add([]);
    const { items } = await ada.due();
    expect(items.map(({ id }: { id: string }) => id).sort()).toEqual(
      cards.map(({ cause }) => cardIdOf(ada.userId, cause)).sort(),
    );
    const [first] = cards;
    expect(items).toContainEqual(
      expect.objectContaining({ front: first?.front, back: first?.back, courseId: first?.courseId }),
    );
  });

  it("keeps what is known of a card, and tells it in the newest words of its cause", async () => {
    const ada = await reviews.aReviewer();
    const [card] = someCards(1);
    if (!card) throw new Error("one was made");
    const [id = ""] = await ada.add([card]);
    const reviewed = (await ada.review(id, { rating: "easy" })).body;
    await ada.add([card]);
    expect((await ada.call("GET", `/${id}`)).body).toEqual(reviewed);
    await ada.add([{ ...card, back: "Other words" }]);
    const now = { back: "Other words", version: reviewed.version + 1, updatedAt: expect.any(String) };
    expect((await ada.call("GET", `/${id}`)).body).toEqual({ ...reviewed, ...now });
    expect((await ada.review(id, { rating: "good" })).body).toMatchObject({ reps: 2, back: "Other words" });
  });

  it("gives two learners cards of their own for the same cause", async () => {
    const [ada, kim] = [await reviews.aReviewer(), await reviews.aReviewer()];
    const cards = someCards(1);
    const [hers, theirs] = [await ada.add(cards), await kim.add(cards)];
    expect(hers).not.toEqual(theirs);
    await ada.review(hers[0] ?? "", { rating: "good" });
    expect((await kim.due()).items).toMatchObject([{ id: theirs[0], state: "new" }]);
  });
});
