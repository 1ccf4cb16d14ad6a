import { randomUUID } from "node:crypto";
import { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import type { AuthJobsDeps } from "./auth/bind-jobs.ts";
import { revocationView } from "./auth/revocation-view.ts";
import { permits } from "./auth/role.ts";
import { accessTokens } from "./auth/token-issuer.ts";
import { capabilityOf } from "./generation/capability.ts";
import type { GenerationJobsDeps } from "./generation/jobs.ts";
import { courseRenderer } from "./learning/course-renderer.ts";
import { courseShelf } from "./learning/course-shelf.ts";
import type { LearningJobsDeps } from "./learning/jobs.ts";
import { type Library, library } from "./learning/source-library.ts";
import { courseWriter } from "./learning/write-course.ts";
import { proposalWriter } from "./learning/write-proposal.ts";
import { type Config, loadConfig } from "./platform/config.ts";
import { firebaseAuth } from "./platform/firebase/firebase-auth.ts";
import { machinery } from "./platform/firestore/machinery.ts";
import { sendOutbox } from "./platform/firestore/outbox.ts";
import { sharedCounts } from "./platform/firestore/shared-counts.ts";
import { transactFor } from "./platform/firestore/transact.ts";
import { firestoreIdempotency } from "./platform/http/idempotency.ts";
import { rateLimiter } from "./platform/http/rate-limit.ts";
import type { HttpPorts } from "./platform/http/request.ts";
import type { ModelCall } from "./platform/inference/with-usage.ts";
import { pubsubTopic } from "./platform/pubsub/topic.ts";
import { secretManager } from "./platform/secrets/secrets.ts";
import { storageBucket } from "./platform/storage/bucket.ts";
import { cloudTasks } from "./platform/tasks/queue.ts";
import { createLog } from "./platform/telemetry/log.ts";
import type { Clock } from "./shared/clock.ts";
import { taskStore } from "./tasks/task-store.ts";
import type { UsersJobsDeps } from "./users/jobs.ts";

/** The composition root: what every area is built from, made once per instance. */
export type Deps = ReturnType<typeof createDeps>;

export function createDeps(config: Config = loadConfig()) {
  const clock: Clock = () => new Date();
  const newId = () => randomUUID();
  const log = createLog(config);
  const db = new Firestore({
    projectId: config.projectId,
    databaseId: config.database,
    ignoreUndefinedProperties: true,
  });
  const root = machinery(db);
  const outbox = { machinery: root, clock, log, publish: pubsubTopic(config), enqueue: cloudTasks(config) };
  const send = async (entries: Parameters<typeof sendOutbox>[1]) => void (await sendOutbox(outbox, entries));
  const transact = (tid: string) => transactFor({ db, machinery: root, clock, newId, send }, tid);
  const readSecret = secretManager(config);
  const tokens = accessTokens({
    config,
    readSecret,
    clock,
    newId,
    revocations: revocationView({ machinery: root, clock }),
  });
  const http: HttpPorts = {
    projectId: config.projectId,
    settings: config.settings,
    log,
    verify: tokens.verify,
    permits,
    limiter: rateLimiter({ limits: config.settings.limits, clock, log, shared: sharedCounts(db) }),
    idempotency: firestoreIdempotency({ db, clock, transact }),
  };
  const track = (tid: string) => ({ tasks: taskStore(db, tid), clock, newId });
  const libraries = new Map<string, Library>();
  const libraryOf = (tid: string): Library => {
    const known = libraries.get(tid) ?? library(db, tid);
    libraries.set(tid, known);
    return known;
  };
  const writing = (tid: string) => ({
    ...track(tid),
    courses: courseWriter(db, tid),
    proposals: proposalWriter(db, tid),
    library: libraryOf(tid),
    capability: capabilityOf(config.model.provider),
  });
  const generate = (tid: string) => ({
    ...writing(tid),
    ...config.settings.generation,
  });
  const cursorKey = async () => Buffer.from((await readSecret("cursor-key", CursorKey)).key, "base64");
  const platform = { config, clock, newId, log, db, machinery: root, outbox, transact, readSecret };
  const firebase = firebaseAuth(config);
  const buckets = bucketsOf(config);
  const files = buckets.exports;
  const reading = { shelf: courseShelf(db), render: courseRenderer() };
  const making = { ...reading, track, writing, generate };
  return { ...platform, ...making, buckets, files, tokens, http, firebase, cursorKey };
}

/** Those of `infra/buckets.yaml`. */
function bucketsOf(config: Config) {
  const bucket = (name: string) => storageBucket(config, name);
  return {
    ...{ audit: bucket("audit"), exports: bucket("exports") },
    ...{ media: bucket("media"), sources: bucket("sources") },
  };
}

const CursorKey = z.strictObject({ key: z.base64() });

/** What the workers of a generation are built from: the model is loaded by the one function that calls it. */
export async function generationDeps(deps: Deps): Promise<GenerationJobsDeps> {
  const { extractiveModel } = await import("./generation/extractive/extractive-model.ts");
  const { modelFromConfig } = await import("./platform/inference/model-from-config.ts");
  const { config, log } = deps;
  const count = (call: ModelCall) => log.info({ call }, "model call");
  const model = modelFromConfig(
    { extractive: extractiveModel, count },
    { ...config.model, project: config.projectId },
  );
  const { enqueue } = deps.outbox;
  return {
    ...deps,
    maxAttempts: await attemptsOf("generation"),
    generation: (tid) => ({
      ...deps,
      ...deps.writing(tid),
      transact: deps.transact(tid),
      model,
      modelTimeoutMs: config.model.timeoutMs,
      enqueue,
    }),
  };
}

/** What the workers of sign-in are built from. */
export async function authJobsDeps(deps: Deps): Promise<AuthJobsDeps> {
  return { ...deps, maxAttempts: await attemptsOf("mail") };
}

/** What the workers of an export are built from. */
export async function usersJobsDeps(deps: Deps): Promise<UsersJobsDeps> {
  const { loadManifests } = await import("../infra/manifests.ts");
  const keptDays = loadManifests().buckets["exports"]?.deleteAfterDays ?? 1;
  return { ...deps, enqueue: deps.outbox.enqueue, keptDays, maxAttempts: await attemptsOf("exports") };
}

/** What the workers of learning are built from: what reads files is loaded by the one function that does. */
export async function learningJobsDeps(deps: Deps): Promise<LearningJobsDeps> {
  const { fileExtractor } = await import("./learning/extract-file.ts");
  return { ...deps, extractFile: fileExtractor(), maxAttempts: await attemptsOf("sources") };
}

async function attemptsOf(queue: string): Promise<number> {
  const { loadManifests } = await import("../infra/manifests.ts");
  return loadManifests().queues[queue]?.retry.maxAttempts ?? 1;
}

let instance: Deps | undefined;

/** The instance's dependencies. Only entry points call it: everything else is given what it uses. */
export function deps(): Deps {
  instance ??= createDeps();
  return instance;
}
