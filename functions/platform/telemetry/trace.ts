import { randomUUID } from "node:crypto";

/** W3C Trace Context: which trace a request belongs to, and this hop's own span. */
export interface Trace {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** 122 random bits in hex, from a supply that Node keeps: asking for few bytes at a time is slow. */
const random = (): string => randomUUID().replaceAll("-", "");

/** Continues the caller's trace (https://www.w3.org/TR/trace-context/ § 3.2) or begins one. */
export function traceOf(traceparent: string | undefined): Trace {
  const found = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(
    traceparent ?? "",
  );
  const [, version = "", traceId = "", parent = "", flags = "00", more] = found ?? [];
  // Only a later version may go on after the flags.
  const known = more === undefined || version !== "00";
  const valid = known && /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(parent);
  return {
    traceId: valid ? traceId : random(),
    spanId: random().slice(16),
    sampled: valid && (Number.parseInt(flags, 16) & 1) === 1,
  };
}

export const traceparentOf = (trace: Trace): string =>
  `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? "01" : "00"}`;
