import { type ProblemSlug, problems, problemType } from "../shared/problem.ts";
import type { ProblemType } from "./contract.ts";

interface Explanation {
  /** What happened. */
  readonly meaning: string;
  /** What a client does about it. */
  readonly action: string;
  /** Whether the same request may succeed later, without being changed. */
  readonly retryable: boolean;
}

const signIn: Pick<Explanation, "action" | "retryable"> = {
  action: "Sign in again with POST /v1/auth/login, and forget the tokens that were refused.",
  retryable: false,
};

const explanations: Readonly<Record<ProblemSlug, Explanation>> = {
  "validation-error": {
    meaning:
      "The request was understood, but values in it are missing, unknown or out of range. `errors` names each: `pointer` into the body, or `parameter` of the query, the path or a header.",
    action: "Show each `detail` at its field, let the person correct it, and send the request again.",
    retryable: false,
  },
  "malformed-json": {
    meaning: "The body could not be read as JSON in UTF-8, so nothing in it was looked at.",
    action: "Send well-formed JSON (RFC 8259). This is a fault of the client program, not of its user.",
    retryable: false,
  },
  "weak-password": {
    meaning:
      "The password would be guessed quickly: it is too short, common, or made of what an attacker knows.",
    action: "Ask for a longer password, such as several unrelated words.",
    retryable: false,
  },
  "cursor-expired": {
    meaning: "The cursor belonged to a ranking that was kept for a limited time and is gone.",
    action: "Begin the list again without a cursor.",
    retryable: false,
  },
  "authentication-required": {
    meaning: "The call needs a signed-in person, and no access token that this service issued came with it.",
    action: "Send `Authorization: Bearer <access token>`; sign in first where there is none.",
    retryable: false,
  },
  "invalid-credentials": {
    meaning:
      "The e-mail address and password, or a passkey's answer, do not prove who somebody is. What is wrong with them is not told.",
    action: "Let the person try again, with new options where it was a passkey, or reset the password.",
    retryable: false,
  },
  "token-expired": {
    meaning: "The access token was good, and its ten minutes are over.",
    action:
      "Exchange the refresh token at POST /v1/auth/refresh and send the request again with the new token.",
    retryable: false,
  },
  "token-reused": {
    meaning:
      "A refresh token that had already been exchanged was presented again. It may have been stolen, so the whole session was ended.",
    ...signIn,
  },
  "session-ended": {
    meaning:
      "The session is over. `reason` says why: signed out, revoked, expired, or ended because a token was stolen.",
    ...signIn,
  },
  "mfa-required": {
    meaning: "The password is right, and this account also asks for a second factor.",
    action: "Ask for the code and repeat the sign-in with `totpCode` or `recoveryCode`.",
    retryable: false,
  },
  "fresh-authentication-required": {
    meaning: "The act is dangerous and the last sign-in is more than five minutes ago.",
    action: "Call POST /v1/auth/reauthenticate and repeat the request with the access token it answers.",
    retryable: false,
  },
  "access-denied": {
    meaning: "The caller is known and lacks the permission that `detail` names.",
    action: "Do not offer this act to this person; an administrator can change their roles.",
    retryable: false,
  },
  "email-not-verified": {
    meaning: "The act is open only to people who have shown that their e-mail address is theirs.",
    action:
      "Ask the person to follow the link they were sent; POST /v1/auth/resend-verification sends another.",
    retryable: false,
  },
  "account-suspended": {
    meaning: "An administrator has suspended the account. Nothing was deleted.",
    action: "Tell the person to contact support, and sign them out.",
    retryable: false,
  },
  "resource-not-found": {
    meaning:
      "There is nothing at this address for this caller. What exists but belongs to somebody else is answered the same.",
    action: "Remove the reference from what is shown, or check the path and the host.",
    retryable: false,
  },
  "method-not-allowed": {
    meaning: "The path exists and does not answer this method. `Allow` lists those it does.",
    action: "Use one of the methods in `Allow`.",
    retryable: false,
  },
  conflict: {
    meaning:
      "What is asked for contradicts the present state: a name is taken, the thing is in another state, or the first call with this Idempotency-Key is still running.",
    action:
      "Read the resource again and decide from what it is now. With a `Retry-After`, repeat the same request after that time.",
    retryable: true,
  },
  "course-generating": {
    meaning: "The course is being written, and cannot be changed or removed meanwhile.",
    action: "Wait for its task to end, or cancel the task, and then repeat the request.",
    retryable: true,
  },
  "precondition-failed": {
    meaning: "The resource was changed since the caller read it: `If-Match` names another version.",
    action: "Read it again, apply the change to what is there now, and send that with the new `ETag`.",
    retryable: false,
  },
  "payload-too-large": {
    meaning: "The body has more bytes than this call accepts; `detail` says how many it may have.",
    action: "Send less, or send a file by its upload URL.",
    retryable: false,
  },
  "unsupported-media-type": {
    meaning:
      "The body is not of a kind this call reads: another content type, another charset, or compressed.",
    action: "Send JSON as UTF-8, uncompressed, with `Content-Type: application/json`.",
    retryable: false,
  },
  "idempotency-conflict": {
    meaning:
      "This Idempotency-Key was used before with another body, so it is unclear which of the two was meant.",
    action: "Make a new key for every new request, and repeat a request only with its own body.",
    retryable: false,
  },
  "rate-limit-exceeded": {
    meaning: "The caller has made more requests than the limit in `RateLimit-Policy` allows.",
    action: "Wait the seconds in `Retry-After` and repeat the request; spread requests over time.",
    retryable: true,
  },
  "quota-exceeded": {
    meaning: "The caller has as many of something as they may have at once, such as courses being written.",
    action: "Wait until one has ended, or end one, and repeat the request.",
    retryable: true,
  },
  "budget-exhausted": {
    meaning: "What may be spent on the language model in this period is spent.",
    action: "Try again in the next period, or ask an administrator to raise the budget.",
    retryable: true,
  },
  "account-locked": {
    meaning: "Too many sign-ins have failed, so no further one is tried for a while, not even a right one.",
    action: "Wait the seconds in `Retry-After`, or reset the password.",
    retryable: true,
  },
  "server-error": {
    meaning: "Something went wrong that we did not foresee. It was logged under `traceId`.",
    action:
      "Repeat the request once, with its Idempotency-Key; if it fails again, give support the `traceId`.",
    retryable: true,
  },
  "feature-unavailable": {
    meaning: "What the call needs does not answer now, or this instance is shutting down.",
    action: "Repeat the request after the seconds in `Retry-After`.",
    retryable: true,
  },
  "model-unavailable": {
    meaning: "The language model did not answer, or gave no usable answer, after several attempts.",
    action: "Try again later. What a task has finished is kept.",
    retryable: true,
  },
  "deadline-exceeded": {
    meaning: "The work was not finished in the time it is given and was stopped.",
    action: "Retry the task: it goes on from what is finished.",
    retryable: true,
  },
  "sources-missing": {
    meaning:
      "There is no text to write the course from: without a language model one is written from sources alone, and none fits.",
    action: "Add a source on the topic with POST /v1/sources, or name others in `sourceIds`.",
    retryable: false,
  },
  "source-type-mismatch": {
    meaning:
      "A file was announced as one type and its bytes are another: a picture, an archive, an Office file, or another of the types that can be read.",
    action: "Bring the file again, announced as what it is, or exported to a type that can be read.",
    retryable: false,
  },
  "source-encrypted": {
    meaning: "The PDF opens with a password alone, so nothing in it could be read.",
    action: "Save a copy without a password, and bring that.",
    retryable: false,
  },
  "source-scanned": {
    meaning: "Most pages of the PDF are pictures: they show letters to a reader and hold none.",
    action: "Have the text recognised (OCR), and bring the PDF that comes of it.",
    retryable: false,
  },
  "source-damaged": {
    meaning:
      "The file begins as its type does, and cannot be read to its end, or its letters cannot be told.",
    action: "Export the file anew from the program that made it, or bring its text.",
    retryable: false,
  },
  "source-too-large": {
    meaning:
      "The file holds more pages, characters or elements than are read of one source, or it unpacks to more than the memory and time set aside for one.",
    action: "Split the file, and bring the parts; `detail` names the limit.",
    retryable: false,
  },
  "source-empty": {
    meaning: "The file could be read, and there are no words in it.",
    action: "Look into the file; it may be the wrong one.",
    retryable: false,
  },
  "bank-unreadable": {
    meaning:
      "No question could be made out in what was handed in, or there are more than are judged at once: it is of another format, or damaged.",
    action: "Put the places right that `detail` and `errors` name, or name the `format`.",
    retryable: false,
  },
};

const explain = (slug: ProblemSlug): ProblemType => ({
  type: problemType(slug),
  slug,
  ...problems[slug],
  ...explanations[slug],
});

/** Every problem type, by status. */
export const problemDocs: readonly ProblemType[] = Object.keys(explanations)
  // The keys of `explanations` are the slugs, as its type says.
  .map((slug) => explain(slug as ProblemSlug))
  .sort((a, b) => a.status - b.status);

export const findProblemDoc = (slug: string): ProblemType | undefined =>
  problemDocs.find((doc) => doc.slug === slug);
