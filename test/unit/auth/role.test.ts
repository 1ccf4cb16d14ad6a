import { describe, expect, it } from "vitest";
import { permits, Role } from "#functions/auth/role";

describe("permits", () => {
  it.each([
    ["student", "course:generate", true],
    ["student", "source:share", false],
    ["student", "system:details", false],
    ["instructor", "course:generate", true],
    ["instructor", "source:share", true],
    ["instructor", "system:details", false],
    ["moderator", "task:read", true],
    ["moderator", "source:share", false],
    ["admin", "source:share", true],
    ["admin", "system:details", true],
    ["admin", "no:such-permission", false],
  ])("a %s %s: %s", (role, permission, allowed) => {
    expect(permits({ roles: [role] }, permission)).toBe(allowed);
  });

  it("adds up several roles", () => {
    expect(permits({ roles: ["student", "instructor"] }, "source:share")).toBe(true);
  });

  it.each([[[]], [["owner"]], [["constructor"]], [["__proto__"]]])("nothing to the roles %j", (roles) => {
    expect(permits({ roles }, "course:read")).toBe(false);
  });

  it("lets every role read courses", () => {
    for (const role of Role.options) expect(permits({ roles: [role] }, "course:read"), role).toBe(true);
  });
});
