import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpoints } from "#functions/areas";
import { anIdleTask, storedCourses } from "../../support/api-deps.ts";
import { isUnrelating } from "../../support/api-routes.ts";
import { honeyBees } from "../../support/api-texts.ts";
import { aLearner, bringSource, type Learner, PASSWORD } from "../../support/client.ts";
import { serveTwoTenants } from "../../support/two-tenants.ts";

const all = Object.values(endpoints)
  .flatMap((area) => Object.values(area))
  .map(({ route, policy }) => ({
    ...{ name: `${route.method.toUpperCase()} ${route.path}`, method: route.method.toUpperCase() },
    ...{ path: route.path, isPrivate: policy.access !== "public" },
    hasBody: route.request?.body !== undefined,
  }));
const privateOnes = all.filter(({ isPrivate }) => isPrivate);

let two: Awaited<ReturnType<typeof serveTwoTenants>>;
let ada: Learner;
/** Things of Ada's in her tenant, by the name of the parameter that tells one. */
let hers: Record<string, string>;
/** Her own tokens: of her tenant, and of the other one, where somebody has her very id. */
let [here, elsewhere] = ["", ""];

beforeAll(async () => {
  [two, ada] = await Promise.all([serveTwoTenants(), aLearner()]);
  const [courseId = ""] = await storedCourses(ada, ["2026-01-01T00:00:00.000Z"]);
  const sourceId = await bringSource(ada, honeyBees);
  const { taskId } = await anIdleTask(ada);
  const { sessionId } = ada.tokens;
  hers = { courseId, sourceId, taskId, sessionId, userId: ada.userId, lessonId: randomUUID() };
  [here, elsewhere] = await Promise.all([two.tokenFor(ada, "default"), two.tokenFor(ada, "other")]);
});
afterAll(() => two.stop());

const pathOf = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => hers[name] ?? randomUUID());
const refusalOf = ({ status, body }: { status: number; body: Record<string, unknown> }) =>
  `${status} ${String(body["type"]).replace(/^.*\//, "")}`;

describe.each(privateOnes)("$name", ({ method, path, hasBody }) => {
  it("takes no token of one tenant under the other's host", async () => {
    const sending = hasBody ? { body: {} } : {};
    for (const [tenant, bearer] of [
      ["other", here],
      ["default", elsewhere],
    ] as const)
      expect(refusalOf(await two.call(tenant, method, pathOf(path), { bearer, ...sending }))).toBe(
        "401 authentication-required",
      );
  });
});

describe.each(privateOnes.filter(({ path, hasBody }) => path.includes("{") && !hasBody))(
  "$name",
  ({ method, path }) => {
    it("has nothing of another tenant's, even for somebody of the same id", async () => {
      const answer = await two.call("other", method, pathOf(path), { bearer: elsewhere });
      expect(refusalOf(answer)).toBe(isUnrelating(method, path) ? "204 undefined" : "404 resource-not-found");
    });
  },
);

describe("two tenants", () => {
  it.each(["courses", "sources", "tasks"])("list none of each other's %s", async (list) => {
    const own = await two.call("default", "GET", `/v1/${list}`, { bearer: here });
    expect(own.body["items"]).toHaveLength(1);
    const others = await two.call("other", "GET", `/v1/${list}`, { bearer: elsewhere });
    expect([others.status, others.body["items"]]).toEqual([200, []]);
  });

  it("know the same address as two people, each by their own password", async () => {
    const email = `${randomUUID()}@example.com`;
    const register = (tenant: "default" | "other", password: string) =>
      two.call(tenant, "POST", "/v1/auth/register", { body: { email, password, displayName: "Ada" } });
    const login = (tenant: "default" | "other", password: string) =>
      two.call(tenant, "POST", "/v1/auth/login", { body: { email, password } });
    const other = "clouds over the green harbour";
    expect((await register("default", PASSWORD)).status).toBe(201);
    expect((await login("other", PASSWORD)).status).toBe(401);
    expect((await register("other", other)).status).toBe(201);
    expect((await login("other", other)).status).toBe(200);
    expect((await login("default", other)).status).toBe(401);
    expect((await register("default", PASSWORD)).status).toBe(409);
  });

  it("take none of each other's refresh tokens", async () => {
    const { refreshToken } = ada.tokens;
    const refused = await two.call("other", "POST", "/v1/auth/refresh", { body: { refreshToken } });
    expect(refused.status).toBe(401);
    const taken = await two.call("default", "POST", "/v1/auth/refresh", { body: { refreshToken } });
    expect(taken.status, "and it is as good as before").toBe(200);
  });

  it("have logs of their own", async () => {
    const log = (await two.db.collection("tenants/other/auditLog").get()).docs;
    const answer = await two.call("default", "GET", "/v1/users/audit-log?limit=100", { bearer: here });
    // The contract of listAudit is checked elsewhere.
    const shown = answer.body["items"] as { id: string }[];
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter(({ id }) => log.some((entry) => entry.id === id))).toEqual([]);
  });
});
