import { beforeAll, describe, expect, it } from "vitest";
import { Card } from "#functions/learning/card";
import { cardStore } from "#functions/learning/card-store";
import { learnerStore } from "#functions/learning/learner-store";
import { listChanges } from "#functions/learning/list-changes";
import { type Change, Changes } from "#functions/learning/sync-contract";
import { progressOf, report } from "../../support/answers.ts";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { stackDeps } from "../../support/api-deps.ts";
import { aPublished } from "../../support/authors.ts";
import { aCard, someCards, withCards } from "../../support/cards.ts";
import { aLearner, type Learner } from "../../support/client.ts";

let courses: Awaited<ReturnType<typeof aPublished>>[];
beforeAll(async () => {
  const author = await aLearner();
  courses = await Promise.all([aPublished(author, 2), aPublished(author, 1)]);
});

const asked = (since: string | undefined, limit = 20) =>
  `/v1/sync/changes?limit=${limit}${since === undefined ? "" : `&since=${encodeURIComponent(since)}`}`;
const pageOf = (learner: Learner, since?: string, limit?: number): Promise<Changes> =>
  learner.read(asked(since, limit), Changes);

/** A device that knows of somebody's learning what it is told, and nothing else. */
function aDevice(ask: (since: string | undefined) => Promise<Changes>) {
  const known = new Map<string, Change>();
  let since: string | undefined;
  return {
    known,
    catchUp: async (between: () => Promise<unknown> = async () => undefined) => {
      for (let more = true; more; ) {
        const page = await ask(since);
        expect(page.items.map(({ changedAt }) => changedAt)).toEqual(
          page.items.map(({ changedAt }) => changedAt).sort(),
        );
        for (const item of page.items) known.set(item.id, item);
        ({ nextCursor: since, more } = page);
        if (more) await between();
      }
    },
  };
}

/** What the first device sees by the single calls. */
async function stateOf(learner: Learner, cards: readonly string[]) {
  const read = cards.map((id) => learner.read(`/v1/reviews/${id}`, Card));
  const progress = courses.map(({ courseId }) => progressOf(learner, courseId));
  return { cards: await Promise.all(read), progress: await Promise.all(progress) };
}

const inOrder = <T extends { lessonId: string }>(lessons: readonly T[]) =>
  lessons.toSorted((a, b) => (a.lessonId < b.lessonId ? -1 : 1));

describe("the changes of somebody's learning", () => {
  it.each([1, 7])("skip nothing while it goes on, %i at a time: a device catches up", async (limit) => {
    const ada = await aLearner();
    const cards = await withCards(stackDeps(), ada.userId, someCards(9));
    for (const { lessons } of courses)
      for (const lesson of lessons) await report(ada, lesson, { position: 0.1 });
    const device = aDevice((since) => pageOf(ada, since, limit));
    let turn = 0;
    /** Cards and progress change before and behind the place of the page, some of them twice. */
    const goOn = async () => {
      turn += 1;
      if (turn > 12) return;
      const lesson = courses[turn % 2]?.lessons[0];
      if (turn % 3 === 0 && lesson) await report(ada, lesson, { position: turn / 12 });
      else await ada.call("POST", `/v1/reviews/${cards[(turn * 4) % 9]}`, { rating: "good" });
    };
    await device.catchUp(goOn);
    while (turn < 12) await goOn();
    await device.catchUp();
    const state = await stateOf(ada, cards);
    const items = [...device.known.values()];
    const byId = (all: readonly Card[]) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId(items.flatMap((item) => (item.type === "card" ? [item.card] : [])))).toEqual(
      byId(state.cards),
    );
    for (const { courseId, lessons, completedAt } of state.progress) {
      const item = device.known.get(courseId);
      const begun = lessons.filter(({ position }) => position > 0);
      expect(item?.type === "progress" && inOrder(item.progress.lessons)).toEqual(inOrder(begun));
      expect(item?.type === "progress" && item.progress.completedAt).toBe(completedAt);
    }
  });

  it("are none for somebody new, who has where to go on from all the same", async () => {
    const ada = await aLearner();
    const none = await pageOf(ada);
    expect(none).toMatchObject({ items: [], more: false });
    const id = await aCard(ada);
    expect((await pageOf(ada, none.nextCursor)).items.map((item) => item.id)).toEqual([id]);
  });

  it("tell nobody of another's, nor take what is no cursor of theirs", async () => {
    const [ada, eve] = await Promise.all([aLearner(), aLearner()]);
    await aCard(ada);
    const { nextCursor } = await pageOf(ada);
    expect((await pageOf(eve)).items).toEqual([]);
    const courseCursor = `${nextCursor.split(".")[0]}.${"A".repeat(22)}`;
    for (const [learner, since] of [
      [eve, nextCursor],
      [ada, courseCursor],
      [ada, `x${nextCursor}`],
      [ada, ""],
    ] as const) {
      const answer = await learner.call("GET", asked(since));
      expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "since"]);
    }
  });
});

/** As of somebody whose clock is the test's, and whose commits come to light when the test says so. */
async function inHand() {
  const { db, cursorKey } = stackDeps();
  const [learners, cards] = [learnerStore(db, "default"), cardStore(db, "default")];
  const ada = await aLearner();
  const began = Date.now();
  let now = began;
  const place = (seconds: number) => new Date(began + seconds * 1000).toISOString();
  const ask = (since: string | undefined) =>
    listChanges(
      { tid: "default", clock: () => new Date(now), cursorKey, learners, cards },
      { userId: ada.userId, query: { since, limit: 1 } },
    );
  return {
    ...{ ask, device: aDevice(ask) },
    goTo: (seconds: number) => {
      now = began + seconds * 1000;
    },
    /** A card that says it was changed at a time. */
    committed: async (seconds: number): Promise<string> => {
      const id = await aCard(ada);
      await cards
        .cards(ada.userId)
        .ref(id)
        .update({ updatedAt: place(seconds) });
      return id;
    },
  };
}

describe("a change that comes to light after a later one", () => {
  it("is told when a device had caught up with the later one", async () => {
    const { device, committed, goTo } = await inHand();
    await committed(-300);
    await committed(-1);
    await device.catchUp();
    const late = await committed(-100);
    goTo(3600);
    await device.catchUp();
    expect(device.known.has(late)).toBe(true);
  });

  it("is told when a device stopped between two pages, for however long", async () => {
    const { ask, committed, goTo } = await inHand();
    const known = [await committed(-2), await committed(-1)];
    const first = await ask(undefined);
    expect(first).toMatchObject({ more: true, items: [{ id: known[0] }] });
    const late = await committed(-100);
    goTo(3600);
    const end = await ask(first.nextCursor);
    expect(end).toMatchObject({ more: false, items: [{ id: known[1] }] });
    expect((await ask(end.nextCursor)).items.map(({ id }) => id)).toEqual([late]);
  });

  it("is told once when it was settled: nothing is told for ever", async () => {
    const { ask, device, committed, goTo } = await inHand();
    await committed(-1);
    await device.catchUp();
    goTo(300);
    await device.catchUp();
    const { items } = await ask((await ask(undefined)).nextCursor);
    expect(items).toEqual([]);
  });
});
