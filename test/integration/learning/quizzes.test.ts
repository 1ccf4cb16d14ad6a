import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Answer, Attempt, AttemptSummary, questionsOf } from "#functions/learning/attempt";
import { gradeAnswers, scoreOf } from "#functions/learning/grade";
import type { Lesson } from "#functions/learning/lesson";
import { ShownQuiz } from "#functions/learning/quiz-contract";
import { seedOf } from "#functions/learning/shuffle";
import { answersTo, attempt, attemptsPath, causesOf, keyOf, toldOf } from "../../support/answers.ts";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { answerKeys, stackDeps } from "../../support/api-deps.ts";
import { answered, aPublished, aQuestion, begin, publish, write } from "../../support/authors.ts";
import { aLearner, type Learner } from "../../support/client.ts";

let author: Learner;
let ada: Learner;
beforeAll(async () => {
  [author, ada] = await Promise.all([aLearner(), aLearner()]);
});

const option = (text: string, correct = false) => ({ text, correct });
/** One question of each kind. */
const everyKind = (blocks: object[] = []) => [
  {
    type: "quiz",
    questions: [
      aQuestion(),
      {
        ...{ kind: "multiple", prompt: "Which are gases?", explanation: "They fill any room." },
        options: [option("Oxygen", true), option("Helium", true), option("Iron"), option("Gold")],
      },
      {
        ...{ kind: "trueFalse", prompt: "Leaves are green.", explanation: "Chlorophyll." },
        options: [option("True", true), option("False")],
      },
      {
        ...{ kind: "cloze", prompt: "Light is taken in by ___.", explanation: "It is the pigment." },
        acceptedTexts: ["chlorophyll", "the pigment"],
      },
    ],
  },
  ...blocks,
];

/** A published course whose one lesson asks one question of each kind. */
async function aQuiz(said: object = {}) {
  const { id } = await begin(author, { visibility: "public" });
  const lesson = await write(author, id, { blocks: everyKind(), ...said });
  const course = await publish(author, id);
  return { courseId: id, lesson, version: course.publishedVersion ?? 0 };
}

const quizOf = (learner: Learner, { courseId, id }: Lesson) =>
  learner.read(`/v1/courses/${courseId}/lessons/${id}/quiz`, ShownQuiz);
const submit = (learner: Learner, lesson: Lesson, body: unknown, headers?: Record<string, string>) =>
  learner.call("POST", attemptsPath(lesson), body, headers);

describe("a quiz", () => {
  it("is shuffled for the attempt to come, the same until it is made, and without what is right", async () => {
    const { lesson } = await aQuiz();
    const quiz = await quizOf(ada, lesson);
    expect(quiz).toMatchObject({ lessonId: lesson.id, attempt: 1, passMark: 0.7 });
    expect(quiz.seed).toBe(seedOf(ada.userId, lesson.id, 1));
    const byId = (questions: ShownQuiz["questions"]) =>
      questions
        .map((question) => ({
          ...question,
          options: question.options.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId(quiz.questions)).toEqual(byId(questionsOf(lesson)));
    expect(await quizOf(ada, lesson)).toEqual(quiz);
    await attempt(ada, lesson, await answersTo(lesson));
    const next = await quizOf(ada, lesson);
    expect([next.attempt, next.seed === quiz.seed]).toEqual([2, false]);
    const learners = stackDeps().db.collection(`tenants/default/users/${author.userId}/progress`);
    await quizOf(author, lesson);
    expect((await learners.doc(lesson.courseId).get()).exists, "asking writes nothing").toBe(false);
  });

  it("is not there in a lesson without questions, and never hangs on one", async () => {
    const { id } = await begin(author, { visibility: "public" });
    const lesson = await write(author, id, { blocks: [{ type: "text", markdown: "Read." }] });
    await publish(author, id);
    const path = `/v1/courses/${id}/lessons/${lesson.id}/quiz`;
    for (const learner of [ada, author]) {
      expect(refusalOf(await learner.call("GET", path))).toBe("409 conflict");
      const answers = [{ questionId: randomUUID(), text: "x" }];
      expect(refusalOf(await submit(learner, lesson, { answers }))).toBe("409 conflict");
    }
  });
});

describe("an attempt", () => {
  it("is graded over all questions, and tells what is right of those that were answered alone", async () => {
    const { lesson, version, courseId } = await aQuiz();
    const [single, multiple, , cloze] = questionsOf(lesson);
    const all = await answersTo(lesson);
    const chosen = multiple?.options.filter(({ text }) => ["Oxygen", "Iron"].includes(text));
    const answers: Answer[] = [
      ...all.slice(0, 1),
      { questionId: multiple?.id ?? "", optionIds: chosen?.map(({ id }) => id) },
      { questionId: cloze?.id ?? "", text: " Chlorophyl. " },
    ];
    const made = await attempt(ada, lesson, answers);
    expect(made).toMatchObject({
      ...{ courseId, lessonId: lesson.id, number: 1, first: true, version, answers },
      ...{ score: 0.5, passed: false, passMark: 0.7, seed: seedOf(ada.userId, lesson.id, 1) },
    });
    expect(made.results).toMatchObject([
      { questionId: single?.id, correct: true, credit: 1 },
      { questionId: multiple?.id, correct: false, credit: 0, explanation: "They fill any room." },
      { questionId: cloze?.id, correct: true, correctText: "chlorophyll", correctOptionIds: [] },
    ]);
    expect(JSON.stringify(made), "nothing of what was not answered").not.toContain("Chlorophyll.");
    expect(made.results[1]?.correctOptionIds).toEqual(
      (await keyOf(lesson)).questions[multiple?.id ?? ""]?.correctOptionIds,
    );
  });

  it("is kept as it was graded, for nobody else to see", async () => {
    const { lesson } = await aQuiz();
    const answer = await submit(ada, lesson, { answers: await answersTo(lesson) });
    const made = answered(answer, 201, Attempt);
    const location = answer.headers.get("location") ?? "";
    expect(location).toBe(`${attemptsPath(lesson)}/${made.id}`);
    expect(await ada.read(location, Attempt)).toEqual(made);
    const eve = await aLearner();
    expect(refusalOf(await eve.call("GET", location))).toBe("404 resource-not-found");
    const other = location.replace(lesson.id, randomUUID());
    expect(refusalOf(await ada.call("GET", other))).toBe("404 resource-not-found");
  });

  it("is listed newest first, page by page, without answers", async () => {
    const [learner, { lesson }] = await Promise.all([aLearner(), aQuiz()]);
    const answers = await answersTo(lesson);
    const empty = await learner.call("GET", attemptsPath(lesson));
    expect(empty.body).toEqual({ items: [], nextCursor: null });
    for (let n = 0; n < 3; n++) await attempt(learner, lesson, answers);
    const Page = z.object({ items: z.array(AttemptSummary), nextCursor: z.string().nullable() });
    const one = await learner.read(`${attemptsPath(lesson)}?limit=2`, Page);
    const cursor = encodeURIComponent(one.nextCursor ?? "");
    const two = await learner.read(`${attemptsPath(lesson)}?limit=2&cursor=${cursor}`, Page);
    expect([...one.items, ...two.items].map(({ number, first }) => [number, first])).toEqual([
      ...[
        [3, false],
        [2, false],
        [1, true],
      ],
    ]);
    expect(two.nextCursor).toBeNull();
    const refused = await ada.call("GET", `${attemptsPath(lesson)}?cursor=${cursor}`);
    expect(refusalOf(refused), "another's cursor").toBe("400 validation-error");
    const gone = attemptsPath({ ...lesson, id: randomUUID() });
    expect(refusalOf(await learner.call("GET", gone))).toBe("404 resource-not-found");
  });

  it("made twice at once is two, numbered one after the other, of which one is the first", async () => {
    const [learner, { lesson, courseId }] = await Promise.all([aLearner(), aQuiz()]);
    const answers = await answersTo(lesson);
    const made = await Promise.all([1, 2, 3].map(() => attempt(learner, lesson, answers)));
    expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
    expect(made.filter(({ first }) => first).map(({ number }) => number)).toEqual([1]);
    expect(new Set(made.map(({ seed }) => seed)).size).toBe(3);
    expect((await toldOf(courseId)).map(({ type }) => type)).toEqual(["course.enrolled", "quiz.passed"]);
  });

  it("repeated with its Idempotency-Key is the same one, and with other answers is refused", async () => {
    const [learner, { lesson }] = await Promise.all([aLearner(), aQuiz()]);
    const [answers, key] = [await answersTo(lesson), { "idempotency-key": randomUUID() }];
    const first = await submit(learner, lesson, { answers }, key);
    const again = await submit(learner, lesson, { answers }, key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const other = await submit(learner, lesson, { answers: answers.slice(1) }, key);
    expect(refusalOf(other)).toBe("422 idempotency-conflict");
    const { items } = z
      .object({ items: z.array(z.unknown()) })
      .parse((await learner.call("GET", attemptsPath(lesson))).body);
    expect(items).toHaveLength(1);
  });

  it("that passes first is told once, with the lesson's own pass mark", async () => {
    const [learner, { lesson, courseId }] = await Promise.all([aLearner(), aQuiz({ passMark: 0.5 })]);
    const right = await answersTo(lesson);
    const bad = await attempt(learner, lesson, right.slice(0, 1));
    const good = await attempt(learner, lesson, right.slice(0, 2));
    await attempt(learner, lesson, right);
    expect([bad.passed, good.passed, good.passMark]).toEqual([false, true, 0.5]);
    const told = (await toldOf(courseId)).filter(({ type }) => type === "quiz.passed");
    expect(told.map(({ data }) => data)).toMatchObject([
      { userId: learner.userId, lessonId: lesson.id, attemptId: good.id, number: 2, score: 0.5 },
    ]);
  });

  it("makes a card of each question that was missed, and of no other", async () => {
    const [learner, { lesson, courseId }] = await Promise.all([aLearner(), aQuiz()]);
    const questions = questionsOf(lesson);
    const missed = (kind: string) => kind === "multiple" || kind === "cloze";
    const answers = await answersTo(lesson, ({ kind }) => !missed(kind));
    await attempt(learner, lesson, answers.slice(0, 3));
    await attempt(learner, lesson, answers);
    await attempt(learner, lesson, await answersTo(lesson));
    const causes = questions.filter(({ kind }) => missed(kind)).map(({ id }) => `question/${courseId}/${id}`);
    expect(await causesOf(learner, courseId)).toEqual(causes.sort());
    const Cards = z.object({ items: z.array(z.object({ front: z.string(), back: z.string() })) });
    const { items } = await learner.read("/v1/reviews?due=now", Cards);
    expect(items).toEqual(
      expect.arrayContaining([
        {
          front: "Which are gases?\n\n- Oxygen\n- Helium\n- Iron\n- Gold",
          back: "Oxygen\nHelium\n\nThey fill any room.",
        },
        { front: "Light is taken in by ___.", back: "chlorophyll\n\nIt is the pigment." },
      ]),
    );
  });

  it("is graded by the version it was made on, whatever the author has changed since", async () => {
    const [learner, { lesson, courseId, version }] = await Promise.all([aLearner(), aQuiz()]);
    await learner.call("PUT", `/v1/courses/${courseId}/enrollment`);
    const right = await answersTo(lesson);
    const [quiz, ...others] = lesson.blocks;
    const fewer = quiz?.type === "quiz" ? [{ ...quiz, questions: quiz.questions.slice(1) }, ...others] : [];
    await author.call("PATCH", `/v1/courses/${courseId}/lessons/${lesson.id}`, { blocks: fewer });
    await publish(author, courseId);
    const now = await submit(learner, lesson, { answers: right });
    expect([refusalOf(now), ...pointersOf(now)]).toEqual(["400 validation-error", "#/answers/0/questionId"]);
    const path = `${attemptsPath(lesson)}?version=${version}`;
    const made = answered(await learner.call("POST", path, { answers: right }), 201, Attempt);
    expect(made).toMatchObject({ score: 1, version });
    const keys = await answerKeys(courseId, version);
    const key = keys.find(({ lessonId }) => lessonId === lesson.id);
    if (!key) throw new Error("the version has no key");
    const graded = gradeAnswers({ questions: questionsOf(lesson), key, language: "en" }, made.answers);
    expect(scoreOf(graded, questionsOf(lesson).length)).toBe(made.score);
    expect(await ada.call("POST", path, { answers: right }).then(refusalOf)).toBe("404 resource-not-found");
  });

  it("of an author in their own draft is graded by the draft, and shows no key before", async () => {
    const owner = await aLearner();
    const { id } = await begin(owner);
    const lesson = await write(owner, id, { blocks: everyKind() });
    const made = await attempt(owner, lesson, (await answersTo(lesson)).slice(0, 2));
    expect([made.score, made.version]).toEqual([0.5, undefined]);
    expect(made.results).toHaveLength(2);
  });

  it("that was cut off is made once at most, and leaves nothing half written", async () => {
    const [learner, { lesson, courseId }] = await Promise.all([aLearner(), aQuiz()]);
    const body = { answers: await answersTo(lesson, () => false) };
    const headers = { "idempotency-key": randomUUID() };
    for (const ms of [1, 8, 25]) {
      const signal = AbortSignal.timeout(ms);
      await learner.direct("POST", attemptsPath(lesson), { body, headers, signal }).catch(() => undefined);
    }
    await expect.poll(async () => (await submit(learner, lesson, body, headers)).status).toBe(201);
    const kept = await stackDeps().db.collection(`tenants/default/users/${learner.userId}/attempts`).get();
    expect(kept.docs.map((made) => made.get("number"))).toEqual([1]);
    expect(await causesOf(learner, courseId)).toHaveLength(4);
    expect((await toldOf(courseId)).map(({ type }) => type)).toEqual(["course.enrolled"]);
  });
});

describe("answers", () => {
  let lesson: Lesson;
  let other: Lesson;
  beforeAll(async () => {
    [{ lesson }, { lesson: other }] = await Promise.all([aQuiz(), aQuiz()]);
  });
  const ask = (n: number) => {
    const question = questionsOf(lesson)[n];
    if (!question) throw new Error(`there is no question ${n}`);
    return { questionId: question.id, optionIds: question.options.map(({ id }) => id) };
  };

  it.each<[string, () => unknown[], string[]]>([
    ["none", () => [], ["#/answers"]],
    [
      "of another lesson",
      () => [{ ...ask(0), questionId: questionsOf(other)[0]?.id }],
      ["#/answers/0/questionId"],
    ],
    [
      "to one question twice",
      () => [
        { ...ask(0), optionIds: ask(0).optionIds.slice(1, 2) },
        { ...ask(0), optionIds: ask(0).optionIds.slice(0, 1) },
      ],
      ["#/answers/1/questionId"],
    ],
    [
      "of two options where one can be right",
      () => [{ ...ask(0), optionIds: ask(0).optionIds.slice(0, 2) }],
      ["#/answers/0/optionIds"],
    ],
    ["of both true and false", () => [ask(2)], ["#/answers/0/optionIds"]],
    [
      "of an option of another question",
      () => [{ ...ask(1), optionIds: ask(0).optionIds.slice(0, 1) }],
      ["#/answers/0/optionIds/0"],
    ],
    [
      "of one option twice",
      () => [{ ...ask(1), optionIds: [ask(1).optionIds[0], ask(1).optionIds[0]] }],
      ["#/answers/0/optionIds/1"],
    ],
    ["of no option", () => [{ ...ask(1), optionIds: [] }], ["#/answers/0/optionIds"]],
    [
      "in text where one chooses",
      () => [{ questionId: ask(0).questionId, text: "Chloroplasts" }],
      ["#/answers/0/text"],
    ],
    [
      "in text and options",
      () => [{ questionId: ask(3).questionId, optionIds: [], text: "x" }],
      ["#/answers/0"],
    ],
    ["of neither", () => [{ questionId: ask(3).questionId }], ["#/answers/0"]],
    ["too long", () => [{ questionId: ask(3).questionId, text: "x".repeat(501) }], ["#/answers/0/text"]],
    ["with what is right", () => [{ ...ask(0), correct: true }], ["#/answers/0/correct"]],
    ["more than any lesson asks for", () => Array.from({ length: 501 }, () => ask(0)), ["#/answers"]],
    [
      "wrong in several places",
      () => [
        { questionId: randomUUID(), text: "x" },
        { questionId: ask(0).questionId, text: "x" },
      ],
      ["#/answers/0/questionId", "#/answers/1/text"],
    ],
  ])("%s are refused with a pointer to each fault, and nothing is kept", async (_, answers, pointers) => {
    const learner = await aLearner();
    const answer = await submit(learner, lesson, { answers: answers() });
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", ...pointers]);
    const { db } = stackDeps();
    const kept = await db.doc(`tenants/default/users/${learner.userId}`).listCollections();
    expect(kept.map(({ id }) => id)).not.toEqual(expect.arrayContaining(["attempts"]));
  });
});

describe("a stranger", () => {
  it("finds no quiz and no attempts of a course that is private, and can make none", async () => {
    const [owner, eve] = await Promise.all([aLearner(), aLearner()]);
    const { courseId, lessons } = await aPublished(owner, 1, { visibility: "private" });
    const [lesson] = lessons;
    if (!lesson) throw new Error("there is no lesson");
    const answers = await answersTo(lesson);
    const path = `/v1/courses/${courseId}/lessons/${lesson.id}`;
    for (const [method, end, body] of [
      ["GET", "/quiz"],
      ["GET", "/attempts"],
      ["POST", "/attempts", { answers }],
    ] as const)
      expect(refusalOf(await eve.call(method, `${path}${end}`, body))).toBe("404 resource-not-found");
  });
});
