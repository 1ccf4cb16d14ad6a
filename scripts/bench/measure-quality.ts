import { extractiveModel } from "../../functions/generation/extractive/extractive-model.ts";
import type { Coursework, LessonText } from "../../functions/quality/coursework.ts";
import { judgeCoursework } from "../../functions/quality/judge-coursework.ts";
import { readBriefs } from "../eval/brief.ts";
import { writeCourse } from "../eval/write-course.ts";
import { atMost, type Figure, median, ratioAtMost } from "./figure.ts";

const LESSONS = 12;
const RUNS = 9;
const LARGER = 4;

/** How long the whole gate takes for a course, and that four times the course takes about four times as long. */
export async function measureQuality(): Promise<Figure[]> {
  const model = extractiveModel();
  const lessons: LessonText[] = [];
  for (const brief of await readBriefs()) {
    if (lessons.length >= LESSONS * LARGER) break;
    lessons.push(...(await writeCourse(model, brief)).after.lessons);
  }
  const course = courseOf(lessons.slice(0, LESSONS));
  const large = courseOf(lessons.slice(0, LESSONS * LARGER));
  timed(course);
  const small = timed(course);
  return [
    {
      name: `the whole gate for a course of ${LESSONS} lessons`,
      value: small,
      unit: "ms",
      bar: atMost(1000),
    },
    {
      name: `  of ${large.lessons.length} lessons, ${large.lessons.flatMap(({ items }) => items).length} questions, against ${LARGER} × that`,
      value: timed(large),
      unit: "ms",
      baseline: LARGER * small,
      bar: ratioAtMost(2),
    },
  ];
}

const courseOf = (lessons: readonly LessonText[]): Coursework => ({
  ...{ title: "All", language: "en", difficulty: "intermediate", objectives: [], grounded: true },
  lessons: [...lessons],
});

/** Anew each time: what a rule remembers of a text belongs to the object. */
function timed(course: Coursework): number {
  const times = Array.from({ length: RUNS }, () => {
    const fresh = structuredClone(course);
    const began = performance.now();
    judgeCoursework(fresh);
    return performance.now() - began;
  });
  return median(times);
}
