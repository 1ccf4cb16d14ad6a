import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { inject } from "vitest";
import { z } from "zod";
import { SignedIn } from "../../functions/auth/login-contract.ts";
import { GenerationAccepted } from "../../functions/learning/contract.ts";
import { isFinal, Task } from "../../functions/tasks/task.ts";
import { type Answer, answerFaults } from "./api-answer.ts";

export interface Sending {
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly bearer?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Straight to the gateway: for calls that are held or streamed, and bodies that are no JSON, on which the
   * validating proxy hangs. The promises every answer must keep are checked all the same.
   */
  readonly direct?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Calls the stack as a client would, through a proxy that compares each answer with the OpenAPI document.
 * @throws {Error} naming what the answer does that the document, or the conventions of the API, do not promise.
 */
export async function send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
  const { body, raw, bearer, headers, direct = raw !== undefined, signal } = sending;
  if (!direct) await contractReady();
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${direct ? inject("stack").url : inject("contractUrl")}${path}`, {
    method,
    headers: {
      ...(content !== undefined && { "content-type": "application/json" }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(content !== undefined && { body: content }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get("content-type") ?? "");
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
  };
  // A preflight is the browser's; HEAD has the body of GET left out.
  const faults = method === "HEAD" || method === "OPTIONS" ? [] : answerFaults(path, answer);
  if (faults.length > 0) throw new Error(`${method} ${faults.join("\n")}`);
  return answer;
}

let ready: Promise<void> | undefined;

function contractReady(): Promise<void> {
  ready ??= (async () => {
    const until = Date.now() + 30_000;
    const answers = () => fetch(`${inject("contractUrl")}/health/live`).catch(() => undefined);
    while (!(await answers())) {
      if (Date.now() > until) throw new Error("the validating proxy does not answer");
      await wait(100);
    }
  })();
  return ready;
}

/** Somebody signed in, and calls on their behalf. */
export interface Learner {
  readonly userId: string;
  readonly email: string;
  readonly tokens: SignedIn["tokens"];
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** As `call`, without the proxy. */
  direct(method: string, path: string, sending?: Omit<Sending, "bearer">): Promise<Answer>;
  /** GETs what must be there, of the given shape. */
  read<T>(path: string, shape: z.ZodType<T>): Promise<T>;
}

export const PASSWORD = "paper boats in the rain";

/** Registers somebody new: a student. */
export async function aLearner(): Promise<Learner> {
  const email = `${randomUUID()}@example.com`;
  const answer = await send("POST", "/v1/auth/register", {
    body: { email, password: PASSWORD, displayName: "Ada" },
  });
  return learnerOf(SignedIn.parse(answer.body));
}

/** The same person in a new session, with whatever roles they have by now. */
export async function signedInAgain({ email }: Learner): Promise<Learner> {
  const answer = await send("POST", "/v1/auth/login", { body: { email, password: PASSWORD } });
  return learnerOf(SignedIn.parse(answer.body));
}

function learnerOf({ user, tokens }: SignedIn): Learner {
  const bearer = tokens.accessToken;
  const call: Learner["call"] = (method, path, body, headers) =>
    send(method, path, { bearer, ...(body !== undefined && { body }), ...(headers && { headers }) });
  return {
    userId: user.id,
    email: user.email ?? "",
    tokens,
    call,
    direct: (method, path, sending) => send(method, path, { ...sending, bearer, direct: true }),
    read: async (path, shape) => {
      const { status, body } = await call("GET", path);
      if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(body)}`);
      return shape.parse(body);
    },
  };
}

/** Brings a text. @returns the source's id. */
export async function bringSource(
  learner: Learner,
  source: { title: string; text: string },
): Promise<string> {
  const { status, body } = await learner.call("POST", "/v1/sources", source);
  if (status !== 201) throw new Error(`the source was answered ${status}: ${JSON.stringify(body)}`);
  return z.object({ id: z.uuid() }).parse(body).id;
}

type Accepted = z.infer<typeof GenerationAccepted>;

/** Asks for a course. */
export async function askForCourse(learner: Learner, request: object): Promise<Accepted> {
  const { status, body } = await learner.call("POST", "/v1/courses/generate", request);
  if (status !== 202) throw new Error(`generate was answered ${status}: ${JSON.stringify(body)}`);
  return GenerationAccepted.parse(body);
}

/** Waits for a task's end. @returns it as it ended. */
export async function taskEnd(learner: Learner, taskId: string): Promise<Task> {
  for (let version = 0; ; ) {
    const path = `/v1/tasks/${taskId}?wait=20&version=${version}`;
    const task = Task.parse((await learner.direct("GET", path)).body);
    if (isFinal(task)) return task;
    version = task.version;
  }
}

/** A course written to its end. */
export async function aCourse(learner: Learner, request: object): Promise<Accepted & { task: Task }> {
  const accepted = await askForCourse(learner, request);
  return { ...accepted, task: await taskEnd(learner, accepted.taskId) };
}
