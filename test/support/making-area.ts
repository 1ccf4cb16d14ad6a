import { randomUUID } from "node:crypto";
import { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { documents } from "../../functions/platform/firestore/documents.ts";
import { machinery } from "../../functions/platform/firestore/machinery.ts";
import { type Transact, transactFor } from "../../functions/platform/firestore/transact.ts";
import { areaApp } from "../../functions/platform/http/area-app.ts";
import { body, endpoint, json, refusals } from "../../functions/platform/http/endpoint.ts";
import { firestoreIdempotency } from "../../functions/platform/http/idempotency.ts";
import { TenantId, UserId } from "../../functions/shared/id.ts";
import { ada, fixturePorts, settings } from "./fixture-ports.ts";
import { serveApp } from "./serve-app.ts";

/** What a test does to the verb while it works; each is told the number of the attempt, from 1. */
export interface Disturbance {
  beforeTransaction?: (attempt: number) => unknown;
  inTransaction?: (attempt: number) => unknown;
  afterCommit?: (attempt: number) => unknown;
}

export type MakingArea = Awaited<ReturnType<typeof startMakingArea>>;

/**
 * An area whose verb makes one document, with the real idempotency on a Firestore emulator, on a socket. It has a
 * tenant of its own; a bearer token is the name of its user.
 */
export async function startMakingArea(firestoreHost: string) {
  const db = new Firestore({ projectId: "demo-lyo", host: firestoreHost, ssl: false });
  const tid = TenantId.parse(`t-${randomUUID().slice(0, 13)}`);
  const state = { now: new Date("2026-11-23T12:00:00Z"), attempts: 0, disturb: {} as Disturbance };
  const effects = documents(db, `tenants/${tid}/effects`, z.strictObject({ name: z.string() }));
  const app = makingApp(db, tid, state);
  const { url, stop } = await serveApp(app);
  return {
    state,
    db,
    records: db.collection(`tenants/${tid}/idempotency`),
    /** Names of what was made, in order. */
    made: async () => (await effects.find((all) => all)).map(({ name }) => name).sort(),
    post: (body: unknown, key?: string, { path = "/v1/lamps", user = "ada" } = {}) =>
      fetch(`${url}${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${user}`,
          "content-type": "application/json",
          ...(key !== undefined && { "idempotency-key": key }),
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    stop: async () => {
      await stop();
      await db.terminate();
    },
  };
}

const making = (path: string) =>
  endpoint(
    {
      operationId: "make",
      method: "post",
      path,
      request: { body: body(z.strictObject({ name: z.string(), size: z.number().optional() })) },
      responses: {
        201: json(z.object({ id: z.string(), name: z.string().max(20) }), "Made"),
        ...refusals("conflict", "idempotency-conflict"),
      },
    },
    { access: "signed-in" },
  );
const endpoints = { makeLamp: making("/v1/lamps"), makeChair: making("/v1/chairs") };

interface State {
  now: Date;
  attempts: number;
  disturb: Disturbance;
}

function makingApp(db: Firestore, tid: TenantId, state: State) {
  const clock = () => state.now;
  const send = async () => {};
  const transact = (): Transact =>
    transactFor({ db, machinery: machinery(db), clock, newId: randomUUID, send }, tid);
  const idempotency = firestoreIdempotency({ db, clock, transact });
  const users: Record<string, UserId> = {};
  const verify = async (token: string) => {
    users[token] ??= UserId.parse(randomUUID());
    return { ...ada, tenantId: tid, userId: users[token] };
  };
  const tenants = { [tid]: ["127.0.0.1"] };
  const app = areaApp(endpoints, fixturePorts({ settings: { ...settings, tenants }, verify, idempotency }));
  for (const { route } of Object.values(endpoints))
    app.openapi(route, (c) => {
      const { name } = c.req.valid("json");
      return idempotency.once(
        c,
        (given) => makeOne(db, tid, state, { name, transact: given }),
        (made) => ({ status: 201, headers: { location: `/v1/made/${made.id}` }, body: made }),
      );
    });
  return app;
}

async function makeOne(
  db: Firestore,
  tid: string,
  state: State,
  { name, transact }: { name: string; transact: Transact },
) {
  state.attempts += 1;
  const attempt = state.attempts;
  await state.disturb.beforeTransaction?.(attempt);
  const made = await transact(async ({ tx }) => {
    await state.disturb.inTransaction?.(attempt);
    const id = randomUUID();
    tx.create(db.doc(`tenants/${tid}/effects/${id}`), { name });
    return { id, name, password: "hunter2" };
  });
  await state.disturb.afterCommit?.(attempt);
  return made;
}
