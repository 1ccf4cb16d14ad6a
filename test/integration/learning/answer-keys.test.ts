import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { learningApi } from "#functions/learning/api";
import type { Published, Shelf } from "#functions/learning/course-shelf";
import { packOf } from "#functions/learning/pack";
import { answerKeys, stackDeps } from "../../support/api-deps.ts";
import { allRoutes } from "../../support/api-routes.ts";
import { type Secret, secretsIn } from "../../support/canary.ts";
import { type Subject, subjects } from "../../support/canary-courses.ts";
import { everybody } from "../../support/canary-people.ts";
import { leaksInDocuments, leaksInLogs, leaksThroughRules } from "../../support/canary-traces.ts";
import {
  answerOne,
  callAt,
  newReport,
  type Person,
  type Walk,
  walkCopies,
  walkReads,
  walkWrites,
} from "../../support/canary-walk.ts";
import { type Learner, taskEnd } from "../../support/client.ts";
import { fetched } from "../../support/export-parts.ts";
import { serveApp } from "../../support/serve-app.ts";

let all: Awaited<ReturnType<typeof everybody>>;
let about: Subject[];
let secrets: Secret[];
let walk: Walk;
const report = newReport();
/** What was found in an area that tells. */
const told = newReport();
beforeAll(async () => {
  all = await everybody();
  const { learner } = all;
  const [author, pupil, enrolled] = [learner("author"), learner("pupil"), learner("enrolled")];
  about = await subjects({ author, pupil, enrolled });
  secrets = about.flatMap((subject) => subject.secrets);
  walk = { call: callAt(inject("stack").url), people: all.people, subjects: about, answered: new Set() };
  await begun("public", "enrolled");
  await begun("pupil's draft", "pupil");
  await walkTelling();
}, 180_000);

const subjectThatIs = (state: string): Subject => {
  const found = about.find((subject) => subject.state === state);
  if (!found) throw new Error(`no course is ${state}`);
  return found;
};
const personCalled = (name: string): Person => {
  const found = all.people.find((person) => person.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};

/** Somebody answers one question, and has an attempt and a card of it. */
async function begun(state: string, name: string): Promise<void> {
  const subject = subjectThatIs(state);
  await answerOne(walk, report, { person: personCalled(name), subject });
  const items = z.object({ items: z.array(z.object({ id: z.string() })) });
  const first = async (path: string) => (await all.learner(name).read(path, items)).items[0]?.id ?? "";
  const { courseId, lessonId } = subject.ids;
  subject.ids["attemptId"] = await first(`/v1/courses/${courseId}/lessons/${lessonId}/attempts`);
  subject.ids["cardId"] = await first("/v1/reviews");
}

/** What the copies of people's data hold that they must not. */
async function leaksInCopies(learners: readonly Learner[]): Promise<string[]> {
  const found = learners.map(async (learner) => {
    const { body } = await learner.direct("POST", "/v1/users/me/export");
    const { taskId } = z.object({ taskId: z.string() }).parse(body);
    const hidden = secrets.filter(({ questionId }) => !walk.answered.has(`${learner.userId} ${questionId}`));
    return secretsIn(await fetched(await taskEnd(learner, taskId)), hidden);
  });
  return (await Promise.all(found)).flat();
}

describe("a search for what is right", () => {
  it("finds it in an area that tells it, wherever that does", () => {
    for (const path of [
      "/{lessonId}",
      "/quiz",
      "/pack",
      "/export?format=json",
      "/export?format=html",
      "/export?format=pdf",
    ])
      expect(
        told.leaks.some((leak) => leak.includes(`${path} (`)),
        path,
      ).toBe(true);
    expect(told.leaks.join("\n")).toMatch(/canary[\s\S]*told from the others/);
    expect(told.leaks.join("\n"), "what differs from another version").toMatch(/\/pack\?since=\d+ \(/);
  });

  it("finds it in what is stored, and in what is written down", async () => {
    const { ids, secrets: own } = subjectThatIs("public");
    const [word = "", right = ""] = [own[0]?.words[0], own[0]?.right[0]];
    const stray = stackDeps().db.doc(`tenants/default/courses/${ids["courseId"]}/notes/stray`);
    await stray.create({ told: word });
    expect(await leaksInDocuments([subjectThatIs("public")], [], walk.answered)).toEqual([
      expect.stringContaining(word),
    ]);
    await stray.delete();
    const folder = await mkdtemp(join(tmpdir(), "lyo-log-"));
    await writeFile(
      join(folder, "learning.log"),
      `{"message":"graded","expected":"${right}"}\n{"message":"fine"}\n`,
    );
    expect(await leaksInLogs(own, folder)).toEqual([expect.stringContaining("told from the others")]);
    await rm(folder, { recursive: true });
  });
});

/** As a stranger sees a public course, in an area of its own that says too much. */
async function walkTelling(): Promise<void> {
  const { shelf, ...deps } = stackDeps();
  const server = await serveApp(learningApi({ ...deps, shelf: tellingShelf(shelf) }));
  const people = [personCalled("stranger")];
  await walkReads({ ...walk, call: callAt(server.url), people, subjects: [subjectThatIs("public")] }, told);
  await server.stop();
}

/** Gives each question a hint that is its explanation, and an objective that names the option that is right. */
function tellingShelf(shelf: Shelf): Shelf {
  const telling = async (published: Published): Promise<Published> => {
    const keys = await answerKeys(published.course.id);
    const answers = Object.assign({}, ...keys.map(({ questions }) => questions));
    const lessons = structuredClone(published.lessons);
    for (const block of lessons.flatMap(({ blocks }) => blocks))
      for (const question of block.type === "quiz" ? block.questions : []) {
        // What was published may ask what its draft does no more.
        question.hint = answers[question.id]?.explanation;
        question.objective = answers[question.id]?.correctOptionIds[0];
      }
    return { ...published, lessons };
  };
  const told: Shelf["published"] = async (...asked) => {
    const published = await shelf.published(...asked);
    return published && telling(published);
  };
  return {
    ...shelf,
    published: told,
    pack: async (tid, courseId, { version, since }) => {
      const present = await told(tid, courseId, version);
      const former = since === undefined ? undefined : await told(tid, courseId, since);
      return present && packOf(present, former);
    },
  };
}

describe("what is right in a course", () => {
  it("is told to nobody who has not answered, by any call, in any state", { timeout: 600_000 }, async () => {
    const learners = ["author", "pupil", "enrolled", "stranger"].map(all.learner);
    await walkReads(walk, report);
    await walkCopies(walk, report, subjectThatIs("public"));
    expect(await leaksInCopies(learners)).toEqual([]);
    expect(await leaksThroughRules(about, learners, walk.answered)).toEqual([]);
    // Before most courses are removed, and after everything has been changed.
    expect(await leaksInDocuments(about, learners, walk.answered)).toEqual([]);
    await walkWrites(walk, report);
    expect(report.leaks).toEqual([]);
    expect(await leaksInDocuments(about, learners, walk.answered)).toEqual([]);
    expect(await leaksInLogs(secrets)).toEqual([]);
    // Whatever was looked for had been there to be seen.
    const { shown, called } = report;
    expect([...shown]).toEqual(expect.arrayContaining(SEEN));
    for (const call of UNSEEN) expect(shown).not.toContain(call);
    expect(
      allRoutes.map(({ endpoint }) => endpoint.route.operationId).filter((name) => !called.has(name ?? "")),
    ).toEqual([]);
  });
});

const SEEN = [
  ...[
    "getCourse",
    "getLesson",
    "getQuiz",
    "packCourse",
    "exportCourse",
    "submitAttempt",
    "syncOperations",
  ].flatMap((operation) =>
    ["public", "unlisted", "pupil's generated"].map((state) => `stranger ${operation} ${state}`),
  ),
  ...["unpublished", "archived", "public"].map((state) => `enrolled getLesson ${state}`),
  ...["generating", "failed", "draft"].map((state) => `pupil getLesson pupil's ${state}`),
  ...["getTask", "streamTask"].map((operation) => `pupil ${operation} pupil's generating`),
  ...["getAttempt", "getCard", "reviewCard"].map((operation) => `enrolled ${operation} public`),
  ...["draft", "archived", "private"].map((state) => `author getAnswerKey ${state}`),
  ...["getAnswerKey", "getQuality", "exportCourse"].map(
    (operation) => `instructor ${operation} copy of public`,
  ),
  ...[
    "anonymous getLesson public",
    "pupil getProposal pupil's proposed",
    "author changeLesson draft",
    "author duplicateCourse public",
    "nobody getOpenApi",
    "enrolled listChanges",
  ],
];
const UNSEEN = [
  ...["pupil", "enrolled", "instructor", "moderator", "admin"].map(
    (name) => `${name} getAnswerKey pupil's public`,
  ),
  ...["stranger", "instructor", "admin"].flatMap((name) =>
    ["private", "draft", "unpublished"].flatMap((state) => [
      `${name} getLesson ${state}`,
      `${name} packCourse ${state}`,
      `${name} syncOperations ${state}`,
    ]),
  ),
  ...[
    "stranger getAttempt public",
    "author getAttempt public",
    "author getCard public",
    "stranger getTask pupil's generating",
    "stranger getProposal pupil's proposed",
  ],
];
