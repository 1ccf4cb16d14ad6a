import type { Settings } from "../../functions/platform/config.ts";
import { rateLimiter } from "../../functions/platform/http/rate-limit.ts";
import type { HttpPorts, Idempotency } from "../../functions/platform/http/request.ts";
import type { Log } from "../../functions/platform/telemetry/log.ts";
import type { Caller } from "../../functions/shared/caller.ts";
import { SessionId, TenantId, UserId } from "../../functions/shared/id.ts";
import { Problem } from "../../functions/shared/problem.ts";

export const ada: Caller = {
  userId: UserId.parse("0b6f2c3e-6b0e-4d8e-9d55-0f6f8b0f7a11"),
  sessionId: SessionId.parse("1b6f2c3e-6b0e-4d8e-9d55-0f6f8b0f7a12"),
  tenantId: TenantId.parse("default"),
  roles: ["learner"],
  authTime: 1_790_000_000,
};
export const grace: Caller = {
  ...ada,
  userId: UserId.parse("2b6f2c3e-6b0e-4d8e-9d55-0f6f8b0f7a13"),
  roles: ["admin"],
};

const callers: Readonly<Record<string, Caller>> = { "ada-token": ada, "grace-token": grace };

const plenty = { requests: 100_000, seconds: 60 };

export const settings: Settings = {
  region: "europe-west1",
  tenants: { default: ["127.0.0.1", "localhost", "[::1]"], second: ["second.example"] },
  corsOrigins: ["https://app.example"],
  trustedHops: 1,
  firebase: { apiKey: "demo-api-key" },
  webauthn: { rpId: "localhost", rpName: "Lyo", origins: ["http://localhost:3000"] },
  minSupportedVersion: "1.2.0",
  limits: {
    default: plenty,
    login: { requests: 3, seconds: 60 },
    register: plenty,
    refresh: plenty,
    model: plenty,
  },
  mail: { from: { email: "no-reply@lyo.app", name: "Lyo" }, appUrl: "https://app.example" },
  generation: {
    activeTasksPerUser: 3,
    rates: { currency: "USD", secondsPerCall: 1, completionTokensPerSecond: 50 },
  },
};

export const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** For calls that are not repeated. */
const never: Idempotency = {
  once: () => Promise.reject(new Error("no idempotent call is made here")),
};

/** Limits count by the clock's minutes: a test that lasts over the end of one would see two. */
const TEN_PAST_THE_MINUTE = new Date("2026-01-05T12:00:10Z");

/** The request path's ports, with two people who are known by name: Ada may not, Grace may everything. */
export const fixturePorts = (given: Partial<HttpPorts> = {}): HttpPorts => ({
  projectId: "demo-lyo",
  settings,
  log: silent,
  verify: async (token, tenantId) => {
    const caller = callers[token];
    if (!caller || caller.tenantId !== tenantId)
      throw new Problem("authentication-required", "The token is not one of ours.");
    return caller;
  },
  permits: (caller) => caller.roles.includes("admin"),
  limiter: rateLimiter({ limits: settings.limits, clock: () => TEN_PAST_THE_MINUTE, log: silent }),
  idempotency: never,
  ...given,
});
