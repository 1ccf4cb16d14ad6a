import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Task } from "#functions/tasks/task";
import { refusalOf } from "../../support/api-answer.ts";
import { answerKeys, stackDeps } from "../../support/api-deps.ts";
import { honeyBees } from "../../support/api-texts.ts";
import { aCard } from "../../support/cards.ts";
import {
  aCourse,
  aLearner,
  bringSource,
  type Learner,
  signedInAgain,
  taskEnd,
} from "../../support/client.ts";
import { collectionsAbout, fetched, plantFactors, secretsOf } from "../../support/export-parts.ts";

const ask = (learner: Learner, headers?: Record<string, string>) =>
  learner.call("POST", "/v1/users/me/export", undefined, headers);
const Accepted = z.object({ taskId: z.string() });
const Result = z.object({
  result: z.object({ bytes: z.number(), downloadUrl: z.url(), expiresAt: z.string() }),
});
const asked = async (learner: Learner) => Accepted.parse((await ask(learner)).body).taskId;
const taskOf = async (learner: Learner, taskId: string) =>
  Task.parse((await learner.call("GET", `/v1/tasks/${taskId}`)).body);

describe("the copy of somebody's data", () => {
  let ada: Learner;
  let eve: Learner;
  let courseId: string;
  let task: Task;
  let text: string;
  let copy: Record<string, object[]>;
  beforeAll(async () => {
    [ada, eve] = await Promise.all([aLearner(), aLearner()]);
    const sourceId = await bringSource(ada, honeyBees);
    await bringSource(eve, { title: "Eve's own", text: `${honeyBees.text} The canary of Eve.` });
    const request = { topic: "Bees", lessonCount: 1, sourceIds: [sourceId], interests: ["my garden"] };
    courseId = (await aCourse(ada, request)).courseId;
    await signedInAgain(ada);
    await ada.call("PUT", "/v1/users/me/preferences", {
      ...{ dailyGoalMinutes: 25, reminderTime: null, weeklySummary: false },
      ...{ profileVisibility: "private", reducedMotion: true },
    });
    await ada.call("POST", `/v1/reviews/${await aCard(ada)}`, { rating: "good" });
    await ada.call("PUT", "/v1/reviews/settings", { newPerDay: 7 });
    await plantFactors(ada);
    task = await taskEnd(ada, await asked(ada));
    text = await fetched(task);
    copy = JSON.parse(text);
  });

  it("is a file of the size that is told, named and labelled, and kept by nobody on its way", async () => {
    expect(task).toMatchObject({ type: "data-export", state: "succeeded", progress: { percent: 100 } });
    const answer = await ada.call("GET", `/v1/tasks/${task.id}`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { bytes, downloadUrl, expiresAt } = Result.parse(answer.body).result;
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(6.9 * 24 * 3600 * 1000);
    const seconds = Number(new URL(downloadUrl).searchParams.get("X-Goog-Expires"));
    expect(seconds).toBeGreaterThan(14 * 60);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
    const file = await fetch(downloadUrl);
    expect(file.headers.get("content-type")).toBe("application/json");
    expect(file.headers.get("content-disposition")).toMatch(/attachment.*lyo-data-.*\.json/);
    expect((await file.bytes()).byteLength).toBe(bytes);
  });

  it("holds the person, what signing in knows of them, their courses, texts, tasks and requests", () => {
    expect(copy).toMatchObject({
      about: { format: "lyo-data-export" },
      user: { id: ada.userId, email: ada.email, status: "active" },
      preferences: { dailyGoalMinutes: 25, profileVisibility: "private" },
      signIn: [{ hasPassword: true, secondFactorSince: expect.any(String), recoveryCodesLeft: 1 }],
      passkeys: [{ name: "Ada's phone", lastUsedAt: null }],
      sessions: [{ address: expect.any(String) }, { address: expect.any(String) }],
      courses: [{ id: courseId, lessons: [{ title: expect.any(String) }] }],
      sources: [{ title: honeyBees.title, text: honeyBees.text }],
      cards: [{ front: "Question 0", state: "learning", reps: 1 }],
      reviews: [{ rating: "good", outcome: "introduced" }],
      reviewSettings: [{ newPerDay: 7 }],
      courseRequests: [{ courseId, brief: { topic: "Bees", interests: ["my garden"] } }],
    });
    expect(copy["tasks"]?.map((each) => ("type" in each ? each.type : "")).sort()).toEqual([
      "course-generation",
      "data-export",
    ]);
    const mails = copy["mails"]?.map((mail) => ("kind" in mail ? mail.kind : ""));
    expect(mails).toEqual(expect.arrayContaining(["verification", "data-export"]));
  });

  it("tells what they did and from where, though the log itself has that encrypted", () => {
    const requested = copy["activity"]?.filter((act) => "action" in act && act.action === "export.requested");
    expect(requested).toMatchObject([
      { byYou: true, outcome: "success", address: expect.stringMatching(/^[\d.:a-f]+$/) },
    ]);
  });

  it("holds nothing of anybody else's", () => {
    expect(text).not.toContain("canary of Eve");
    expect(text).not.toContain(eve.userId);
    expect(text).not.toContain(eve.email);
  });

  it("holds nothing that signs in or forges what does, and no answer key", async () => {
    const keys = (await answerKeys(courseId)).flatMap(({ questions }) => Object.values(questions));
    expect(keys.length).toBeGreaterThan(0);
    for (const { explanation } of keys) expect(text).not.toContain(JSON.stringify(explanation).slice(1, -1));
    const secrets = [...(await secretsOf(ada)), ada.tokens.refreshToken, ada.tokens.accessToken];
    // Hash, two sessions, one mailed link, two of the audit log, two tokens.
    expect(secrets).toHaveLength(8);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toContain("canary");
    expect(text).not.toMatch(/passwordHash|nonce|auditKey|auditId|correctOptionIds|correctText/);
  });

  it("tells of every collection that says whose a document is, or this test says why not", async () => {
    const toldAs: Record<string, string> = {
      ...{ users: "user", credentials: "signIn", sessions: "sessions", mails: "mails", tasks: "tasks" },
      ...{ oneTimeTokens: "mailedLinks", auditLog: "activity", courses: "courses", sources: "sources" },
      ...{ runs: "courseRequests", usage: "usage", preferences: "preferences", passkeys: "passkeys" },
      shares: "shares",
      ...{ cards: "cards", reviews: "reviews", settings: "reviewSettings" },
    };
    const leftOut = {
      emailAddresses: "holds what the user's own document does, behind a keyed hash",
      grants: "says what their sessions do",
      exports: "counts what their tasks tell",
      courseTerms: "the words of their own courses, as they are looked up",
      rankings: "which courses stood in what order, for an hour",
      idempotency: "named by a hash that leads back to nobody",
    };
    const found = await collectionsAbout(ada);
    expect(found).toEqual(expect.arrayContaining(["users", "courses", "tasks", "auditLog"]));
    expect(found.filter((name) => !(name in toldAs) && !(name in leftOut))).toEqual([]);
    for (const part of Object.values(toldAs)) expect(copy).toHaveProperty(part);
  });

  it("is linked to by GET of the task alone, and never in the database", async () => {
    const stored = await stackDeps().db.doc(`tenants/default/users/${ada.userId}/tasks/${task.id}`).get();
    expect(Object.keys(stored.get("result")).sort()).toEqual(["bytes", "expiresAt"]);
    const { body } = await ada.call("GET", "/v1/tasks?type=data-export");
    expect(JSON.stringify(body)).not.toContain("X-Goog");
    expect(text).not.toContain("X-Goog");
  });

  it("is nobody else's to see", async () => {
    expect(refusalOf(await eve.call("GET", `/v1/tasks/${task.id}`))).toBe("404 resource-not-found");
    expect(refusalOf(await eve.call("DELETE", `/v1/tasks/${task.id}`))).toBe("404 resource-not-found");
  });
});

describe("asking for a copy", () => {
  it("is accepted at once, audited, and told by mail", async () => {
    const ada = await aLearner();
    const answer = await ask(ada);
    const { taskId } = Accepted.parse(answer.body);
    expect([answer.status, answer.headers.get("location"), answer.headers.get("retry-after")]).toEqual([
      202,
      `/v1/tasks/${taskId}`,
      "2",
    ]);
    const mails = await stackDeps()
      .db.collection("tenants/default/mails")
      .where("userId", "==", ada.userId)
      .get();
    expect(mails.docs.filter((mail) => mail.get("kind") === "data-export")).toHaveLength(1);
    await taskEnd(ada, taskId);
  });

  it("of many taps at once makes one", async () => {
    const ada = await aLearner();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(ada)));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(202));
    const ids = new Set(answers.map(({ body }) => Accepted.parse(body).taskId));
    // One that ended in between makes room for the next; two at work there never are.
    const tasks = await Promise.all([...ids].map((id) => taskEnd(ada, id)));
    const spans = tasks.map((each) => [each.createdAt, each.finishedAt ?? ""] as const).sort();
    for (const [index, [began]] of spans.entries())
      if (index > 0) expect(began >= (spans[index - 1]?.[1] ?? "")).toBe(true);
    expect(tasks.map(({ state }) => state)).toEqual(tasks.map(() => "succeeded"));
  });

  it("with the same key is answered the same, whatever became of the task", async () => {
    const ada = await aLearner();
    const headers = { "idempotency-key": "copy-1" };
    const first = await ask(ada, headers);
    await taskEnd(ada, Accepted.parse(first.body).taskId);
    const again = await ask(ada, headers);
    expect([again.status, again.body, again.headers.get("idempotency-replayed")]).toEqual([
      202,
      first.body,
      "true",
    ]);
  });

  it("is refused after five in a day, and says when the next may be", async () => {
    const ada = await aLearner();
    for (let made = 0; made < 5; made++) await taskEnd(ada, await asked(ada));
    const answer = await ask(ada);
    expect(refusalOf(answer)).toBe("429 quota-exceeded");
    const seconds = Number(answer.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(23 * 3600);
    expect(seconds).toBeLessThanOrEqual(24 * 3600);
  });
});

describe("removing the task of a copy", () => {
  it("removes its file too", async () => {
    const ada = await aLearner();
    const task = await taskEnd(ada, await asked(ada));
    const { result } = await taskOf(ada, task.id);
    const url = result && "downloadUrl" in result ? (result.downloadUrl ?? "") : "";
    expect((await fetch(url)).status).toBe(200);
    expect((await ada.call("DELETE", `/v1/tasks/${task.id}`)).status).toBe(204);
    expect((await fetch(url)).status).toBe(404);
  });
});
