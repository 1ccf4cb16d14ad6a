import { createHash } from "node:crypto";
import { FieldValue, type Firestore } from "@google-cloud/firestore";
import canonicalize from "canonicalize";
import type { Context, TypedResponse } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { type Clock, plusSeconds } from "../../shared/clock.ts";
import { isTerminal, Problem } from "../../shared/problem.ts";
import { isStale, isTaken } from "../firestore/contention.ts";
import { type Documents, documents } from "../firestore/documents.ts";
import type { Transact } from "../firestore/transact.ts";
import { allowedAnswer } from "./json-answer.ts";
import { instanceOf, problemBody, problemHeaders } from "./problem-json.ts";
import { type Answer, callerOf, type Env, type Idempotency } from "./request.ts";

/** What a repeated POST is answered with: the first answer, or that it is still being made. */
const Record = z.strictObject({
  fingerprint: z.string(),
  /** Whose call it was: the answer may name what is theirs. */
  userId: z.string(),
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
  const { tenantId, userId } = callerOf(c);
  const transact = deps.transact(tenantId);
  const key = keyOf(c);
  if (key === undefined) return respond(c, answer(await work(transact)));
  const records = documents<Record>(deps.db, `tenants/${tenantId}/idempotency`, Record);
  const marker = {
    fingerprint: await fingerprintOf(c),
    userId,
    startedAt: deps.clock(),
    expireAt: plusSeconds(deps.clock(), KEPT_SECONDS),
  };
  const known = await begin(deps, records, key, marker);
  if (known) return replay(c, known);
  const storing: Transact = (inner) =>
    transact(async (unit) => {
      // Whoever was so slow that another call took the key over must not do the work a second time.
      if (!isHeld(await records.get(key, unit.tx), marker)) throw inFlight();
      const result = await inner(unit);
      // The verb's one transaction makes `T`: what it returns is what `work` answers with.
      records.set(unit.tx, key, { ...marker, answer: stored(c, answer(result as unknown as T)) });
      return result;
    });
  try {
    return respond(c, answer(await work(storing)));
  } catch (error) {
    return await settle(c, records, { key, marker, error });
  }
}

/**
 * After a failure: a commit that reported an error may have happened, then its answer stands. A refusal that
 * will not change is stored; anything else frees the key.
 */
async function settle(
  c: Context<Env>,
  records: Documents<Record>,
  { key, marker, error }: { key: string; marker: Record; error: unknown },
): Promise<Response> {
  const ref = records.ref(key);
  const snapshot = await ref.get();
  const known = records.parse(snapshot);
  if (known?.answer) return replay(c, known);
  if (snapshot.updateTime && isHeld(known, marker)) {
    const ifUnchanged = { lastUpdateTime: snapshot.updateTime };
    const answer = refusalToKeep(c, error);
    await (answer ? ref.update({ answer }, ifUnchanged) : ref.delete(ifUnchanged)).catch(
      (failure: unknown) => {
        if (!isStale(failure)) throw failure;
      },
    );
  }
  throw error;
}

/** 401 and 429 may be answered differently in a moment; so may what we are to blame for. */
function refusalToKeep(c: Context<Env>, error: unknown): Record["answer"] {
  if (!(error instanceof Problem) || !isTerminal(error) || error.status === 401) return undefined;
  const body = JSON.stringify(problemBody(error, instanceOf(c.req.url), c.get("trace").traceId));
  return { status: error.status, headers: problemHeaders(error), body };
}

/** Nobody has taken the key over since `marker` was written: its time tells one holder from the next. */
const isHeld = (present: Record | undefined, marker: Record): boolean =>
  present?.answer === undefined && present?.startedAt.getTime() === marker.startedAt.getTime();

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
      await records
        .ref(key)
        .update({ ...marker, answer: FieldValue.delete() }, { lastUpdateTime: snapshot.updateTime });
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

/** RFC 8785: the order of a body's fields and its white space make no other request of it. */
async function fingerprintOf(c: Context<Env>): Promise<string> {
  const text = await c.req.text();
  return sha256(text === "" ? "" : (canonicalize(JSON.parse(text)) ?? ""));
}

/** As it is shown: what the contract does not let out is not kept either. */
const stored = (c: Context<Env>, { status, headers, body }: Answer) => ({
  status,
  headers: { ...headers, "content-type": "application/json" },
  body: JSON.stringify(allowedAnswer(c.get("endpoint"), status, body)),
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
