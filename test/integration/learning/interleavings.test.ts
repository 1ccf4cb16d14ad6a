import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { questionsOf } from "#functions/learning/attempt";
import { gradeAnswers, scoreOf } from "#functions/learning/grade";
import { unseal } from "#functions/shared/sealed";
import { type Act, aWorld, heightsOf, type Picture, type World } from "../../support/learning-world.ts";

const place = fc.nat(4);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant("report" as const),
    lesson: place,
    position: fc.double({ min: 0, max: 1, noNaN: true }),
    seconds: fc.nat(400),
  }),
  { arbitrary: fc.record({ kind: fc.constant("complete" as const), lesson: place }), weight: 3 },
  {
    arbitrary: fc.record({
      kind: fc.constant("attempt" as const),
      lesson: place,
      right: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
    }),
    weight: 3,
  },
  fc.record({ kind: fc.constant("rewrite" as const), lesson: place }),
  fc.record({ kind: fc.constantFrom("extend" as const, "publish", "publish", "enroll", "leave") }),
);
/** Each round is done at once. */
const rounds = fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 7 });

const times = (picture: Picture, type: string) => picture.told.filter((event) => event.type === type);

/** Nothing that was reached is lost again. */
function expectNotLower(before: Picture, after: Picture): void {
  const now = heightsOf(after.progress);
  for (const [lesson, heights] of Object.entries(heightsOf(before.progress)))
    for (const [index, height] of heights.entries())
      expect(now[lesson]?.[index] ?? -1).toBeGreaterThanOrEqual(height);
  if (before.progress?.completedAt) expect(after.progress?.completedAt).toBe(before.progress.completedAt);
  expect(after.causes).toEqual(expect.arrayContaining(before.causes));
}

/** Each card has the completion or the missed answer that caused it, and each of these has its card. */
function expectCausedCards({ progress, attempts, causes }: Picture, world: World): void {
  expect(new Set(causes).size).toBe(causes.length);
  const missed = attempts.flatMap(({ results }) => results.filter(({ correct }) => !correct));
  const questions = new Set(missed.map(({ questionId }) => `question/${world.courseId}/${questionId}`));
  expect(causes.filter((cause) => cause.startsWith("question/")).sort()).toEqual([...questions].sort());
  const completed = Object.values(progress?.lessons ?? {}).filter(({ completedAt }) => completedAt);
  // Every lesson of this world has one flashcard in each of its versions.
  expect(causes.filter((cause) => cause.startsWith("flashcard/"))).toHaveLength(completed.length);
}

async function expectGrades({ progress, attempts }: Picture, world: World): Promise<void> {
  for (const attempt of attempts) {
    const { lesson, key } = await world.quizAt(attempt);
    const quiz = { questions: questionsOf(lesson), key: unseal(key), language: "en" };
    const graded = gradeAnswers(quiz, attempt.answers);
    expect(graded).toEqual(attempt.results);
    expect(scoreOf(graded, quiz.questions.length)).toBe(attempt.score);
  }
  for (const [lessonId, own] of Map.groupBy(attempts, (attempt) => attempt.lessonId)) {
    const numbers = own.map(({ number }) => number).sort((a, b) => a - b);
    expect(numbers).toEqual(own.map((_, index) => index + 1));
    expect(own.filter(({ first }) => first)).toHaveLength(1);
    const state = progress?.lessons[lessonId];
    expect([state?.attempts, state?.bestScore]).toEqual([
      own.length,
      Math.max(...own.map(({ score }) => score)),
    ]);
  }
}

/** What was told and counted is what is stored, once each. */
function expectTold(picture: Picture): void {
  const { progress, enrollment, course } = picture;
  const states = Object.entries(progress?.lessons ?? {});
  const lessons = (type: string) =>
    times(picture, type)
      .map(({ data }) => data["lessonId"])
      .sort();
  const having = (field: "completedAt" | "passedAt") =>
    states
      .filter(([, state]) => state[field])
      .map(([id]) => id)
      .sort();
  expect(lessons("lesson.completed")).toEqual(having("completedAt"));
  expect(lessons("quiz.passed")).toEqual(having("passedAt"));
  expect(times(picture, "course.completed")).toHaveLength(progress?.completedAt ? 1 : 0);
  expect(course.stats).toMatchObject({
    ...{ completions: progress?.completedAt ? 1 : 0, enrollments: enrollment ? 1 : 0 },
  });
}

describe("whatever learner and author do at once", () => {
  it("loses no progress, grades by the version, and leaves no card without its cause", async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        const world = await aWorld();
        let before = await world.picture();
        for (const round of all) {
          await Promise.all(round.map(world.act));
          const after = await world.picture();
          expectNotLower(before, after);
          expectCausedCards(after, world);
          await expectGrades(after, world);
          expectTold(after);
          before = after;
        }
      }),
      { numRuns: Number(process.env["LYO_INTERLEAVINGS"] ?? 4), endOnFailure: true },
    );
  }, 240_000);
});
