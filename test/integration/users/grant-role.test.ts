import { describe, expect, inject, it } from "vitest";
import { stackDeps } from "../../support/api-deps.ts";
import { aLearner, signedInAgain } from "../../support/client.ts";
import { runScript } from "../../support/run-script.ts";

const { env } = inject("stack");
const grant = (...args: string[]) => runScript("grant-role.ts", args, env);

describe("npm run grant-role", () => {
  it("makes a tenant's administrator, who can then give roles, and stands in the audit log", async () => {
    const ada = await aLearner();
    expect((await ada.call("GET", "/v1/users")).status).toBe(403);
    const told = await grant("--email", ada.email.toUpperCase(), "--role", "admin");
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("student, admin") });
    const admin = await signedInAgain(ada);
    for (const filter of [
      "",
      "role=admin",
      "role=admin&status=active",
      "status=active",
      "q=ada",
      "q=ada&status=active",
    ])
      expect((await admin.call("GET", `/v1/users?limit=1&${filter}`)).status, filter).toBe(200);
    const { db } = stackDeps();
    const auditId: unknown = (await db.doc(`tenants/default/users/${ada.userId}`).get()).get("auditId");
    const found = await db.collection("tenants/default/auditLog").where("target.id", "==", auditId).get();
    expect(found.docs.map((entry) => entry.get("action"))).toContain("roles.changed");
  });

  it.each([
    ["nobody's address", ["--email", "nobody@example.com", "--role", "admin"]],
    ["no address", ["--email", "nobody", "--role", "admin"]],
    ["an unknown role", ["--email", "a@example.com", "--role", "emperor"]],
    ["an unknown tenant", ["--email", "a@example.com", "--role", "admin", "--tenant", "nowhere"]],
    ["nothing", []],
  ])("refuses %s", async (_what, args) => {
    expect(await grant(...args)).toMatchObject({ code: 2, stdout: "" });
  });
});
