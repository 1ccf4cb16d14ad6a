import { createHash } from "node:crypto";
import type { Firestore } from "@google-cloud/firestore";
import canonicalize from "canonicalize";
import type { Context, TypedResponse } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { type Clock, plusSeconds } from "../../shared/clock.ts";
import { isTerminal, Problem } from "../../shared/problem.ts";
import { isStale, isTaken } from "../firestore/contention.ts";
import { type Documents, documents } from "../firestore/documents.ts";
import type { Transact } from "../firestore/transact.ts";
import { problemBody, problemHeaders } from "./problem-json.ts";
import { type Answer, callerOf, type Env, type Idempotency } from "./request.ts";

/** What a repeated POST is answered with: the first answer, or that it is still being made. */
const Record = z.strictObject({
  fingerprint: z.string(),
  startedAt: z.date(),
  answer: z
    .strictObject({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string() })
    .optional(),
  expireAt: z.date(),
});
type Record = z.infer<typeof Record>;

interface IdempotencyDeps {
  readonly db: Firestore;
  readonly clock: Clock;
  readonly transact: (tid: string) => Transact;
}

const KEPT_SECONDS = 24 * 3600;
/** Longer than any request may take: an older marker without an answer belongs to a dead one. */
const REQUEST_TIMEOUT_SECONDS = 60;

export function firestoreIdempotency(deps: IdempotencyDeps): Idempotency {
  return {
    once: <T, B, S extends StatusCode>(
      c: Context<Env>,
      work: (transact: Transact) => Promise<T>,
      answer: (result: T) => Answer<B, S>,
    ) =>
      // `TypedResponse` is a tag for the type checker: at run time it is a Response and nothing more.
      answerOnce(deps, c, work, answer) as Promise<Response & TypedResponse<B, S, "json">>,
  };
}

async function answerOnce<T>(
  deps: IdempotencyDeps,
  c: Context<Env>,
  work: (transact: Transact) => Promise<T>,
  answer: (result: T) => Answer,
): Promise<Response> {
  const { tenantId } = callerOf(c);
  const transact = deps.transact(tenantId);
  const key = keyOf(c);
  if (key === undefined) return respond(c, answer(await work(transact)));
  const records = documents<Record>(deps.db, `tenants/${tenantId}/idempotency`, Record);
  const fingerprint = sha256(canonicalize(await c.req.json<unknown>()) ?? "");
  const marker = {
    fingerprint,
    startedAt: deps.clock(),
    expireAt: plusSeconds(deps.clock(), KEPT_SECONDS),
  };
  const known = await begin(deps, records, key, marker);
  if (known) return replay(c, known);
  const storing: Transact = (inner) =>
    transact(async (unit) => {
      const result = await inner(unit);
      // The verb's one transaction makes `T`: what it returns is what `work` answers with.
      records.set(unit.tx, key, { ...marker, answer: plain(answer(result as unknown as T)) });
      return result;
    });
  try {
    return respond(c, answer(await work(storing)));
  } catch (error) {
    return await settle(records, key, c, error);
  }
}

/**
 * After a failure: a commit that reported an error may have happened, then its answer stands. A refusal that
 * will not change is stored; anything else frees the key.
 */
async function settle(
  records: Documents<Record>,
  key: string,
  c: Context<Env>,
  error: unknown,
): Promise<Response> {
  const snapshot = await records.ref(key).get();
  const known = records.parse(snapshot);
  if (known?.answer) return replay(c, known);
  if (known && error instanceof Problem && isTerminal(error) && error.status !== 401) {
    const body = JSON.stringify(problemBody(error, c.req.path, c.get("trace").traceId));
    const answer = { status: error.status, headers: problemHeaders(error), body };
    await records.change(key, (record) => ({ ...record, answer }));
  } else if (snapshot.updateTime) {
    await records.ref(key).delete({ lastUpdateTime: snapshot.updateTime });
  }
  throw error;
}

/** Takes the key, or returns the record of whoever has it. */
async function begin(
  deps: IdempotencyDeps,
  records: Documents<Record>,
  key: string,
  marker: Record,
): Promise<Record | undefined> {
  const snapshot = await records.ref(key).get();
  const known = records.parse(snapshot);
  const alive = known && known.expireAt > deps.clock();
  if (alive && known.fingerprint !== marker.fingerprint)
    throw new Problem("idempotency-conflict", "This Idempotency-Key was used with another body.");
  if (alive && known.answer) return known;
  if (alive && known.startedAt > plusSeconds(deps.clock(), -REQUEST_TIMEOUT_SECONDS)) throw inFlight();
  try {
    if (snapshot.updateTime)
      await records.ref(key).update({ ...marker }, { lastUpdateTime: snapshot.updateTime });
    else await records.ref(key).create({ ...marker });
    return undefined;
  } catch (error) {
    if (isTaken(error) || isStale(error)) throw inFlight();
    throw error;
  }
}

const inFlight = (): Problem =>
  new Problem("conflict", "The first call with this Idempotency-Key is still running.", {
    retryAfterSeconds: 1,
  });

function keyOf(c: Context<Env>): string | undefined {
  const header = c.req.header("idempotency-key");
  if (header === undefined) return undefined;
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Problem("validation-error", "The Idempotency-Key must have 1 to 255 visible characters.", {
      errors: [{ parameter: "Idempotency-Key", detail: "must have 1 to 255 visible characters" }],
    });
  const { tenantId, userId } = callerOf(c);
  return sha256(JSON.stringify([tenantId, userId, c.req.method, c.req.path, key]));
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const plain = (answer: Answer) => ({
  status: answer.status,
  headers: { ...answer.headers, "content-type": "application/json" },
  body: JSON.stringify(answer.body),
});

function respond(c: Context<Env>, answer: Answer): Response {
  for (const [name, value] of Object.entries(answer.headers ?? {})) c.header(name, value);
  // `Context.json` wants a literal status; the contract's schema for it is applied all the same.
  return c.json(answer.body, answer.status as 200);
}

function replay(c: Context<Env>, { answer }: Record): Response {
  c.header("idempotency-replayed", "true");
  return c.body(answer?.body ?? "", (answer?.status ?? 200) as 200, answer?.headers ?? {});
}
