import { describe, expect, it } from "vitest";
import { traceOf, traceparentOf } from "#functions/platform/telemetry/trace";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = "00f067aa0ba902b7";

describe("traceOf", () => {
  it("continues the caller's trace in a span of its own", () => {
    const trace = traceOf(`00-${traceId}-${parent}-01`);
    expect(trace).toEqual({ traceId, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), sampled: true });
    expect(trace.spanId).not.toBe(parent);
    expect(traceparentOf(trace)).toBe(`00-${traceId}-${trace.spanId}-01`);
  });

  it("keeps the caller's choice not to be sampled", () => {
    expect(traceOf(`00-${traceId}-${parent}-00`).sampled).toBe(false);
    expect(traceOf(`00-${traceId}-${parent}-02`).sampled).toBe(false);
    expect(traceOf(`00-${traceId}-${parent}-03`).sampled).toBe(true);
  });

  it("reads the known part of a later version", () => {
    expect(traceOf(`cc-${traceId}-${parent}-01-what-the-future-brings`).traceId).toBe(traceId);
    expect(traceOf(`fe-${traceId}-${parent}-01`).traceId).toBe(traceId);
  });

  it.each([
    undefined,
    "",
    "garbage",
    `ff-${traceId}-${parent}-01`,
    `00-${traceId}-${parent}-01-more`,
    `00-${traceId}-${parent}-01, 00-${traceId}-${parent}-01`,
    `cc-${traceId}-${parent}-01.more`,
    `00-${"0".repeat(32)}-${parent}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${parent}-01`,
    `00-${traceId}-${parent}`,
    ` 00-${traceId}-${parent}-01`,
  ])("begins a trace of its own for %j", (traceparent) => {
    const trace = traceOf(traceparent);
    expect(trace).toEqual({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      sampled: false,
    });
    expect(trace.traceId).not.toBe(traceId);
    expect(traceOf(traceparent).traceId).not.toBe(trace.traceId);
  });
});
