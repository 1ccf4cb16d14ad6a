/**
 * Every way this backend says no. One line here is one documented answer of the API (RFC 9457):
 * its type is `https://api.lyo.app/problems/<slug>`, and `/problems/<slug>` explains it.
 */
export const problems = {
  "validation-error": { status: 400, title: "The request does not match its schema" },
  "malformed-json": { status: 400, title: "The body is not valid JSON" },
  "weak-password": { status: 400, title: "The password is too easy to guess" },
  "cursor-expired": { status: 400, title: "The cursor is no longer valid" },
  "authentication-required": { status: 401, title: "A valid bearer token is required" },
  "invalid-credentials": { status: 401, title: "This does not prove who you are" },
  "token-expired": { status: 401, title: "The access token has expired" },
  "token-reused": { status: 401, title: "The refresh token was used before" },
  "session-ended": { status: 401, title: "The session has ended" },
  "mfa-required": { status: 401, title: "A second factor is required" },
  "fresh-authentication-required": { status: 401, title: "This act needs a recent sign-in" },
  "access-denied": { status: 403, title: "The caller may not do this" },
  "email-not-verified": { status: 403, title: "The e-mail address is not verified" },
  "account-suspended": { status: 403, title: "The account is suspended" },
  "resource-not-found": { status: 404, title: "There is no such resource" },
  "method-not-allowed": { status: 405, title: "The resource does not have this method" },
  conflict: { status: 409, title: "The resource is not in a state that allows this" },
  "course-generating": { status: 409, title: "The course is being written" },
  "precondition-failed": { status: 412, title: "The resource has changed" },
  "payload-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The content type is not supported" },
  "idempotency-conflict": { status: 422, title: "The idempotency key was used with another body" },
  "rate-limit-exceeded": { status: 429, title: "Too many requests" },
  "quota-exceeded": { status: 429, title: "A quota is used up" },
  "budget-exhausted": { status: 429, title: "The budget is used up" },
  "account-locked": { status: 429, title: "Too many failed sign-ins" },
  "server-error": { status: 500, title: "Something broke on our side" },
  "feature-unavailable": { status: 503, title: "This feature is not available now" },
  "model-unavailable": { status: 503, title: "The language model is not available now" },
  "deadline-exceeded": { status: 504, title: "The work did not finish in time" },
  "sources-missing": { status: 422, title: "There is nothing to write the course from" },
  "source-type-mismatch": { status: 422, title: "The file is not what it was announced to be" },
  "source-encrypted": { status: 422, title: "The file needs a password" },
  "source-scanned": { status: 422, title: "The file holds pictures of pages, not text" },
  "source-damaged": { status: 422, title: "The file cannot be read" },
  "source-too-large": { status: 422, title: "The file holds more than can be read" },
  "source-empty": { status: 422, title: "The file holds no words" },
  "bank-unreadable": { status: 422, title: "The question bank cannot be read" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemSlug = keyof typeof problems;

/** One fault of the input: a JSON pointer into the body, or the name of a query or path parameter. */
export type Fault = { pointer: string; detail: string } | { parameter: string; detail: string };

interface ProblemExtra {
  /** Never shown; logged. */
  readonly cause?: unknown;
  readonly errors?: readonly Fault[];
  /** Whole seconds; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Extension members of RFC 9457 § 3.2, e.g. `reason` of `session-ended`. */
  readonly members?: Readonly<Record<string, string | number | boolean>>;
}

/** A refusal we chose. `detail` is shown to the caller, so it never holds a secret or an inherited message. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly slug: ProblemSlug;
  readonly errors: readonly Fault[];
  readonly retryAfterSeconds: number | undefined;
  readonly members: Readonly<Record<string, string | number | boolean>>;

  constructor(slug: ProblemSlug, detail: string, extra: ProblemExtra = {}) {
    super(detail, { cause: extra.cause });
    this.slug = slug;
    this.errors = extra.errors ?? [];
    this.retryAfterSeconds = extra.retryAfterSeconds;
    this.members = extra.members ?? {};
  }

  get status(): number {
    return problems[this.slug].status;
  }
}

/** The type URI of a problem; its path is answered with documentation. */
export const problemType = (slug: ProblemSlug): string => `https://api.lyo.app/problems/${slug}`;

/** Retrying cannot help: the input, the caller or the state is at fault. */
export const isTerminal = (error: unknown): boolean =>
  error instanceof Problem && error.status < 500 && error.status !== 429;
