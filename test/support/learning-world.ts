import { randomUUID } from "node:crypto";
import { addLesson } from "../../functions/learning/add-lesson.ts";
import { type Answer, questionsOf, type StoredAttempt } from "../../functions/learning/attempt.ts";
import { cardStore } from "../../functions/learning/card-store.ts";
import { courseShelf } from "../../functions/learning/course-shelf.ts";
import { courseStore } from "../../functions/learning/course-store.ts";
import { createCourse } from "../../functions/learning/create-course.ts";
import { editLesson } from "../../functions/learning/edit-lesson.ts";
import { enrollLearner, unenrollLearner } from "../../functions/learning/enroll-learner.ts";
import { learnerStore } from "../../functions/learning/learner-store.ts";
import type { Lesson } from "../../functions/learning/lesson.ts";
import type { BlockInput } from "../../functions/learning/manuscript.ts";
import type { Progress } from "../../functions/learning/progress.ts";
import { publishCourse } from "../../functions/learning/publish-course.ts";
import { reportProgress } from "../../functions/learning/report-progress.ts";
import { library } from "../../functions/learning/source-library.ts";
import { submitAttempt } from "../../functions/learning/submit-attempt.ts";
import { courseWriter } from "../../functions/learning/write-course.ts";
import { Problem } from "../../functions/shared/problem.ts";
import { toldOf } from "./answers.ts";
import { stackDeps } from "./api-deps.ts";

/** Something that a learner's device or the author does. */
export type Act =
  | { readonly kind: "report"; readonly lesson: number; readonly position: number; readonly seconds: number }
  | { readonly kind: "complete" | "rewrite"; readonly lesson: number }
  | { readonly kind: "attempt"; readonly lesson: number; readonly right: readonly boolean[] }
  | { readonly kind: "extend" | "publish" | "enroll" | "leave" };

export type World = Awaited<ReturnType<typeof aWorld>>;

const tid = "default";

const quiz = (salt: string): BlockInput[] => [
  {
    type: "quiz",
    questions: [
      {
        ...{ kind: "single", prompt: `What is ${salt}?`, explanation: "So it is." },
        options: ["This", "That"].map((text, n) => ({ text: `${text} of ${salt}`, correct: n === 0 })),
      },
      { kind: "cloze", prompt: `${salt} is ___.`, options: [], acceptedTexts: [`word${salt}`] },
    ],
  },
  { type: "flashcards", cards: [{ front: salt, back: `About ${salt}` }] },
];

/** A course of an author's and a learner of it, on the stack's database, without the HTTP around them. */
export async function aWorld() {
  const { db, clock, newId, transact } = stackDeps();
  const [author, learner] = [randomUUID(), randomUUID()];
  const deps = {
    ...{ tid, db, clock, newId, transact: transact(tid), courses: courseStore(db, tid) },
    ...{ writer: courseWriter(db, tid), learners: learnerStore(db, tid), cards: cardStore(db, tid) },
    library: library(db, tid),
  };
  /** As of an instance that just started: it holds nothing of what was published. */
  const fresh = () => ({ ...deps, shelf: courseShelf(db) });
  const { id: courseId } = await createCourse(deps, {
    userId: author,
    course: {
      ...{ title: "All", summary: "", description: "", language: "en", difficulty: "beginner" },
      ...{ tags: [], objectives: [], visibility: "public" },
    },
  });
  const write = (title: string) =>
    addLesson(deps, {
      ...{ userId: author, courseId },
      lesson: { title, summary: "", objectives: [], blocks: quiz(title) },
    });
  const publish = () => publishCourse(deps, { userId: author, courseId });
  await write("one");
  await write("two");
  await publish();
  const reading = { userId: learner, courseId };
  const head = async () => {
    const course = await deps.courses.courses.get(courseId);
    if (!course) throw new Error("the course is gone");
    return course;
  };
  const lessonsAt = (version: number): Promise<Lesson[]> =>
    deps.courses.lessons(courseId, version).find((all) => all.orderBy("order"));
  /** The lesson a learner sees at a place. */
  const lessonAt = async (place: number) => {
    const lessons = await lessonsAt((await head()).publishedVersion ?? 0);
    const lesson = lessons[place % lessons.length];
    if (!lesson) throw new Error("the version has no lesson");
    return lesson;
  };
  const acts: { [K in Act["kind"]]: (act: Extract<Act, { kind: K }>) => Promise<unknown> } = {
    report: async ({ lesson, position, seconds: secondsSpent }) =>
      reportProgress(fresh(), {
        ...{ ...reading, lessonId: (await lessonAt(lesson)).id },
        report: { position, secondsSpent },
      }),
    complete: async ({ lesson }) =>
      reportProgress(fresh(), {
        ...{ ...reading, lessonId: (await lessonAt(lesson)).id },
        report: { position: 1, completed: true },
      }),
    attempt: async ({ lesson, right }) => {
      const asked = await lessonAt(lesson);
      const answers = answersFor(asked, right);
      return submitAttempt(fresh(), { ...reading, lessonId: asked.id, answers });
    },
    rewrite: async ({ lesson }) => {
      const { id: lessonId, blocks } = await lessonAt(lesson);
      const kept = blocks.flatMap((block) => (block.type === "quiz" ? block.questions.slice(1) : []));
      const word = `w${newId().slice(0, 6)}`;
      const [made, ...others] = quiz(word);
      const asked = made?.type === "quiz" ? made.questions : [];
      const change: BlockInput[] = [
        { type: "quiz", questions: [...kept.slice(0, 2).map((each) => ({ ...each })), ...asked.slice(0, 1)] },
        ...others,
      ];
      return editLesson(deps, { ...reading, userId: author, lessonId, change: { blocks: change } });
    },
    extend: () => write(`more${newId().slice(0, 6)}`),
    publish,
    enroll: () => enrollLearner(fresh(), reading),
    leave: () => unenrollLearner(fresh(), reading),
  };
  return {
    /** Does it; a refusal that we chose is as good an end as any, and anything else is a fault. */
    act: async <A extends Act>(act: A): Promise<void> => {
      // The entry of a kind takes the acts of that kind.
      const done = (acts[act.kind] as (act: A) => Promise<unknown>)(act);
      await done.catch((error: unknown) => {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
      });
    },
    picture: async () => {
      const [progress, attempts, cards, enrollment, course, told] = await Promise.all([
        deps.learners.progress(learner).get(courseId),
        deps.learners.attempts(learner).find((all) => all),
        deps.cards.cards(learner).find((all) => all),
        deps.learners.enrollments(learner).get(courseId),
        head(),
        toldOf(courseId),
      ]);
      return { progress, attempts, causes: cards.map(({ cause }) => cause), enrollment, course, told };
    },
    courseId,
    lessonsAt,
    /** What an attempt was graded against. */
    quizAt: async ({ version = 0, lessonId }: StoredAttempt) => {
      const [lesson, key] = await Promise.all([
        deps.courses.lessons(courseId, version).get(lessonId),
        deps.courses.answerKeys(courseId, version).get(lessonId),
      ]);
      if (!lesson || !key) throw new Error(`version ${version} is without lesson ${lessonId}`);
      return { lesson, key };
    },
  };
}

/** Answers to some of a lesson's questions, each right or wrong; a question without a word is left out. */
function answersFor(lesson: Lesson, right: readonly boolean[]): Answer[] {
  return questionsOf(lesson).flatMap((question, index): Answer[] => {
    const isRight = right[index];
    if (isRight === undefined) return [];
    const { id: questionId, prompt, options } = question;
    if (options.length === 0) {
      const word = /^(\S+) is ___/.exec(prompt)?.[1] ?? "";
      return [{ questionId, text: isRight ? `word${word}` : "xyz" }];
    }
    const wanted = options.find(({ text }) => text.startsWith(isRight ? "This" : "That"));
    return wanted ? [{ questionId, optionIds: [wanted.id] }] : [];
  });
}

export type Picture = Awaited<ReturnType<World["picture"]>>;

/** What may never fall, as one row of numbers for each lesson. */
export function heightsOf(progress: Progress | undefined): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(progress?.lessons ?? {}).map(([id, state]) => [
      id,
      [
        ...[state.position, state.secondsSpent, state.attempts, state.bestScore ?? 0],
        ...[Number(state.completedAt !== undefined), Number(state.passedAt !== undefined)],
      ],
    ]),
  );
}
