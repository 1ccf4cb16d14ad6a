import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slugOf } from "../../support/auth-harness.ts";
import { someCards } from "../../support/cards.ts";
import { type Reviewer, type ReviewsHarness, startReviews } from "../../support/reviews-harness.ts";

let reviews: ReviewsHarness;
beforeAll(async () => {
  reviews = await startReviews();
});
afterAll(() => reviews.stop());

interface Page {
  readonly items: readonly { id: string; state: string; dueAt: string; reps: number }[];
  readonly nextCursor: string | null;
}

const page = async (ada: Reviewer, query: string): Promise<Page> => {
  const { status, body } = await ada.call("GET", `?${query}`);
  if (status !== 200) throw new Error(`was answered ${status}: ${JSON.stringify(body)}`);
  return body;
};

/** Every page of a list; `between` is done after each. */
async function walk(ada: Reviewer, query: string, between = async (_: Page) => {}): Promise<Page[]> {
  const pages: Page[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const next: Page = await page(ada, `${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    pages.push(next);
    await between(next);
    cursor = next.nextCursor;
  }
  return pages;
}

/** Somebody with ten steps of learning, ten known cards and ten new ones, all due. */
async function withThirty() {
  const ada = await reviews.aReviewer();
  const courseId = randomUUID();
  const cards = await ada.add(someCards(30, courseId));
  for (const id of cards.slice(0, 10)) await ada.review(id, { rating: "easy" });
  reviews.advance(20 * 24 * 3600);
  for (const id of cards.slice(10, 20)) await ada.review(id, { rating: "good" });
  reviews.advance(3600);
  return { ada, cards, courseId };
}

describe("the list of what is due", () => {
  it("is empty for somebody without cards", async () => {
    const ada = await reviews.aReviewer();
    expect(await ada.due()).toEqual({ items: [], nextCursor: null });
    expect(await page(ada, "due=any")).toEqual({ items: [], nextCursor: null });
  });

  it.each([1, 7, 10, 30])(
    "shows steps, then known cards, then new ones, each once: %i at a time",
    async (limit) => {
      const { ada, cards } = await withThirty();
      const pages = await walk(ada, `due=now&limit=${limit}`);
      expect(pages).toHaveLength(Math.ceil(30 / limit));
      const items = pages.flatMap((each) => each.items);
      expect(items.map(({ id }) => id).sort()).toEqual([...cards].sort());
      const rank = { learning: 0, review: 1, new: 2 } as Record<string, number>;
      const keys = items.map(({ state, dueAt, id }) => `${rank[state]} ${dueAt} ${id}`);
      expect(keys).toEqual(keys.toSorted());
    },
  );

  it("repeats and skips nothing while cards are reviewed, taken back, suspended, removed and added", async () => {
    const { ada, cards } = await withThirty();
    const seen: string[] = [];
    const gone = new Set<string>();
    const pages = await walk(ada, "due=now&limit=4", async ({ items }) => {
      seen.push(...items.map(({ id }) => id));
      for (const { id } of items.slice(0, 3)) await ada.review(id, { rating: "again" });
      // Due again at its old time, which lies before the cursor.
      await ada.call("POST", `/${items[0]?.id}/undo`);
      // Due again at once, by a review that another device made some time ago.
      const late = new Date(reviews.now().getTime() - 1_800_000).toISOString();
      if (items[3]) await ada.review(items[3].id, { rating: "again", clientReviewedAt: late });
      const ahead = cards.toReversed().find((id) => !seen.includes(id) && !gone.has(id));
      if (ahead && gone.size < 4) {
        gone.add(ahead);
        if (gone.size % 2 === 0) await ada.call("DELETE", `/${ahead}`);
        else await ada.call("POST", `/${ahead}/suspend`);
      }
      await ada.add(someCards(1));
      reviews.advance(60);
    });
    expect(pages.length).toBeGreaterThan(6);
    expect(seen.toSorted()).toEqual(cards.filter((id) => !gone.has(id)).toSorted());
  });

  it("shows cards as they are, not as they were", async () => {
    const { ada, cards } = await withThirty();
    const first = await page(ada, "due=now&limit=15");
    const ahead = cards.filter((id) => !first.items.some((item) => item.id === id)).slice(-1);
    const late = new Date(reviews.now().getTime() - 3_000_000).toISOString();
    for (const id of ahead) await ada.review(id, { rating: "again", clientReviewedAt: late });
    const second = await page(ada, `due=now&limit=15&cursor=${encodeURIComponent(first.nextCursor ?? "")}`);
    expect(second.items.find(({ id }) => id === ahead[0])).toMatchObject({ state: "learning", reps: 1 });
  });

  it("keeps to the limits of the day over all its pages", async () => {
    const { ada } = await withThirty();
    await ada.call("PUT", "/settings", { body: { newPerDay: 13, reviewsPerDay: 6 } });
    const items = (await walk(ada, "due=now&limit=4")).flatMap((each) => each.items);
    const count = (state: string) => items.filter((item) => item.state === state).length;
    // Ten new ones were begun today.
    expect([count("learning"), count("review"), count("new")]).toEqual([10, 6, 3]);
  });

  it("is narrowed to a course", async () => {
    const { ada, courseId } = await withThirty();
    const [other = ""] = await ada.add(someCards(1));
    const pages = await walk(ada, `due=now&limit=9&courseId=${courseId}`);
    expect(pages.flatMap((each) => each.items)).toHaveLength(30);
    const all = await walk(ada, `due=any&limit=9&courseId=${courseId}`);
    expect(all.flatMap((each) => each.items.map(({ id }) => id))).not.toContain(other);
    expect(await page(ada, `due=now&courseId=${randomUUID()}`)).toEqual({ items: [], nextCursor: null });
  });

  it("takes a cursor of its own alone, for less than an hour", async () => {
    const { ada, courseId } = await withThirty();
    const eve = await reviews.aReviewer();
    const { nextCursor } = await page(ada, "due=now&limit=4");
    const cursor = `cursor=${encodeURIComponent(nextCursor ?? "")}`;
    const refused = [
      ada.call("GET", `?due=now&courseId=${courseId}&${cursor}`),
      ada.call("GET", `?due=any&${cursor}`),
      eve.call("GET", `?due=now&${cursor}`),
      ada.call("GET", `?due=now&${cursor.slice(0, -1)}`),
    ];
    for (const answer of await Promise.all(refused)) {
      expect([answer.status, slugOf(answer)]).toEqual([400, "validation-error"]);
      expect(answer.body.errors).toMatchObject([{ parameter: "cursor" }]);
    }
    reviews.advance(54 * 60);
    expect((await ada.call("GET", `?due=now&${cursor}`)).status).toBe(200);
    reviews.advance(60 + 1);
    expect(slugOf(await ada.call("GET", `?due=now&${cursor}`))).toBe("cursor-expired");
  });

  it.each(["limit=0", "limit=101", "due=later", "courseId=7"])("refuses %s", async (query) => {
    const ada = await reviews.aReviewer();
    const answer = await ada.call("GET", `?${query}`);
    expect([answer.status, answer.body.errors?.[0]?.parameter]).toEqual([400, query.split("=")[0]]);
  });
});
