import { Problem } from "../../shared/problem.ts";

/**
 * What went wrong between us and a model: `rate-limited` (429), `server` (5xx), `timeout`, `unreachable`
 * (no connection, or it broke), `malformed` (an answer outside the protocol), `refused` (our request or
 * configuration is at fault), `circuit-open` (not even asked).
 */
export type ModelFaultKind =
  | "rate-limited"
  | "server"
  | "timeout"
  | "unreachable"
  | "malformed"
  | "refused"
  | "circuit-open";

/**
 * The logged cause of a failed call. Its message is ours alone: a server's own words may repeat the prompt
 * or part of a key, so they are never copied into it.
 */
export class ModelFault extends Error {
  override readonly name = "ModelFault";
  readonly kind: ModelFaultKind;
  /** The HTTP status, where there was one. */
  readonly status: number | undefined;

  constructor(kind: ModelFaultKind, message: string, status?: number) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

/** The fault behind a thrown `Problem`, for the wrappers that decide by it. */
export const faultOf = (error: unknown): ModelFault | undefined =>
  error instanceof Problem && error.cause instanceof ModelFault ? error.cause : undefined;

/** Asking again later can help. */
export const unavailable = (fault: ModelFault, retryAfterSeconds?: number): Problem =>
  new Problem("model-unavailable", "The language model is not available now.", {
    cause: fault,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

/** Somebody has to change the configuration; the cause says what. */
export const misconfigured = (message: string, status?: number): Problem =>
  new Problem("server-error", "The language model could not be asked.", {
    cause: new ModelFault("refused", message, status),
  });

/** The problem a model server's status stands for. `retryAfter` is the header's value. */
export function problemOfStatus(status: number, retryAfter: string | null = null): Problem {
  const answered = `The model server answered ${status}`;
  const seconds = retryAfterSeconds(retryAfter);
  if (status === 429) return unavailable(new ModelFault("rate-limited", `${answered}.`, status), seconds);
  if (status === 408 || status === 504)
    return unavailable(new ModelFault("timeout", `${answered}.`, status), seconds);
  if (status >= 500) return unavailable(new ModelFault("server", `${answered}.`, status), seconds);
  return misconfigured(`${answered}: ${remedies[status] ?? "check LYO_MODEL_BASE_URL."}`, status);
}

const remedies: Readonly<Record<number, string>> = {
  400: "check that LYO_MODEL_NAME is what the server serves and that the prompt fits its context length.",
  401: "check LYO_MODEL_API_KEY, or the credentials of the service account.",
  403: "grant the caller access; on Vertex AI, roles/aiplatform.user to the function's service account.",
  404: "check LYO_MODEL_BASE_URL and LYO_MODEL_NAME.",
  413: "the prompt is larger than the server accepts.",
  422: "check that LYO_MODEL_NAME is what the server serves.",
};

const longestRetryAfterSeconds = 3600;

/** RFC 9110 § 10.2.3: seconds or an HTTP date. Whole seconds, at least one, at most an hour. */
function retryAfterSeconds(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 1), longestRetryAfterSeconds);
}
