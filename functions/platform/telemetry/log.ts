import { AsyncLocalStorage } from "node:async_hooks";
import { createGcpLoggingPinoConfig } from "@google-cloud/pino-logging-gcp-config";
import { type Logger, pino } from "pino";
import type { Trace } from "./trace.ts";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

/** What every line written during a request carries. Log context only: nothing decides by it. */
const context = new AsyncLocalStorage<Record<string, unknown>>();

export const withLogContext = <T>(fields: Record<string, unknown>, work: () => T): T =>
  context.run({ ...context.getStore(), ...fields }, work);

/** The fields by which Cloud Logging ties a line to its trace. */
export const traceFields = (projectId: string, trace: Trace) => ({
  "logging.googleapis.com/trace": `projects/${projectId}/traces/${trace.traceId}`,
  "logging.googleapis.com/spanId": trace.spanId,
  "logging.googleapis.com/trace_sampled": trace.sampled,
});

/**
 * Structured lines in Cloud Logging's JSON on stdout. Values under names that hold secrets or a person's words
 * are left out wherever they stand one level deep: a second line of defence, not a licence to log them.
 */
export const createLog = (config: { logLevel: string; functionName: string }): Log =>
  pino(
    createGcpLoggingPinoConfig(
      { serviceContext: { service: config.functionName, version: "1" }, inihibitDiagnosticMessage: true },
      {
        level: config.logLevel,
        mixin: () => context.getStore() ?? {},
        redact: {
          paths: ["*.password", "*.accessToken", "*.refreshToken", "*.authorization", "*.email", "*.text"],
          remove: true,
        },
      },
    ),
  );
