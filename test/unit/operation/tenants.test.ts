import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tenantsOf, withoutTenant, withTenant } from "../../../scripts/operation/tenants.ts";

const read = (environment: string) =>
  readFileSync(new URL(`../../../infra/environments/${environment}.json`, import.meta.url), "utf8");
const production = read("production");

describe("the tenants of an environment's settings", () => {
  it.each(["development", "staging", "production"])(
    "are added to those of %s and taken out again",
    (name) => {
      const text = read(name);
      const more = withTenant(text, { name: "acme", hosts: ["api.acme.example", "api.acme.example"] });
      expect(tenantsOf(more)).toEqual({ ...tenantsOf(text), acme: ["api.acme.example"] });
      expect(withoutTenant(more, "acme")).toBe(text);
      expect(withoutTenant(text, "acme"), "not there").toBe(text);
    },
  );

  it("stay readable when there are many", () => {
    const names = Array.from({ length: 5 }, (_, n) => `tenant-${n}`);
    const text = names.reduce(
      (before, name) => withTenant(before, { name, hosts: [`${name}.example.com`] }),
      production,
    );
    expect(Object.keys(tenantsOf(text))).toEqual(["default", ...names]);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(withoutTenant(text, "default").split("\n").slice(3)).toEqual(text.split("\n").slice(4));
  });

  it.each([
    ["a name that is no tenant's", "Acme Inc.", ["api.acme.example"]],
    ["a name of one letter", "a", ["api.acme.example"]],
    ["a name that is taken", "default", ["api.acme.example"]],
    ["a host that is another's", "acme", ["api.acme.example", "api.lyo.app"]],
    ["a host with a port", "acme", ["api.acme.example:8080"]],
    ["a host with capitals, which no request is matched by", "acme", ["API.acme.example"]],
    ["a URL", "acme", ["https://api.acme.example"]],
    ["a star", "acme", ["*.acme.example"]],
    ["no host", "acme", []],
  ])("are not added with %s", (_what, name, hosts) => {
    expect(() => withTenant(production, { name, hosts })).toThrow();
  });
});
