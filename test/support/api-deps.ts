import { inject } from "vitest";
import type { Role } from "../../functions/auth/role.ts";
import { accessTokens } from "../../functions/auth/token-issuer.ts";
import { createDeps, type Deps } from "../../functions/deps.ts";
import type { AnswerKey } from "../../functions/learning/block.ts";
import { newCourse, type StoredCourse } from "../../functions/learning/course.ts";
import { courseStore, DRAFT, type VersionName } from "../../functions/learning/course-store.ts";
import { loadConfig } from "../../functions/platform/config.ts";
import type { Caller } from "../../functions/shared/caller.ts";
import { SessionId, TenantId, UserId } from "../../functions/shared/id.ts";
import { unseal } from "../../functions/shared/sealed.ts";
import { advance, finish, type Task } from "../../functions/tasks/task.ts";
import { taskStore } from "../../functions/tasks/task-store.ts";
import { createTask } from "../../functions/tasks/track-task.ts";
import { userStore } from "../../functions/users/user-store.ts";
import { type Learner, signedInAgain } from "./client.ts";

const TENANT = "default";

let made: Deps | undefined;

/** What the functions of the stack are built from, in the test's own process. */
export function stackDeps(): Deps {
  const { env } = inject("stack");
  // Google's clients find their emulators by the environment of their process.
  for (const [name, host] of Object.entries(env))
    if (name.endsWith("_EMULATOR_HOST")) process.env[name] = host;
  made ??= createDeps(loadConfig({ ...env, LYO_LOG_LEVEL: "error" }));
  return made;
}

/** Gives somebody other roles, as an administrator would, and signs them in anew. */
export async function withRoles(learner: Learner, roles: Role[]): Promise<Learner> {
  const users = userStore(stackDeps().db, TENANT);
  await users.change(learner.userId, (user) => ({ ...user, roles, version: user.version + 1 }));
  return signedInAgain(learner);
}

/** An access token that the stack's own key has signed, some time ago or with other claims. */
export async function signedToken(
  learner: Learner,
  { secondsAgo = 0, ...claims }: { secondsAgo?: number; tenantId?: string; roles?: string[] } = {},
): Promise<string> {
  const { config, readSecret, newId } = stackDeps();
  const clock = () => new Date(Date.now() - secondsAgo * 1000);
  const revocations = { revokedBy: async () => undefined };
  const tokens = accessTokens({ config, readSecret, clock, newId, revocations });
  const caller: Caller = {
    userId: UserId.parse(learner.userId),
    sessionId: SessionId.parse(learner.tokens.sessionId),
    tenantId: TenantId.parse(claims.tenantId ?? TENANT),
    roles: claims.roles ?? ["student"],
    authTime: Math.floor(clock().getTime() / 1000),
  };
  return (await tokens.issue(caller)).accessToken;
}

/** Every answer key of a course, as stored. */
export async function answerKeys(courseId: string, version: VersionName = DRAFT): Promise<AnswerKey[]> {
  const keys = await courseStore(stackDeps().db, TENANT).answerKeys(courseId, version).all();
  return [...keys.values()].map(unseal);
}

/** What somebody's account comes to in the database: the paths of every document that is theirs, with its content. */
export async function storedFor(learner: Learner): Promise<Record<string, unknown>> {
  const { db } = stackDeps();
  const tenant = db.doc(`tenants/${TENANT}`);
  const found: Record<string, unknown> = {};
  const owned = ["courses", "sources"].map((name) =>
    tenant.collection(name).where("ownerId", "==", learner.userId).get(),
  );
  const tasks = tenant.collection(`users/${learner.userId}/tasks`).get();
  const runs = tenant.collection("runs").where("userId", "==", learner.userId).get();
  for (const { docs } of await Promise.all([...owned, tasks, runs]))
    for (const document of docs) found[document.ref.path] = document.data();
  return found;
}

/** A task that nobody works on: it changes when the test says so. */
export async function anIdleTask(learner: Learner, assignment: object = {}) {
  const deps = stackDeps();
  const id = deps.newId();
  const tasks = taskStore(deps.db, TENANT).tasks(learner.userId);
  const { userId } = learner;
  await deps.transact(TENANT)(async (unit) => {
    const more = { params: { topic: "Nothing" }, assignment, message: "Waiting for a worker." };
    createTask(deps.track(TENANT), unit, {
      id,
      userId,
      type: "course-generation",
      area: "generation",
      ...more,
    });
  });
  const change = (to: (task: Task) => Task) => tasks.change(id, to);
  const now = () => new Date().toISOString();
  return {
    taskId: id,
    listenPath: tasks.ref(id).path,
    advance: (percent: number) =>
      change((task) => advance(task, 1, now(), { percent, step: "lessons", message: `${percent} %` })),
    finish: () => change((task) => finish(task, 1, now(), { message: "Done." })),
    fail: () =>
      change((task) =>
        finish(task, 1, now(), {
          message: "Failed.",
          problem: { type: "about:blank", title: "Failed", status: 500, detail: "It failed." },
        }),
      ),
  };
}

/** Courses of somebody's, made at the given times without being written: for lists. */
export async function storedCourses(learner: Learner, createdAt: readonly string[]): Promise<string[]> {
  const deps = stackDeps();
  const store = courseStore(deps.db, TENANT).courses;
  const made = createdAt.map((at) => aStoredCourse(deps.newId(), learner.userId, at));
  await deps.transact(TENANT)(async ({ tx }) => {
    for (const course of made) store.create(tx, course.id, course);
  });
  return made.map(({ id }) => id);
}

const aStoredCourse = (id: string, ownerId: string, createdAt: string): StoredCourse =>
  newCourse({
    ...{ id, ownerId, createdAt, title: "Bees", topic: "Bees", summary: "", description: "" },
    ...{ language: "en", difficulty: "beginner", tags: [], status: "ready", visibility: "private" },
    ...{ lessonCount: 0, estimatedMinutes: 0, objectives: [] },
  });

/** Tasks of somebody's in the given states, made at one time. */
export async function storedTasks(learner: Learner, states: readonly Task["state"][]): Promise<string[]> {
  const deps = stackDeps();
  const tasks = taskStore(deps.db, TENANT).tasks(learner.userId);
  const at = new Date().toISOString();
  const made = states.map(
    (state): Task => ({
      ...{ id: deps.newId(), type: "course-generation", state, params: {}, attempts: 1, version: 1 },
      ...{ progress: { percent: 0, step: "queued", message: "" }, createdAt: at, deadlineAt: at },
    }),
  );
  await deps.transact(TENANT)(async ({ tx }) => {
    for (const task of made) tasks.create(tx, task.id, task);
  });
  return made.map(({ id }) => id);
}
