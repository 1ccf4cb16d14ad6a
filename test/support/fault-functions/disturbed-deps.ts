import type { Transaction } from "@google-cloud/firestore";
import { z } from "zod";
import { createDeps, type Deps } from "../../../functions/deps.ts";
import { capabilityOf } from "../../../functions/generation/capability.ts";
import type { GenerationJobsDeps } from "../../../functions/generation/jobs.ts";
import type { OutboxEntry } from "../../../functions/platform/firestore/machinery.ts";
import { sendOutbox } from "../../../functions/platform/firestore/outbox.ts";
import { type Transact, transactFor } from "../../../functions/platform/firestore/transact.ts";
import { firestoreIdempotency } from "../../../functions/platform/http/idempotency.ts";
import { chatModel } from "../../../functions/platform/inference/chat-model.ts";
import type { Model } from "../../../functions/platform/inference/model.ts";
import { withBreaker } from "../../../functions/platform/inference/with-breaker.ts";
import { withRetry } from "../../../functions/platform/inference/with-retry.ts";
import { withTimeout } from "../../../functions/platform/inference/with-timeout.ts";
import type { Job } from "../../../functions/shared/work.ts";
import { BREAKER_OPEN_MS, LEASE_MARGIN_MS, MAX_ATTEMPTS } from "../fault-settings.ts";
import { isOrdered, modelOf, reached } from "./kill-points.ts";
import { scope } from "./scope.ts";

/** The deployed composition, but that a process can be made to die between a commit and the sending of its news. */
export function disturbedDeps(): Deps {
  const deps = createDeps();
  const { db, machinery, clock, newId, outbox } = deps;
  const send = async (entries: readonly OutboxEntry[]) => {
    for (const entry of entries) await reachedBy(entry);
    await sendOutbox(outbox, entries);
  };
  const transact = (tid: string) => transactFor({ db, machinery, clock, newId, send }, tid);
  const idempotency = firestoreIdempotency({ db, clock, transact });
  return { ...deps, transact, http: { ...deps.http, idempotency } };
}

const Owned = z.object({ userId: z.string() });
const Told = z.union([
  z.object({ name: z.string(), payload: Owned }).transform(({ name, payload }) => ({ name, ...payload })),
  z.object({ type: z.string(), data: Owned }).transform(({ type, data }) => ({ name: type, ...data })),
]);

/** Point `flush-<job or event>`: it is committed, and has not been sent. */
async function reachedBy(entry: OutboxEntry): Promise<void> {
  const told = Told.safeParse(JSON.parse(entry.body));
  if (told.success) await reached(told.data.userId, `flush-${told.data.name}`);
}

/** What the workers get, with a point to die at before and after everything a step does to the world. */
export function disturbedGeneration(deps: Deps): GenerationJobsDeps {
  const enqueue = async (job: Job) => {
    await at("enqueue-before");
    await deps.outbox.enqueue(job);
    await at("enqueue-after");
  };
  return {
    ...deps,
    maxAttempts: MAX_ATTEMPTS,
    generation: (tid) => ({
      ...deps,
      ...deps.writing(tid),
      capability: capabilityOf("openai-compatible"),
      transact: disturbed(deps.transact(tid)),
      model: hurriedModel,
      modelTimeoutMs: deps.config.model.timeoutMs,
      leaseMarginMs: LEASE_MARGIN_MS,
      enqueue,
    }),
  };
}

/** Point `<step>-<what>` of the job being done. */
async function at(what: string): Promise<void> {
  const now = scope();
  if (now) await reached(now.userId, `${now.step}-${what}`);
}

function isOrderedAt(what: string): boolean {
  const now = scope();
  return now !== undefined && isOrdered(now.userId, `${now.step}-${what}`);
}

const models = new Map<string, Model>();

/** Each user's courses have a model server, and with it a breaker, of their own. */
const hurriedModel: Model = {
  name: "gemma-3-4b-it",
  degraded: false,
  complete: async (request) => {
    const { url, timeoutMs } = modelOf(scope()?.userId ?? "");
    const model = models.get(url) ?? modelAt(url, timeoutMs);
    models.set(url, model);
    await at("model-before");
    const answering = model.complete(request);
    await at("model-during");
    const answer = await answering;
    await at("model-after");
    return answer;
  },
};

/** As `modelFromConfig` makes it, with shorter pauses. */
function modelAt(url: string, timeoutMs: number): Model {
  const remote = chatModel({
    name: "gemma-3-4b-it",
    baseUrl: `${url}/v1`,
    authorize: async () => ({}),
  });
  const timed = withTimeout(remote, timeoutMs);
  return withRetry(withBreaker(timed, { openMs: BREAKER_OPEN_MS }), { firstDelayMs: 50 });
}

/** Points `<step>-commit-before` and so on, by what the transaction writes. */
const disturbed =
  (transact: Transact): Transact =>
  async (work) => {
    const made = new Set<string>();
    const tryToCommit = () =>
      transact(async (unit) => {
        made.clear();
        const value = await work({ ...unit, tx: noting(unit.tx, made) });
        if ([...made].some((what) => isOrderedAt(`${what}-before`))) throw new BeforeCommit();
        return value;
      });
    const result = await tryToCommit().catch(async (error: unknown) => {
      if (!(error instanceof BeforeCommit)) throw error;
      for (const what of made) await at(`${what}-before`);
      throw error;
    });
    for (const what of made) await at(`${what}-after`);
    return result;
  };

/** Rolls back what is about to be committed, so that the process dies with no transaction open. */
class BeforeCommit extends Error {}

/** The transaction, noting which of the writes we know by name are made in it. */
function noting(tx: Transaction, made: Set<string>): Transaction {
  return new Proxy(tx, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        const what = writeNamed(String(key), args[0]);
        if (what) made.add(what);
        const result: unknown = member.apply(target, args);
        return result;
      };
    },
  });
}

function writeNamed(method: string, ref: unknown): string | undefined {
  if (typeof ref !== "object" || ref === null || !("path" in ref)) return undefined;
  const collection = String(ref.path).split("/").at(-2);
  if (method === "create" && collection === "steps") return "commit";
  if (method === "delete" && collection === "steps") return "forget";
  if (method === "set" && collection === "runs") return "close";
  return method === "set" && collection === "courses" ? "course" : undefined;
}
