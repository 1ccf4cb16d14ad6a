import { request } from "node:http";
import { text } from "node:stream/consumers";
import { authApi } from "../../functions/auth/api.ts";
import { createDeps } from "../../functions/deps.ts";
import { learningApi } from "../../functions/learning/api.ts";
import { qualityApi } from "../../functions/quality/api.ts";
import { SessionId, TenantId, UserId } from "../../functions/shared/id.ts";
import { tasksApi } from "../../functions/tasks/api.ts";
import { usersApi } from "../../functions/users/api.ts";
import { stackDeps } from "./api-deps.ts";
import type { Learner } from "./client.ts";
import { serveApp } from "./serve-app.ts";

/** The tenant of the test's stack, and one that it does not have. */
export const HOSTS = { default: "127.0.0.1", other: "other.example" } as const;
type Tenant = keyof typeof HOSTS;

/** Every area, served to two tenants under a host each, on the emulators of the test's stack. */
export async function serveTwoTenants() {
  const { config } = stackDeps();
  const tenants = { default: [HOSTS.default], other: [HOSTS.other] };
  const deps = createDeps({ ...config, settings: { ...config.settings, tenants } });
  const areas = {
    auth: authApi(deps),
    users: usersApi(deps),
    courses: learningApi(deps),
    sources: learningApi(deps),
    reviews: learningApi(deps),
    sync: learningApi(deps),
    tasks: tasksApi(deps),
    quality: qualityApi(deps),
  };
  const server = await serveApp({
    fetch: (request, bindings) => {
      const word = new URL(request.url).pathname.split("/")[2] ?? "";
      const area = Object.entries(areas).find(([name]) => name === word)?.[1] ?? areas.auth;
      return area.fetch(request, bindings);
    },
  });
  return {
    ...{ stop: server.stop, db: deps.db },
    /** Calls as a client of a tenant's host: `fetch` does not let a caller choose it. */
    call: (tenant: Tenant, method: string, path: string, sending: TenantCall = {}) =>
      callUnder(HOSTS[tenant], `${server.url}${path}`, { method, ...sending }),
    /** A token that says the same person is somebody of that tenant. */
    tokenFor: async (learner: Learner, tenant: Tenant): Promise<string> => {
      const { accessToken } = await deps.tokens.issue({
        userId: UserId.parse(learner.userId),
        sessionId: SessionId.parse(learner.tokens.sessionId),
        tenantId: TenantId.parse(tenant),
        roles: ["student", "admin"],
        authTime: Math.floor(Date.now() / 1000),
      });
      return accessToken;
    },
  };
}

interface TenantCall {
  readonly bearer?: string;
  readonly body?: unknown;
}

function callUnder(
  host: string,
  url: string,
  { method, bearer, body }: TenantCall & { method: string },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    host,
    // Node frames no body of a DELETE by itself.
    ...(content !== undefined && { "content-length": Buffer.byteLength(content) }),
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers }, (response) => {
      const answered = text(response).then((json) => ({
        status: response.statusCode ?? 0,
        body: json === "" ? {} : JSON.parse(json),
      }));
      answered.then(resolve, reject);
    });
    asking.on("error", reject).end(content);
  });
}
