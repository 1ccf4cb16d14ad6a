import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { deployed } from "../../functions/areas.ts";
import { newSecrets } from "../../functions/auth/new-secrets.ts";
import { accessTokens } from "../../functions/auth/token-issuer.ts";
import { SessionId, TenantId, UserId } from "../../functions/shared/id.ts";
import type { Task } from "../../functions/tasks/task.ts";
import type { DisturbPush } from "../../infra/local/pubsub-pusher.ts";
import { type Stack, startStack } from "../../infra/local/stack.ts";
import type { Deliver, Delivery, Send } from "../../infra/local/tasks/delivery.ts";
import { stepOf } from "./fault-deliveries.ts";
import { hurriedManifests, LANES, laneName, lanePath, MODEL_TIMEOUT_MS } from "./fault-settings.ts";
import { type GemmaServer, startGemmaServer } from "./gemma-server.ts";

export const TENANT = TenantId.parse("default");

/** Somebody with a model server of their own; their jobs go to one instance. */
export interface Learner {
  readonly userId: string;
  readonly token: string;
  readonly gemma: GemmaServer;
  /** The instance of `generation-jobs` that does their jobs. */
  readonly lane: number;
  /** Stands between the queue and the functions for their jobs; may be set at any time. */
  deliver: Deliver;
  /** What the function answered to each delivery of their jobs. */
  readonly answered: { readonly step: string; readonly status: number; readonly ms: number }[];
  /** Orders the process that reaches this point of their work to die there, once. */
  killAt(point: string): Promise<void>;
}

/** Many times what the slowest of these runs takes on a busy machine. */
export const PATIENCE_MS = 50_000;

/** One course being written for one learner, by the API and nothing else. */
export interface FaultRun {
  readonly learner: Learner;
  readonly taskId: string;
  readonly courseId: string;
  task(): Promise<Task>;
  /** The task as it ended, once it has. */
  ended(): Promise<Task>;
  cancel(): Promise<Task>;
  retry(): Promise<Task>;
  /** `ended`, and what follows from it is done: its news is sent, each attempt is on the learner's account. */
  accounted(): Promise<Task>;
}

export interface LearnerOptions {
  /** The instance that does their jobs; 0 is `generation-jobs` itself. */
  readonly lane?: number;
  readonly latencyMs?: number;
  /** Of their model's calls, when it is to be shorter than the stack's. */
  readonly modelTimeoutMs?: number;
  readonly deliver?: Deliver;
}

export interface FaultStack {
  readonly stack: Stack;
  /** All that was begun here. */
  readonly runs: FaultRun[];
  /** How long a run may take before it counts as lost. */
  readonly patienceMs: number;
  readonly db: Firestore;
  learner(options?: LearnerOptions): Promise<Learner>;
  /** Lets one at a time use an instance that is to be killed. */
  onLane<T>(work: (lane: number) => Promise<T>): Promise<T>;
  /** Drains an instance and starts another in its place, which takes what is delivered from now on. */
  replace(lane: number): Promise<void>;
  /** Ends an instance as a crash would. */
  kill(lane: number): void;
  /** How often the instance was killed, or found dead and replaced: at least as often as it died. */
  deathsOf(lane: number): number;
  stop(): Promise<void>;
}

const straight: Deliver = (delivery, send) => send(delivery);
const COMPILED = join(import.meta.dirname, "../../node_modules/.cache/lyo-fault");
const NEEDED = new Set(["learning", "tasks", "system-jobs", "generation-jobs"]);

/** A stack whose functions can be made to die at any point, with several instances of the one that generates. */
export async function startFaultStack(
  options: { disturbPush?: DisturbPush; lanes?: number; modelTimeoutMs?: number; patienceMs?: number } = {},
): Promise<FaultStack> {
  const { lanes = LANES, modelTimeoutMs = MODEL_TIMEOUT_MS } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "lyo-fault-"));
  const orders = join(dataDir, "orders");
  await mkdir(COMPILED, { recursive: true });
  await mkdir(join(dataDir, "stack"));
  // Each stack begins with no data, but none need compile the same functions again.
  await symlink(COMPILED, join(dataDir, "stack", "compile-cache"));
  const learners = new Map<string, Learner>();
  const instances = instancesOf(() => stack);
  const secrets = await newSecrets();
  const stack: Stack = await startStack({
    functions: [
      ...deployed.filter(({ name }) => NEEDED.has(name)),
      ...Array.from({ length: lanes }, (_, i) => ({
        name: laneName(i + 1),
        paths: [`${lanePath(i + 1)}/*`],
      })),
    ],
    source: join(import.meta.dirname, "fault-functions"),
    ...{ port: 0, dataDir: join(dataDir, "stack"), fresh: true, save: false, scheduled: false },
    manifests: hurriedManifests(),
    secrets: Object.fromEntries(Object.entries(secrets).map(([name, key]) => [name, JSON.stringify(key)])),
    env: {
      LYO_LOG_LEVEL: "warn",
      LYO_FAULT_DIR: orders,
      LYO_MODEL_TIMEOUT_MS: String(modelTimeoutMs),
    },
    ...(options.disturbPush && { disturbPush: options.disturbPush }),
    deliverTask: (delivery, send) => {
      const learner = learners.get(ownerOf(delivery));
      if (!learner) return send(delivery);
      return learner.deliver(delivery, async (each) => {
        const began = performance.now();
        const status = await instances.sendTo(learner.lane, send)(each);
        learner.answered.push({ step: stepOf(each), status, ms: Math.round(performance.now() - began) });
        return status;
      });
    },
  });
  const db = firestoreOf(stack);
  const issue = issuer(stack, secrets);
  const free = Array.from({ length: lanes }, (_, i) => i + 1);
  const waiting: ((lane: number) => void)[] = [];
  return {
    stack,
    db,
    runs: [],
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    deathsOf: instances.deathsOf,
    replace: instances.replace,
    kill: instances.kill,
    learner: async (wishes = {}) => {
      const { lane = 0, latencyMs = 0, deliver: own = straight } = wishes;
      const userId = randomUUID();
      const gemma = await startGemmaServer({ latencyMs });
      const learner: Learner = {
        ...{ userId, gemma, lane, deliver: own, answered: [], token: await issue(userId) },
        killAt: (point) => writeFile(join(orders, userId, `kill-${point}`), ""),
      };
      await mkdir(join(orders, userId), { recursive: true });
      const model = { url: gemma.url, timeoutMs: wishes.modelTimeoutMs ?? modelTimeoutMs };
      await writeFile(join(orders, userId, "model"), JSON.stringify(model));
      learners.set(userId, learner);
      return learner;
    },
    onLane: async (work) => {
      const lane = free.shift() ?? (await new Promise<number>((resolve) => waiting.push(resolve)));
      try {
        return await work(lane);
      } finally {
        const next = waiting.shift();
        if (next) next(lane);
        else free.push(lane);
      }
    },
    stop: async () => {
      await instances.replaced();
      await stack.stop();
      await db.terminate();
      await Promise.all([...learners.values()].map(({ gemma }) => gemma.close()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const Payload = z.object({ userId: z.string() });
const ownerOf = ({ body }: Delivery): string =>
  Payload.safeParse(JSON.parse(body.toString() || "{}")).data?.userId ?? "";

/** Long enough to see that a process which did not answer is gone. */
const NOTICED_MS = 30;

/** Sends to an instance; one that died is replaced at once, as Cloud Run does, and the next request waits for it. */
function instancesOf(stackOf: () => Stack) {
  const reviving = new Map<number, Promise<void>>();
  const deaths = new Map<number, number>();
  const deathsOf = (lane: number) => deaths.get(lane) ?? 0;
  const replace = async (lane: number): Promise<void> => {
    const ready = stackOf()
      .restart(laneName(lane))
      .finally(() => reviving.delete(lane));
    reviving.set(lane, ready);
    await ready;
  };
  const revive = async (lane: number): Promise<void> => {
    if (reviving.has(lane) || stackOf().functionPid(laneName(lane)) !== undefined) return;
    deaths.set(lane, deathsOf(lane) + 1);
    await replace(lane);
  };
  return {
    replace,
    kill: (lane: number) => {
      deaths.set(lane, deathsOf(lane) + 1);
      stackOf().kill(laneName(lane), "SIGKILL");
    },
    replaced: () => Promise.allSettled(reviving.values()),
    deathsOf,
    sendTo:
      (lane: number, send: Send): Send =>
      async (delivery) => {
        await reviving.get(lane);
        const url = new URL(delivery.url);
        url.pathname = lanePath(lane) + url.pathname;
        const status = await send({ ...delivery, url: url.href });
        if (status !== 503) return status;
        await wait(NOTICED_MS);
        await revive(lane);
        return status;
      },
  };
}

function firestoreOf(stack: Stack): Firestore {
  const [host = "", port] = (stack.env["FIRESTORE_EMULATOR_HOST"] ?? "").split(":");
  return new Firestore({
    ...{ projectId: stack.projectId, host, port: Number(port), ssl: false },
    customHeaders: { Authorization: "Bearer owner" },
    ignoreUndefinedProperties: true,
  });
}

/** Tokens signed with the stack's own key: a password's hash costs more than a course. */
function issuer(stack: Stack, secrets: object): (userId: string) => Promise<string> {
  const tokens = accessTokens({
    config: { publicUrl: stack.url },
    readSecret: async (name, schema) => schema.parse(Reflect.get(secrets, name)),
    clock: () => new Date(),
    newId: randomUUID,
    revocations: { revokedBy: async () => undefined },
  });
  return async (userId) => {
    const who = { userId: UserId.parse(userId), sessionId: SessionId.parse(randomUUID()), tenantId: TENANT };
    const authTime = Math.floor(Date.now() / 1000);
    return (await tokens.issue({ ...who, roles: ["student"], authTime })).accessToken;
  };
}
