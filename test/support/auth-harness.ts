import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Firestore } from "@google-cloud/firestore";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { inject } from "vitest";
import { authApi } from "#functions/auth/api";
import { authJobBindings } from "#functions/auth/bind-jobs";
import { revocationView } from "#functions/auth/revocation-view";
import { permits } from "#functions/auth/role";
import { accessTokens } from "#functions/auth/token-issuer";
import { loadConfig } from "#functions/platform/config";
import { firebaseAuth } from "#functions/platform/firebase/firebase-auth";
import { machinery, type OutboxEntry } from "#functions/platform/firestore/machinery";
import { sharedCounts } from "#functions/platform/firestore/shared-counts";
import { transactFor } from "#functions/platform/firestore/transact";
import { firestoreIdempotency } from "#functions/platform/http/idempotency";
import { rateLimiter } from "#functions/platform/http/rate-limit";
import type { ReadSecret } from "#functions/platform/secrets/secrets";
import { storageBucket } from "#functions/platform/storage/bucket";
import { createLog } from "#functions/platform/telemetry/log";
import { taskStore } from "#functions/tasks/task-store";
import { usersApi } from "#functions/users/api";
import { startSendGrid } from "../../infra/local/sendgrid.ts";
import { manualClock, memorySecrets } from "./auth-parts.ts";

export type AuthHarness = Awaited<ReturnType<typeof startAuth>>;

/**
 * The areas auth and users behind a real socket, on the emulators of the test's stack and in a database of their
 * own, with time and rate limits in the test's hands.
 */
export async function startAuth() {
  const stack = inject("stack");
  // Google's clients find their emulators by the environment of their process.
  Object.assign(process.env, {
    FIRESTORE_EMULATOR_HOST: stack.env["FIRESTORE_EMULATOR_HOST"],
    FIREBASE_AUTH_EMULATOR_HOST: stack.env["FIREBASE_AUTH_EMULATOR_HOST"],
  });
  const mailServer = await startSendGrid({});
  const done: unknown[] = [];
  /** Whatever was enqueued and is not mail. */
  const kept: { queue?: string; payload?: unknown }[] = [];
  const loaded = loadConfig({ ...stack.env, LYO_LOG_LEVEL: "error" });
  const config = {
    ...loaded,
    mail: { baseUrl: mailServer.url },
    settings: { ...loaded.settings, limits: unlimited },
  };
  const db = new Firestore({
    projectId: `demo-auth-${randomUUID().slice(0, 8)}`,
    ignoreUndefinedProperties: true,
  });
  const { clock, advance } = manualClock();
  const secrets = await memorySecrets();
  const outbox: OutboxEntry[] = [];
  const deps = harnessDeps({ config, db, clock, readSecret: secrets.read, outbox });
  // Before time is moved: an instance reads what was revoked since its start, and a little earlier.
  await deps.revocations.revokedBy({ tid: "", sid: "", uid: "", userVersion: 0 });
  const [auth, users] = [authApi(deps), usersApi(deps)];
  const server = createServer(
    getRequestListener(
      (request, bindings) =>
        // The server speaks HTTP/1.1 only.
        (new URL(request.url).pathname.startsWith("/v1/users") ? users : auth).fetch(
          request,
          bindings as HttpBindings,
        ),
      { overrideGlobalObjects: false },
    ),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A listening TCP server has an address with a port.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url, deps, db, advance, secrets, stack },
    /** The mails that somebody is to get, in no order. */
    mailsTo: async (userId: string) => {
      const found = await db.collection("tenants/default/mails").where("userId", "==", userId).get();
      return found.docs.map((mail) => mail.data());
    },
    /** What the audit log says somebody did, or had done to them, oldest first. */
    auditOf: async (userId: string) => {
      const auditId: unknown = (await db.doc(`tenants/default/users/${userId}`).get()).get("auditId");
      const { docs } = await db.collection("tenants/default/auditLog").orderBy("at").get();
      const entries = docs.map((entry) => entry.data());
      return entries.filter(({ actor, target }) => actor === auditId || target?.id === auditId);
    },
    /** The events that were told, in order. */
    told: () =>
      [...done, ...outbox.map(({ body }) => JSON.parse(body))] as {
        type: string;
        data: Record<string, string>;
      }[],
    call: (method: string, path: string, options: CallOptions = {}) => call(`${url}${path}`, method, options),
    /** SendGrid's stand-in, and what it took. */
    mailServer,
    /** Does the work that was enqueued and not done yet, as the queue would; @returns what each came to. */
    deliver: async () => {
      const due = outbox.splice(0).map(({ body }) => JSON.parse(body));
      kept.push(...due);
      done.push(...due.filter(({ queue }) => queue === undefined));
      const bindings = authJobBindings({ ...deps, maxAttempts: 3 });
      const outcomes: unknown[] = [];
      for (const { name, payload } of due.filter(({ queue }) => queue === "mail"))
        outcomes.push(
          await bindings[name as keyof typeof bindings].deliver(payload, aDelivery).catch(String),
        );
      return outcomes;
    },
    /** The payloads of what was enqueued on a queue, in order. */
    jobsOn: (queue: string): unknown[] =>
      [...kept, ...outbox.map(({ body }) => JSON.parse(body))]
        .filter((job) => job.queue === queue)
        .map(({ payload }) => payload),
    /** Delivers one mail's job; @returns what it came to, or the failure's words. */
    sendMail: (mailId: unknown): Promise<string> =>
      authJobBindings({ ...deps, maxAttempts: 3 })
        ["send-mail"].deliver({ tid: "default", mailId }, aDelivery)
        .catch((error: Error) => error.message),
    /** The link's token in the newest mail of a kind to an address. */
    mailed: (to: string, category: string) => {
      const mail = mailServer.mails().find((each) => each.to === to && each.category === category);
      return { ...mail, token: /#token=(\S+)/.exec(mail?.text ?? "")?.[1] ?? "" };
    },
    /** Another instance of a function: it shares the database and nothing else. */
    otherInstance: () => harnessDeps({ config, db, clock, readSecret: secrets.read, outbox: [] }),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await mailServer.stop();
      await db.terminate();
    },
  };
}

const plenty = { requests: 1_000_000, seconds: 60 };
const unlimited = { default: plenty, login: plenty, register: plenty, refresh: plenty, model: plenty };

type Parts = {
  config: ReturnType<typeof loadConfig>;
  db: Firestore;
  clock: () => Date;
  readSecret: ReadSecret;
  outbox: OutboxEntry[];
};

function harnessDeps({ config, db, clock, readSecret, outbox }: Parts) {
  const newId = () => randomUUID();
  const root = machinery(db);
  const log = createLog(config);
  const send = async (entries: readonly OutboxEntry[]) => void outbox.push(...entries);
  const transact = (tid: string) => transactFor({ db, machinery: root, clock, newId, send }, tid);
  const revocations = revocationView({ machinery: root, clock });
  const tokens = accessTokens({ config, readSecret, clock, newId, revocations });
  const http = {
    projectId: config.projectId,
    settings: config.settings,
    log,
    verify: tokens.verify,
    permits,
    limiter: rateLimiter({ limits: config.settings.limits, clock, log, shared: sharedCounts(db) }),
    idempotency: firestoreIdempotency({ db, clock, transact }),
  };
  const firebase = firebaseAuth(config);
  const platform = { config, db, clock, newId, log, machinery: root, readSecret, transact };
  const cursorKey = async () => Buffer.alloc(32, 1);
  const track = (tid: string) => ({ tasks: taskStore(db, tid), clock, newId });
  const bucket = (name: string) => storageBucket(config, name);
  const buckets = {
    audit: bucket("audit"),
    exports: bucket("exports"),
    media: bucket("media"),
    sources: bucket("sources"),
  };
  const files = buckets.exports;
  return { ...platform, buckets, files, track, cursorKey, revocations, tokens, http, firebase };
}

const aDelivery = { retries: 0, isLast: false, signal: new AbortController().signal };

interface CallOptions {
  readonly body?: unknown;
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** What the test asserts on; its shape is the test's to say. */
  // biome-ignore lint/suspicious/noExplicitAny: an assertion on a missing member fails by itself.
  readonly body: any;
}

async function call(url: string, method: string, { body, bearer, headers }: CallOptions): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

export const PASSWORD = "paper boats in the rain";

/** Registers somebody new. */
export async function aUser(auth: Pick<AuthHarness, "call">, more: object = {}) {
  const email = `${randomUUID()}@example.com`;
  const { status, body } = await auth.call("POST", "/v1/auth/register", {
    body: { email, password: PASSWORD, displayName: "Ada", ...more },
  });
  if (status !== 201) throw new Error(`registering was answered ${status}: ${JSON.stringify(body)}`);
  return { email, ...body };
}

/** The last word of a problem's type. */
export const slugOf = ({ body }: Answer): string => String(body.type).replace(/^.*\//, "");
