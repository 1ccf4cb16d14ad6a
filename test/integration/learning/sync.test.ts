import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Attempt, AttemptSummary, questionsOf } from "#functions/learning/attempt";
import { cardStore } from "#functions/learning/card-store";
import { courseShelf } from "#functions/learning/course-shelf";
import { courseStore } from "#functions/learning/course-store";
import { learnerStore } from "#functions/learning/learner-store";
import type { Lesson } from "#functions/learning/lesson";
import type { Operation } from "#functions/learning/operation";
import { OperationResult } from "#functions/learning/sync-contract";
import { syncOperations } from "#functions/learning/sync-operations";
import { Problem } from "#functions/shared/problem";
import { answersTo, attemptsPath, causesOf, progressOf, toldOf } from "../../support/answers.ts";
import { type Answer, pointersOf, refusalOf } from "../../support/api-answer.ts";
import { signedToken, stackDeps } from "../../support/api-deps.ts";
import { answered, aPublished, begin, write } from "../../support/authors.ts";
import { aCard, someCards, withCards } from "../../support/cards.ts";
import { aLearner, type Learner, send } from "../../support/client.ts";
import { seeded, shuffled } from "../../support/review-model.ts";

let author: Learner;
let course: Awaited<ReturnType<typeof aPublished>>;
beforeAll(async () => {
  author = await aLearner();
  course = await aPublished(author, 2);
});

const Results = z.object({ results: z.array(OperationResult) });
const tell = (learner: Learner, operations: readonly object[]): Promise<Answer> =>
  learner.call("POST", "/v1/sync", { operations });
const sync = async (learner: Learner, operations: readonly object[]): Promise<OperationResult[]> =>
  answered(await tell(learner, operations), 200, Results).results;
const statusesOf = (results: readonly OperationResult[]) => results.map(({ status }) => status);
const lessonAt = (place: number): Lesson => {
  const lesson = course.lessons[place];
  if (!lesson) throw new Error(`there is no lesson ${place}`);
  return lesson;
};
const inLesson = ({ courseId, id: lessonId }: Lesson) => ({ courseId, lessonId });
const progress = (lesson: Lesson, said: object = { position: 0.5 }) => ({
  ...{ type: "progress", id: randomUUID(), ...inLesson(lesson) },
  ...said,
});
const attempt = async (lesson: Lesson, isRight = true, id: string = randomUUID()) => ({
  ...{ type: "attempt", id, ...inLesson(lesson), answers: await answersTo(lesson, () => isRight) },
});
const review = (cardId: string, more: object = {}) => ({
  ...{ type: "review", id: randomUUID(), cardId, rating: "good", clientReviewedAt: new Date().toISOString() },
  ...more,
});
const attemptsOf = async (learner: Learner, lesson: Lesson) =>
  (await learner.read(attemptsPath(lesson), z.object({ items: z.array(AttemptSummary) }))).items;

describe("an operation", () => {
  it("is answered as its single call would be, in its place", async () => {
    const ada = await aLearner();
    const [lesson, cardId] = [lessonAt(0), await aCard(ada)];
    const results = await sync(ada, [
      progress(lesson, { position: 0.4, secondsSpent: 30 }),
      await attempt(lesson),
      review(cardId),
    ]);
    expect(statusesOf(results)).toEqual(["applied", "applied", "applied"]);
    const [reported, tried, reviewed] = results;
    expect(reported?.progress).toMatchObject({ lessonId: lesson.id, position: 0.4, secondsSpent: 30 });
    expect(await ada.read(`${attemptsPath(lesson)}/${tried?.id}`, Attempt)).toEqual(tried?.attempt);
    expect((await ada.call("GET", `/v1/reviews/${cardId}`)).body).toEqual(reviewed?.card);
  });

  it("that is delivered again is known, also when its course is gone, and counts once", async () => {
    const [ada, other] = await Promise.all([aLearner(), aPublished(author, 1)]);
    const lesson = other.lessons[0] ?? lessonAt(0);
    const cardId = await aCard(ada);
    const operations = [await attempt(lesson, false), review(cardId), progress(lesson)];
    const [first] = await sync(ada, operations);
    expect(statusesOf(await sync(ada, operations))).toEqual(["known", "known", "applied"]);
    expect(await attemptsOf(ada, lesson)).toHaveLength(1);
    expect((await ada.call("GET", `/v1/reviews/${cardId}`)).body).toMatchObject({ reps: 1 });
    await author.call("DELETE", `/v1/courses/${other.courseId}`);
    const [again, , late] = await sync(ada, operations);
    expect([again?.status, again?.attempt]).toEqual(["known", first?.attempt]);
    expect([late?.status, late?.problem?.status]).toEqual(["conflict", 404]);
  });

  it("whose attempt two requests bring at once is graded once", async () => {
    const ada = await aLearner();
    const operations = [await attempt(lessonAt(0))];
    const both = await Promise.all([1, 2, 3].map(() => sync(ada, operations)));
    expect(statusesOf(both.flat()).sort()).toEqual(["applied", "known", "known"]);
    expect(await attemptsOf(ada, lessonAt(0))).toHaveLength(1);
  });

  it("is a conflict when what it is about has changed or gone, or is not the caller's", async () => {
    const [ada, eve, draft] = await Promise.all([aLearner(), aLearner(), begin(author)]);
    const hidden = await write(author, draft.id);
    const [evesCard, gone, known] = await Promise.all([aCard(eve), aCard(ada), aCard(ada)]);
    await ada.call("DELETE", `/v1/reviews/${gone}`);
    const [made, said] = [await attempt(lessonAt(0)), review(known)];
    await sync(ada, [made, said]);
    const results = await sync(ada, [
      progress(hidden),
      await attempt(hidden),
      review(evesCard),
      review(gone),
      { ...(await attempt(lessonAt(1))), id: made.id },
      { ...said, rating: "again" },
      { ...(await attempt(lessonAt(1))), ...inLesson(lessonAt(0)) },
      progress({ ...lessonAt(0), id: randomUUID() }),
    ]);
    expect(results.map(({ status, problem }) => `${status} ${problem?.status}`)).toEqual([
      ...Array<string>(4).fill("conflict 404"),
      ...Array<string>(2).fill("conflict 409"),
      ...["conflict 400", "conflict 404"],
    ]);
    expect(results[6]?.problem?.errors).toMatchObject([{ pointer: "#/answers/0/questionId" }]);
    expect((await eve.call("GET", `/v1/reviews/${evesCard}`)).body).toMatchObject({ reps: 0 });
    const [other] = await sync(ada, [{ ...(await attempt(lessonAt(0), false)), id: made.id }]);
    expect([other?.status, other?.problem?.status]).toEqual(["conflict", 409]);
  });

  it("is refused when it can never be accepted, as the single call refuses it", async () => {
    const ada = await aLearner();
    const cardId = await aCard(ada);
    const late = { rating: "good", clientReviewedAt: "2099-01-01T00:00:00.000Z" };
    const results = await sync(ada, [review(cardId, late)]);
    expect(statusesOf(results)).toEqual(["refused"]);
    const single = (await ada.call("POST", `/v1/reviews/${cardId}`, late)).body;
    const { instance: _, traceId: __, ...problem } = z.looseObject({}).parse(single);
    expect(results[0]?.problem).toMatchObject(problem);
    const pupil = await signedToken(ada, { roles: [] });
    expect(
      refusalOf(await send("POST", "/v1/sync", { bearer: pupil, body: { operations: [review(cardId)] } })),
    ).toBe("403 access-denied");
  });

  it("of hours offline is kept, whatever shorter report comes with it", async () => {
    const ada = await aLearner();
    // A million seconds are more than a first report may tell of; what was reached counts all the same.
    const spent = [60, 7200, 10 ** 6, 600];
    const results = await sync(
      ada,
      spent.map((secondsSpent, n) =>
        progress(lessonAt(0), { position: n / 10, secondsSpent, completed: n === 2 }),
      ),
    );
    expect(statusesOf(results)).toEqual(["applied", "applied", "applied", "applied"]);
    expect(results[2]?.problem?.errors).toMatchObject([{ pointer: "#/secondsSpent" }]);
    expect((await progressOf(ada, course.courseId)).lessons[0]).toMatchObject({
      ...{ completed: true, secondsSpent: 7200 },
    });
  });

  it("fails no other, and its id may be another person's", async () => {
    const [ada, eve] = await Promise.all([aLearner(), aLearner()]);
    const id = randomUUID();
    await sync(eve, [await attempt(lessonAt(0), false, id)]);
    const results = await sync(ada, [
      review(randomUUID()),
      await attempt(lessonAt(0), true, id.toUpperCase()),
      progress({ ...lessonAt(0), courseId: randomUUID() }),
      progress(lessonAt(0)),
    ]);
    expect(statusesOf(results)).toEqual(["conflict", "applied", "conflict", "applied"]);
    expect(results[1]).toMatchObject({ id, attempt: { id, score: 1 } });
    expect(await attemptsOf(eve, lessonAt(0))).toMatchObject([{ id, score: 0 }]);
  });

  it("told twice in one request is done once; another one under its id is refused", async () => {
    const ada = await aLearner();
    const one = await attempt(lessonAt(0));
    const results = await sync(ada, [one, one, { ...progress(lessonAt(1)), id: one.id }]);
    expect(statusesOf(results)).toEqual(["applied", "applied", "refused"]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]?.problem?.errors).toMatchObject([{ pointer: "#/operations/2/id" }]);
    expect(await attemptsOf(ada, lessonAt(0))).toHaveLength(1);
  });

  it("tells of an attempt what is right of what was answered alone", async () => {
    const ada = await aLearner();
    const [question] = questionsOf(lessonAt(0));
    const made = await attempt(lessonAt(0), false);
    const [result] = await sync(ada, [made]);
    expect(result?.attempt?.results.map(({ questionId }) => questionId)).toEqual([question?.id]);
    const unfit = { ...made, id: randomUUID(), answers: [{ questionId: question?.id, text: "x" }] };
    const [refused] = await sync(ada, [unfit]);
    expect(refused?.status).toBe("conflict");
    expect(JSON.stringify(refused)).not.toMatch(/correctOptionIds|explanation|Chloroplasts/);
  });

  it("is to be sent again after a failure of ours, of which nothing is told", async () => {
    const { db, clock, newId } = stackDeps();
    const told: Problem[] = [];
    const broken = { ...courseShelf(db), head: () => Promise.reject(new Error("a secret")) };
    const deps: Parameters<typeof syncOperations>[0] = {
      ...{ tid: "default", clock, newId, shelf: broken, courses: courseStore(db, "default") },
      ...{ learners: learnerStore(db, "default"), cards: cardStore(db, "default"), mayReview: false },
      transact: () => Promise.reject(new Problem("feature-unavailable", "Try again.")),
      tell: (problem) => void told.push(problem),
    };
    // Parsed as the endpoint would.
    const operations = [progress(lessonAt(0)), review(randomUUID())] as Operation[];
    const run = (mayReview: boolean) =>
      syncOperations({ ...deps, mayReview }, { userId: randomUUID(), operations });
    expect(statusesOf(await run(true))).toEqual(["later", "later"]);
    expect(told.map(({ slug, message }) => `${slug}: ${message}`)).toEqual(
      expect.arrayContaining(["server-error: Quote the trace id to support."]),
    );
    expect(told.find(({ slug }) => slug === "server-error")?.cause).toMatchObject({ message: "a secret" });
    expect(statusesOf(await run(false))).toEqual(["later", "refused"]);
  });
});

describe("a request that is none", () => {
  let ada: Learner;
  beforeAll(async () => {
    ada = await aLearner();
  });

  it.each<[string, () => object[], string]>([
    ["an unknown type", () => [{ ...progress(lessonAt(0)), type: "rename" }], "#/operations/0/type"],
    ["an id that is no UUID", () => [progress(lessonAt(0), { id: "7", position: 1 })], "#/operations/0/id"],
    ["a field nobody knows", () => [{ ...progress(lessonAt(0)), x: 1 }], "#/operations/0/x"],
    ["no operation", () => [], "#/operations"],
    ["more than 500", () => Array.from({ length: 501 }, () => progress(lessonAt(0))), "#/operations"],
    [
      "a review without its time",
      () => [progress(lessonAt(0)), { ...review(randomUUID()), clientReviewedAt: undefined }],
      "#/operations/1/clientReviewedAt",
    ],
  ])("for %s does nothing at all", async (_, operations, pointer) => {
    const answer = await tell(ada, operations());
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", pointer]);
    expect((await progressOf(ada, course.courseId)).percent).toBe(0);
  });
});

/** What somebody did in weeks offline: the same for whoever does it, but for the cards, which are their own. */
async function aLog(seed: number, base: number) {
  const random = seeded(seed);
  const below = (most: number) => Math.floor(random() * most);
  const reports = Array.from({ length: 14 }, (_, n) =>
    progress(lessonAt(n % 2), {
      ...{ position: below(100) / 100, secondsSpent: below(280) },
      ...(n > 11 && { completed: true }),
    }),
  );
  const attempts = await Promise.all(
    Array.from({ length: 8 }, (_, n) => attempt(lessonAt(below(2)), n > 0 && random() < 0.5)),
  );
  const reviews = Array.from({ length: 18 }, (_, n) => ({
    ...review("", { rating: (["again", "hard", "good", "easy"] as const)[below(4)] }),
    ...{ card: n % 6, clientReviewedAt: new Date(base + (1 + n) * 1000).toISOString() },
  }));
  const all = [...reports, ...attempts, ...reviews];
  return {
    attempts,
    secondsSpent: [0, 1].map((lesson) =>
      Math.max(
        ...reports.flatMap((said) =>
          said.lessonId === lessonAt(lesson).id && "secondsSpent" in said ? [Number(said.secondsSpent)] : [],
        ),
      ),
    ),
    inOrder: (cards: readonly string[]) =>
      shuffled(all, random).map((operation) => {
        if (!("card" in operation)) return operation;
        const { card, ...said } = operation;
        return { ...said, cardId: cards[card] };
      }),
  };
}

describe("what was done on several devices", () => {
  it("comes to the same in any order, repeated, and from two at once", async () => {
    const people = await Promise.all([aLearner(), aLearner(), aLearner()]);
    const wished = someCards(6);
    const cards = await Promise.all(people.map(({ userId }) => withCards(stackDeps(), userId, wished)));
    const log = await aLog(7, Date.now());
    const own = people.map((person, n) => ({ person, cards: cards[n] ?? [] }));
    await Promise.all(
      own.map(async (one) => {
        const orders = [1, 2, 3].map(() => log.inOrder(one.cards));
        await Promise.all(orders.slice(0, 2).map((order) => sync(one.person, order)));
        const last = await sync(one.person, orders[2] ?? []);
        const late = last.filter(({ progress: reported }) => !reported);
        expect(new Set(statusesOf(late))).toEqual(new Set(["known"]));
      }),
    );
    const ends = await Promise.all(own.map(endOf));
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({
      lessons: log.secondsSpent.map((secondsSpent) => ({ position: 1, completed: true, secondsSpent })),
      cards: Array(6).fill({ reps: 3 }),
      completions: 1,
    });
    expect(Object.keys(ends[0]?.scores ?? {})).toHaveLength(log.attempts.length);
  });

  it("completes a course once when both finish it", async () => {
    const ada = await aLearner();
    const finish = () => course.lessons.map((lesson) => progress(lesson, { position: 1, completed: true }));
    await Promise.all([sync(ada, finish()), sync(ada, finish())]);
    const told = (await toldOf(course.courseId)).filter(({ data }) => data["userId"] === ada.userId);
    expect(told.map(({ type }) => type)).toEqual([
      ...["course.completed", "course.enrolled", "lesson.completed", "lesson.completed"],
    ]);
  });
});

/** Everything that must not depend on the order in which it came about. */
async function endOf({ person, cards }: { person: Learner; cards: readonly string[] }) {
  const { lessons } = await progressOf(person, course.courseId);
  const attempts = (await Promise.all(course.lessons.map((lesson) => attemptsOf(person, lesson)))).flat();
  const stored = await cardStore(stackDeps().db, "default").cards(person.userId).getMany(cards);
  const told = await toldOf(course.courseId);
  return {
    lessons: lessons.map(({ completedAt: _, ...rest }) => rest),
    scores: Object.fromEntries(attempts.map(({ id, score }) => [id, score]).sort()),
    numbers: attempts.map(({ lessonId, number }) => `${lessonId} ${number}`).sort(),
    cards: stored.map(({ memory }) => memory),
    causes: await causesOf(person, course.courseId),
    completions: told.filter(
      ({ type, data }) => type === "course.completed" && data["userId"] === person.userId,
    ).length,
  };
}
