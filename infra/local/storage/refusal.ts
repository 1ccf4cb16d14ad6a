/** A refusal of Cloud Storage: the JSON API names it by `reason`, the XML API by `code`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly reason: string;
  readonly code: string;

  constructor(kind: keyof typeof KINDS, message: string) {
    super(message);
    ({ status: this.status, reason: this.reason, code: this.code } = KINDS[kind]);
  }
}

const KINDS = {
  "not-modified": { status: 304, reason: "notModified", code: "NotModified" },
  invalid: { status: 400, reason: "invalid", code: "InvalidArgument" },
  "bad-digest": { status: 400, reason: "invalid", code: "BadDigest" },
  "too-large": { status: 400, reason: "uploadTooLarge", code: "EntityTooLarge" },
  "too-small": { status: 400, reason: "invalid", code: "EntityTooSmall" },
  "expired-token": { status: 400, reason: "invalid", code: "ExpiredToken" },
  "malformed-header": { status: 400, reason: "invalid", code: "MalformedSecurityHeader" },
  "no-such-bucket": { status: 404, reason: "notFound", code: "NoSuchBucket" },
  "no-such-object": { status: 404, reason: "notFound", code: "NoSuchKey" },
  "no-such-upload": { status: 404, reason: "notFound", code: "NoSuchUpload" },
  conflict: { status: 409, reason: "conflict", code: "BucketAlreadyOwnedByYou" },
  "not-empty": { status: 409, reason: "conflict", code: "BucketNotEmpty" },
  "condition-not-met": { status: 412, reason: "conditionNotMet", code: "PreconditionFailed" },
  range: { status: 416, reason: "requestedRangeNotSatisfiable", code: "InvalidRange" },
  "not-emulated": { status: 501, reason: "notImplemented", code: "NotImplemented" },
  internal: { status: 500, reason: "backendError", code: "InternalError" },
} as const;

/** The error body of the JSON API. */
export const jsonError = ({ status, reason, message }: Refusal): string =>
  JSON.stringify({ error: { code: status, message, errors: [{ message, domain: "global", reason }] } });

/** The error body of the XML API. */
export const xmlError = ({ code, message }: Refusal): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
