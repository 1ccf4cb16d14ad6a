import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { AnswerKey, Block } from "../../functions/learning/block.ts";
import type { StoredCourse } from "../../functions/learning/course.ts";
import { courseStore } from "../../functions/learning/course-store.ts";
import { proposalStore } from "../../functions/learning/proposal-store.ts";
import { seal, unseal } from "../../functions/shared/sealed.ts";
import { anIdleTask, answerKeys, stackDeps } from "./api-deps.ts";
import { honeyBees } from "./api-texts.ts";
import { aQuestion, begin, publish, write } from "./authors.ts";
import type { Secret } from "./canary.ts";
import { aCourse, bringSource, type Learner, taskEnd } from "./client.ts";
import { aBrief } from "./drafts.ts";

const TENANT = "default";

/** A course in one of the states a course can be in, whose keys are full of canaries. */
export interface Subject {
  readonly state: string;
  readonly owner: Pick<Learner, "userId">;
  /** What stands in the place of a path's parameters. */
  readonly ids: Record<string, string>;
  /** What was published of it, oldest first. */
  readonly versions: readonly number[];
  readonly blocks: readonly Block[];
  readonly secrets: readonly Secret[];
}

const canary = (): string => `canary${aWord()}`;
const aWord = (): string => randomUUID().replaceAll("-", "").slice(0, 12);
/** What is in an option cannot be secret; who names some options and not the others tells them apart. */
const marked = <T extends { readonly text: string }>(option: T) => ({
  ...option,
  text: `option${aWord()} ${option.text}`,
});

/** So long that a report on the course's quality quotes it, to those who may see it. */
const LONG = "Chloroplasts, which hold the green pigment that takes in the light a leaf is struck by";

/** One question of each kind; the words of its key are canaries. */
const questions = () => [
  { ...aQuestion(LONG), options: aQuestion(LONG).options.map(marked), explanation: canary() },
  {
    ...{ kind: "multiple", prompt: "Which are taken in?", explanation: canary() },
    options: ["Red", "Green", "Blue"].map((text) => marked({ text, correct: text !== "Green" })),
  },
  {
    ...{ kind: "trueFalse", prompt: "Leaves need light.", explanation: canary() },
    options: [
      { text: "True", correct: true },
      { text: "False", correct: false },
    ],
  },
  {
    ...{ kind: "cloze", prompt: "The leaf makes ___.", acceptedTexts: [canary(), canary()] },
    explanation: canary(),
  },
];

/** A course by hand, of one lesson. */
async function written(owner: Learner, said: object = {}) {
  const { id } = await begin(owner, said);
  const blocks = [
    { type: "text", markdown: "Plants turn **light** into sugar." },
    { type: "quiz", questions: questions() },
  ];
  const lesson = await write(owner, id, { title: "Light", blocks });
  return { courseId: id, lessonId: lesson.id };
}

/** A course that was written from a source; canaries take the place of its explanations. */
async function generated(owner: Learner) {
  const sourceId = await bringSource(owner, honeyBees);
  const wanted = { topic: "Honey bees", lessonCount: 1, sourceIds: [sourceId], visibility: "public" };
  const { courseId, taskId } = await aCourse(owner, wanted);
  const keys = courseStore(stackDeps().db, TENANT).answerKeys(courseId);
  const before = await answerKeys(courseId);
  for (const key of before) {
    await stackDeps().transact(TENANT)(async ({ tx }) => keys.set(tx, key.lessonId, seal(withCanaries(key))));
  }
  return { courseId, taskId, sourceId, before };
}

const withCanaries = (key: AnswerKey): AnswerKey => ({
  ...key,
  questions: Object.fromEntries(
    Object.entries(key.questions).map(([id, answer]) => [id, { ...answer, explanation: canary() }]),
  ),
});

/** A course as it is while a task writes it, or after that failed: one lesson is there, another is not. */
async function unfinished(owner: Learner, status: "generating" | "partial") {
  const { courseId } = await written(owner);
  const { taskId, advance, fail } = await anIdleTask(owner, { courseId, brief: aBrief(), sourceIds: [] });
  await advance(40);
  if (status === "partial") await fail();
  const generation = {
    ...{ taskId, model: "none", grounded: false, degraded: true, notes: [] },
    cost: { calls: 0, promptTokens: 0, completionTokens: 0, seconds: 0 },
  };
  await courseStore(stackDeps().db, TENANT).courses.change(
    courseId,
    (course): StoredCourse => ({ ...course, status, lessonCount: 2, generation }),
  );
  return { courseId, taskId };
}

/** A generated course whose lesson was written anew; nobody has agreed to that yet. */
async function proposed(owner: Learner): Promise<Made> {
  const { courseId, sourceId } = await generated(owner);
  const lessonIds = (await answerKeys(courseId)).map(({ lessonId }) => lessonId);
  const { body } = await owner.call("POST", `/v1/courses/${courseId}/regenerate`, { lessonIds });
  const { taskId } = z.object({ taskId: z.string() }).parse(body);
  await taskEnd(owner, taskId);
  const store = proposalStore(stackDeps().db, TENANT);
  const keys = store.answerKeys(courseId, taskId);
  const [lesson] = await store.lessons(courseId, taskId).find((all) => all);
  const key = lesson && (await keys.get(lesson.id));
  if (!lesson || !key) throw new Error("nothing is asked anew");
  const planted = withCanaries(unseal(key));
  await stackDeps().transact(TENANT)(async ({ tx }) => keys.set(tx, lesson.id, seal(planted)));
  return { courseId, sourceId, taskId, secrets: secretsOf(courseId, planted, lesson.blocks, [unseal(key)]) };
}

interface Made {
  readonly courseId: string;
  readonly taskId?: string;
  readonly sourceId?: string;
  /** Besides those of the course itself. */
  readonly secrets?: readonly Secret[];
  /** The keys before canaries took the place of explanations: while it was written, those may have been told. */
  readonly before?: readonly AnswerKey[];
}

/** Every state, and how a course comes into it. `enrol` has somebody begin it. */
const STATES: Readonly<Record<string, (owner: Learner, enrol: Enrol) => Promise<Made>>> = {
  draft: (owner) => written(owner),
  public: async (owner, enrol) => enrol(await issued(owner, "public")),
  unlisted: async (owner, enrol) => enrol(await issued(owner, "unlisted")),
  private: async (owner, enrol) => {
    const made = await enrol(await issued(owner, "unlisted"));
    await owner.call("PATCH", `/v1/courses/${made.courseId}`, { visibility: "private" });
    return made;
  },
  unpublished: async (owner, enrol) => {
    const made = await enrol(await issued(owner, "public"));
    await owner.call("POST", `/v1/courses/${made.courseId}/unpublish`);
    return made;
  },
  archived: async (owner, enrol) => {
    const made = await enrol(await issued(owner, "public"));
    await owner.call("POST", `/v1/courses/${made.courseId}/archive`);
    return made;
  },
  generated: async (owner, enrol) => {
    const made = await generated(owner);
    await publish(owner, made.courseId);
    return enrol(made);
  },
  proposed,
  generating: (owner) => unfinished(owner, "generating"),
  failed: (owner) => unfinished(owner, "partial"),
};

type Enrol = <T extends Made>(made: T) => Promise<T>;

/** In two editions, which say of one lesson not quite the same. */
async function issued(owner: Learner, visibility: string): Promise<Made> {
  const { courseId, lessonId } = await written(owner, { visibility });
  await publish(owner, courseId);
  await owner.call("PATCH", `/v1/courses/${courseId}/lessons/${lessonId}`, { summary: "Of leaves" });
  await publish(owner, courseId);
  return { courseId };
}

/** Those of the author's courses, and of the pupil's, who had some written and learns from what they own. */
const OF_AUTHOR = ["draft", "public", "unlisted", "private", "unpublished", "archived"];
const OF_PUPIL = ["draft", "public", "generated", "proposed", "generating", "failed"];

interface Cast {
  readonly author: Learner;
  readonly pupil: Learner;
  readonly enrolled: Learner;
}

/** Courses in every state, begun by `enrolled` where others may begin them. */
export async function subjects({ author, pupil, enrolled }: Cast): Promise<Subject[]> {
  const enrol: Enrol = async (made) => {
    const { status } = await enrolled.direct("PUT", `/v1/courses/${made.courseId}/enrollment`);
    if (status !== 204) throw new Error(`enrolling was answered ${status}`);
    return made;
  };
  const of = (owner: Learner, states: readonly string[], whose = "") =>
    states.map(async (state) => {
      const make = STATES[state];
      if (!make) throw new Error(`no course is ${state}`);
      return subjectOf(`${whose}${state}`, owner, await make(owner, enrol));
    });
  return Promise.all([...of(author, OF_AUTHOR), ...of(pupil, OF_PUPIL, "pupil's ")]);
}

async function subjectOf(state: string, owner: Learner, made: Made): Promise<Subject> {
  const { secrets: more = [], before = [], ...things } = made;
  const { courseId } = things;
  const lessons = z.object({ items: z.array(z.object({ id: z.string() })) });
  const [first] = (await owner.read(`/v1/courses/${courseId}/lessons`, lessons)).items;
  const lessonId = first?.id ?? "";
  const store = courseStore(stackDeps().db, TENANT);
  const lesson = await store.lessons(courseId).get(lessonId);
  const versions = await store.versions(courseId).find((all) => all.orderBy("version"));
  const blocks = lesson?.blocks ?? [];
  const own = (await answerKeys(courseId)).flatMap((key) => secretsOf(courseId, key, blocks, before));
  const secrets = [...more, ...own];
  if (secrets.length === 0) throw new Error(`the course that is ${state} has no questions`);
  const blockId = blocks.find(({ type }) => type === "quiz")?.id ?? "";
  return {
    ...{ state, owner, blocks, secrets, ids: { ...things, lessonId, blockId } },
    versions: versions.map(({ version }) => version),
  };
}

function secretsOf(
  courseId: string,
  key: AnswerKey,
  blocks: readonly Block[],
  before: readonly AnswerKey[],
): Secret[] {
  const asked = blocks.flatMap((block) => (block.type === "quiz" ? block.questions : []));
  return Object.entries(key.questions).map(([questionId, answer]) => {
    const options = asked.find(({ id }) => id === questionId)?.options ?? [];
    const right = options.filter(({ id }) => answer.correctOptionIds.includes(id));
    const wrong = options.filter(({ id }) => !answer.correctOptionIds.includes(id));
    const marksOf = (some: typeof options) => some.flatMap(({ text }) => text.match(/option\w{12}/g) ?? []);
    return {
      ...{ courseId, questionId },
      words: [
        ...(JSON.stringify(answer).match(/canary\w{12}/g) ?? []),
        ...before.flatMap(({ questions }) => questions[questionId]?.explanation ?? []),
      ],
      ...{ right: right.map(({ id }) => id), wrong: wrong.map(({ id }) => id) },
      marks: { right: marksOf(right), wrong: marksOf(wrong) },
    };
  });
}
