import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TenantId } from "#functions/shared/id";
import { makeScope } from "#functions/users/make-scope";
import { sweepAnonymous } from "#functions/users/sweep-anonymous";
import { type AuthHarness, aUser, startAuth } from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const DAY = 24 * 3600;

describe("the sweep of anonymous users", () => {
  it("erases those whose only session ended long ago, once, and nobody else", async () => {
    const anonymous = () => auth.call("POST", "/v1/auth/anonymous", { body: {} });
    const [left, stayed, named] = [(await anonymous()).body, (await anonymous()).body, await aUser(auth)];
    auth.advance(29 * DAY);
    await auth.call("POST", "/v1/auth/refresh", { body: { refreshToken: stayed.tokens.refreshToken } });
    auth.advance(32 * DAY);
    const scope = makeScope(auth.deps)({ tenantId: TenantId.parse("default") });
    expect(await sweepAnonymous(scope)).toBe(1);
    expect(await sweepAnonymous(scope)).toBe(0);
    const status = async (id: string) =>
      (await auth.db.doc(`tenants/default/users/${id}`).get()).get("status");
    expect([await status(left.user.id), await status(stayed.user.id), await status(named.user.id)]).toEqual([
      "deleting",
      "active",
      "active",
    ]);
    expect(auth.jobsOn("erasure")).toHaveLength(1);
  });
});
