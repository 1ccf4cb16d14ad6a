import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterAttempt,
  afterReport,
  shownProgress,
  UNTOUCHED,
  withLesson,
} from "#functions/learning/progress";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5) + seconds * 1000).toISOString();
const outline = (count: number, isGrowing = false) => ({
  ...{ courseId: randomUUID(), isGrowing },
  lessonIds: Array.from({ length: count }, () => randomUUID()),
});

describe("a lesson's progress", () => {
  it("is the same in whatever order its reports arrive, and however often", () => {
    const report = fc.record({
      position: fc.double({ min: 0, max: 1, noNaN: true }),
      secondsSpent: fc.nat(300),
      completed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 8 }), fc.nat(), (reports, turn) => {
        const come = (all: typeof reports) =>
          all.reduce((state, one) => afterReport(state, one, at(0)), UNTOUCHED);
        const turned = [...reports.slice(turn % reports.length), ...reports.slice(0, turn % reports.length)];
        expect(come([...reports, ...turned])).toEqual(come(reports));
        expect(come(turned)).toEqual(come(reports));
      }),
    );
  });

  it("gains no more time than went by, and six hours, by any number of reports", () => {
    const more = fc.oneof(fc.nat(400), fc.constantFrom(300, 2000, 6 * 3600));
    const step = fc.record({ wait: fc.oneof(fc.nat(600), fc.constant(0)), more });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let [state, now] = [UNTOUCHED, 0];
        for (const { wait, more } of steps) {
          now += wait;
          try {
            state = afterReport(state, { position: 0, secondsSpent: state.secondsSpent + more }, at(now));
          } catch {
            // Refused: it is as it was.
          }
        }
        expect(state.secondsSpent).toBeLessThanOrEqual(6 * 3600 + now);
      }),
    );
  });

  it("keeps the best score and the first pass", () => {
    const first = afterAttempt(UNTOUCHED, { score: 0.8, passed: true }, at(1));
    const second = afterAttempt(first, { score: 0.3, passed: false }, at(2));
    expect(second).toMatchObject({ attempts: 2, bestScore: 0.8, passedAt: at(1) });
  });
});

describe("a course's progress", () => {
  const done = afterReport(UNTOUCHED, { position: 1, completed: true }, at(0));

  it("is complete with the last of its lessons, and not while more are being written", () => {
    for (const isGrowing of [false, true]) {
      const course = outline(2, isGrowing);
      const [one = "", two = ""] = course.lessonIds;
      const half = withLesson(undefined, course, { lessonId: one, state: done, now: at(0) });
      const whole = withLesson(half, course, { lessonId: two, state: done, now: at(9) });
      expect([half.completedAt, whole.completedAt]).toEqual([undefined, isGrowing ? undefined : at(9)]);
    }
  });

  it("stays complete since when it first was, however many lessons are added", () => {
    const course = outline(1);
    const [one = ""] = course.lessonIds;
    const whole = withLesson(undefined, course, { lessonId: one, state: done, now: at(0) });
    const [more, next = ""] = [{ ...course, lessonIds: [one, randomUUID()] }, randomUUID()];
    for (const lessonId of [next, ...more.lessonIds])
      expect(withLesson(whole, more, { lessonId, state: done, now: at(9) }).completedAt).toBe(at(0));
  });

  it("is 100 per cent when all is completed, and never before", () => {
    const course = outline(3);
    const read = { ...UNTOUCHED, position: 1 };
    const lessons = Object.fromEntries(course.lessonIds.map((id) => [id, read]));
    const almost = { id: course.courseId, lessons, lastLessonId: "", createdAt: at(0), updatedAt: at(0) };
    expect(shownProgress(almost, course, 1).percent).toBe(99);
    expect(shownProgress(undefined, outline(0), 1)).toMatchObject({ percent: 0, lessons: [] });
  });
});
