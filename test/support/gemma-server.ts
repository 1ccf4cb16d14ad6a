import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { goodAnswer } from "./gemma-answers.ts";
import { exampleOf, fitted } from "./gemma-schema.ts";
import { type Behaviour, Rule, script, spoken } from "./gemma-script.ts";
import { ChatRequest, templateFault, type Understood, understood } from "./gemma-wire.ts";

export type { Rule } from "./gemma-script.ts";

/** One request for a completion, in the order of arrival. */
export interface GemmaCall {
  readonly operation: string;
  readonly lesson: number | undefined;
  /** Equal for identical requests. */
  readonly key: string;
  readonly mode: Behaviour["mode"];
  /** RFC 3339. */
  readonly at: string;
  /** `answered`: a whole 200 has left, and would be on the bill. */
  outcome: "open" | "answered" | "refused" | "lost";
  status: number | undefined;
  readonly request: ChatRequest;
}

export interface GemmaServer {
  /** `http://127.0.0.1:port`; any path that ends in `/chat/completions` is served. */
  readonly url: string;
  readonly calls: readonly GemmaCall[];
  /** Connections accepted so far. */
  readonly connections: number;
  count(operation?: string): number;
  /** Requests that were answered more than once: an answer thrown away and paid for again. */
  paidTwice(): readonly string[];
  script(...rules: readonly Rule[]): void;
  /** Forgets calls and script. */
  reset(): void;
  close(): Promise<void>;
}

/** A Gemma by rule behind the OpenAI-compatible protocol: deterministic, and as ill-behaved as its script. */
export async function startGemmaServer(
  options: { port?: number; latencyMs?: number; script?: readonly Rule[] } = {},
): Promise<GemmaServer> {
  const calls: GemmaCall[] = [];
  const rules = script();
  rules.add(...(options.script ?? []));
  let connections = 0;

  const gemma = {
    calls,
    count: (operation?: string) =>
      calls.filter((call) => (operation ?? call.operation) === call.operation).length,
    paidTwice: () => {
      const answered = calls.filter(({ outcome }) => outcome === "answered").map(({ key }) => key);
      return [...new Set(answered.filter((key, i) => answered.indexOf(key) !== i))];
    },
    script: rules.add,
    reset: () => {
      calls.length = 0;
      rules.clear();
    },
  };

  const complete = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parsed = ChatRequest.safeParse(await json(request));
    if (!parsed.success) return send(response, 400, failure(z.prettifyError(parsed.error)));
    const asked = understood(parsed.data);
    const hasFormat = parsed.data.response_format !== undefined;
    const behaviour = rules.next({ ...asked, hasFormat });
    const { operation, lesson, key } = asked;
    const call: GemmaCall = {
      ...{ operation, lesson, key, mode: behaviour.mode, at: new Date().toISOString() },
      ...{ outcome: "open", status: undefined, request: parsed.data },
    };
    calls.push(call);
    const gone = new AbortController();
    response.once("close", () => {
      if (!response.writableFinished) call.outcome = "lost";
      gone.abort();
    });
    const latency = behaviour.mode === "slow" ? behaviour.ms : (options.latencyMs ?? 0);
    await wait(latency, undefined, { signal: gone.signal }).catch(() => {});
    const authorization = request.headers.authorization;
    if (!response.destroyed)
      perform(behaviour, call, { ...asked, request: parsed.data, authorization }, response);
  };

  const server = createServer((request, response) => {
    route(gemma, complete, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, 500, failure(String(error)));
    });
  });
  server.on("connection", () => connections++);
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");

  return {
    ...gemma,
    url: `http://127.0.0.1:${address.port}`,
    get connections() {
      return connections;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function route(
  gemma: Pick<GemmaServer, "calls" | "script" | "reset" | "paidTwice">,
  complete: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://gemma").pathname;
  const door = `${request.method} ${path.endsWith("/chat/completions") ? "/chat/completions" : path}`;
  switch (door) {
    case "POST /chat/completions":
      return complete(request, response);
    case "GET /calls":
      return send(response, 200, {
        calls: gemma.calls.map(({ request: _, ...call }) => call),
        paidTwice: gemma.paidTwice(),
      });
    case "POST /script":
      return addRules(gemma, await json(request), response);
    case "POST /reset":
      gemma.reset();
      return send(response, 200, {});
    default:
      return send(response, 404, failure("The model does not exist."));
  }
}

function addRules(gemma: Pick<GemmaServer, "script">, body: unknown, response: ServerResponse): void {
  const rules = z.array(Rule).safeParse(body);
  if (rules.success) gemma.script(...rules.data);
  send(response, rules.success ? 200 : 400, rules.success ? {} : failure(z.prettifyError(rules.error)));
}

type Asked = Understood & { readonly request: ChatRequest; readonly authorization: string | undefined };

/** The call's outcome is noted before the answer leaves, so that whoever has the answer finds it there. */
function perform(behaviour: Behaviour, call: GemmaCall, asked: Asked, response: ServerResponse): void {
  if (behaviour.mode === "drop" || behaviour.mode === "endless") {
    call.outcome = "lost";
    breakOff(behaviour, response);
    return;
  }
  const { status, body, headers } = reply(behaviour, asked);
  call.status = status;
  call.outcome = status === 200 ? "answered" : "refused";
  send(response, status, body, headers);
}

function breakOff(behaviour: Behaviour & { mode: "drop" | "endless" }, response: ServerResponse): void {
  if (behaviour.mode === "endless") {
    response.writeHead(200, { "content-type": "application/json" });
    pour(response);
  } else if (behaviour.when === "mid-body") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "10000" });
    response.write('{"choices":[{"message":', () => response.destroy());
  } else response.destroy();
}

function pour(response: ServerResponse): void {
  if (!response.destroyed) response.write(" ".repeat(256 * 1024), () => pour(response));
}

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function reply(behaviour: Behaviour, asked: Asked): Reply {
  const refusal = templateFault(asked.request);
  if (refusal) return { status: 400, body: failure(refusal) };
  switch (behaviour.mode) {
    case "status": {
      const echo = `Refused ${asked.authorization}: ${JSON.stringify(asked.request.messages)}`;
      const headers = {
        ...(behaviour.retryAfter === undefined ? {} : { "retry-after": behaviour.retryAfter }),
        ...(behaviour.status < 400 ? { location: "/elsewhere/chat/completions" } : {}),
      };
      return { status: behaviour.status, body: failure(echo), headers };
    }
    case "refuse-format":
      return { status: 400, body: failure("response_format json_schema is not supported by this server") };
    case "not-a-completion":
      return { status: 200, body: { object: "list", data: [] } };
    default:
      return { status: 200, body: completion(behaviour, asked) };
  }
}

function completion(behaviour: Behaviour, { request, schema, input, key }: Asked) {
  const answer = goodAnswer(input);
  const good = schema ? (answer === undefined ? exampleOf(schema) : fitted(answer, schema)) : (answer ?? {});
  const whole = spoken(behaviour, good, input);
  // A token is taken for four characters, as the rule of thumb goes.
  const content = whole.slice(0, request.max_tokens * 4);
  const cut = behaviour.mode === "truncate" || content.length < whole.length;
  const prompt = request.messages.reduce((sum, message) => sum + message.content.length, 0);
  const [promptTokens, completionTokens] = [Math.ceil(prompt / 4), Math.ceil(content.length / 4)];
  return {
    id: `chatcmpl-${key}`,
    object: "chat.completion",
    model: request.model || "gemma",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: cut ? "length" : "stop" }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

/** The form of vLLM's and OpenAI's errors. */
const failure = (message: string) => ({ error: { message, type: "BadRequestError", code: 400 } });

function send(response: ServerResponse, status: number, body: object, headers: Reply["headers"] = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
