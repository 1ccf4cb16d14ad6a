import { describe, expect, it } from "vitest";
import { routes } from "../../../infra/local/routes.ts";

describe("routes", () => {
  const functionOf = routes([
    { name: "auth", paths: ["/v1/auth/*", "/.well-known/jwks.json"] },
    { name: "learning", paths: ["/v1/courses", "/v1/courses/*", "/v1/auth/lessons/*"] },
    { name: "system-jobs", paths: ["/jobs/system/*"] },
  ]);

  it.each([
    ["/v1/auth/login", "auth"],
    ["/v1/auth/", "auth"],
    ["/v1/auth", undefined],
    ["/v1/authority", undefined],
    ["/.well-known/jwks.json", "auth"],
    ["/.well-known/jwks.json/more", undefined],
    ["/v1/courses", "learning"],
    ["/v1/courses/7/publish", "learning"],
    ["/v1/auth/lessons/7", "learning"],
    ["/jobs/system/sweep-outbox", "system-jobs"],
    ["/", undefined],
  ])("sends %s to %s, as the load balancer would", (path, name) => {
    expect(functionOf(path)).toBe(name);
  });

  it("refuses a path that two functions claim", () => {
    const twins = [
      { name: "a", paths: ["/v1/a/*"] },
      { name: "b", paths: ["/v1/a/*"] },
    ];
    expect(() => routes(twins)).toThrow("/v1/a/* is claimed by a and b.");
  });

  it.each(["/v1/*/posts", "/v1/a*", "v1/a", "/v1/a/**"])("refuses the pattern %s", (path) => {
    expect(() => routes([{ name: "a", paths: [path] }])).toThrow("is not a path pattern");
  });
});
