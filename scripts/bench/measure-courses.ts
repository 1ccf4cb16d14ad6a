import { z } from "zod";
import { GenerationAccepted } from "../../functions/learning/contract.ts";
import { Course } from "../../functions/learning/course.ts";
import { Task } from "../../functions/tasks/task.ts";
import { type BenchStack, bringSource, type Learner } from "./bench-stack.ts";
import { atMost, type Figure, median, ratioAtMost } from "./figure.ts";
import { followToEnd } from "./follow-to-end.ts";

const AT_ONCE = 50;
const LESSONS = 4;
const ALONE_RUNS = 3;
const SOURCES = ["photosynthesis"];

/** A course that was asked for, and how it ended for the learner who asked. */
export interface WrittenCourse {
  readonly learner: Learner;
  readonly courseId: string;
  readonly taskId: string;
}

/**
 * Fifty learners ask at the same moment for a course by the embedded engine: each has exactly one in the end, whole
 * and paid for once, and all together take no longer than one after the other.
 */
export async function measureCourses(
  bench: BenchStack,
): Promise<{ figures: Figure[]; courses: readonly WrittenCourse[] }> {
  const alone = await measureAlone(bench);
  const teacher = await bench.learner("instructor");
  const sourceId = await bringSource(teacher.api, SOURCES, "tenant");
  const learners = await Promise.all(Array.from({ length: AT_ONCE }, () => bench.learner()));
  const began = performance.now();
  const written = await Promise.allSettled(learners.map((learner) => writeCourse(bench, learner, sourceId)));
  const together = performance.now() - began;
  const courses = written.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const faults = await Promise.all(courses.map(faultOf));
  for (const fault of new Set([...faults, ...written.map(reasonOf)])) if (fault) console.error(`  ${fault}`);
  const figures: Figure[] = [
    {
      name: `course of ${LESSONS} lessons from a text, no model: POST to last lesson read`,
      value: alone,
      unit: "ms",
    },
    {
      name: `${AT_ONCE} such courses at once, against ${AT_ONCE} × one alone`,
      value: together,
      unit: "ms",
      baseline: AT_ONCE * alone,
      bar: ratioAtMost(1),
    },
    { name: "  lost or not whole", value: AT_ONCE - courses.length, unit: "", bar: atMost(0) },
    { name: "  doubled or paid for twice", value: faults.filter(Boolean).length, unit: "", bar: atMost(0) },
  ];
  return { figures, courses };
}

/** The first loads the language model of the engine and is not counted. */
async function measureAlone(bench: BenchStack): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= ALONE_RUNS; run++) {
    const learner = await bench.learner();
    const sourceId = await bringSource(learner.api, SOURCES);
    const began = performance.now();
    await writeCourse(bench, learner, sourceId);
    if (run > 0) times.push(performance.now() - began);
    await bench.stack.idle();
  }
  return median(times);
}

/** Asks for a course and reads all of it. @throws {Error} unless every lesson is there. */
async function writeCourse(bench: BenchStack, learner: Learner, sourceId: string): Promise<WrittenCourse> {
  const { api } = learner;
  const { taskId, courseId, listenPath } = await api.call(
    "POST",
    "/v1/courses/generate",
    GenerationAccepted,
    {
      topic: "How plants turn light into sugar",
      lessonCount: LESSONS,
      sourceIds: [sourceId],
    },
  );
  const { task } = await followToEnd(bench.db, listenPath);
  if (task.state !== "succeeded") throw new Error(`A course ${task.state}: ${task.problem?.detail}`);
  const list = z.object({ items: z.array(z.object({ id: z.string(), status: z.string() })) });
  const { items } = await api.call("GET", `/v1/courses/${courseId}/lessons`, list);
  const ready = items.filter(({ status }) => status === "ready");
  if (ready.length !== LESSONS) throw new Error(`A course has ${ready.length} lessons ready of ${LESSONS}.`);
  await Promise.all(
    ready.map(({ id }) => api.call("GET", `/v1/courses/${courseId}/lessons/${id}`, z.unknown())),
  );
  return { learner, courseId, taskId };
}

/** What a learner has twice, or paid for twice. */
async function faultOf({ learner, courseId }: WrittenCourse): Promise<string | undefined> {
  const { api } = learner;
  const [courses, tasks] = await Promise.all([
    api.call("GET", "/v1/courses", z.object({ items: z.array(Course) })),
    api.call("GET", "/v1/tasks", z.object({ items: z.array(Task) })),
  ]);
  const course = courses.items.find(({ id }) => id === courseId);
  const calls = course?.generation?.cost.calls;
  if (courses.items.length !== 1) return `A learner has ${courses.items.length} courses.`;
  if (tasks.items.length !== 1) return `A learner has ${tasks.items.length} tasks.`;
  if (calls !== LESSONS + 2) return `A course took ${calls} answers, not ${LESSONS + 2}.`;
  return undefined;
}

const reasonOf = (outcome: PromiseSettledResult<unknown>): string | undefined =>
  outcome.status === "rejected" ? String(outcome.reason) : undefined;
