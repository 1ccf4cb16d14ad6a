import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { cursors } from "#functions/platform/http/cursor";

const key = new Uint8Array(32).fill(7);
const Position = z.strictObject({ createdAt: z.string(), id: z.string() });
const scope = ["default", "ada", "listCourses", "scope=mine"];
const list = cursors(key, scope, Position);
const position = { createdAt: "2026-11-23T12:00:00.000Z", id: "0b6f2c3e-6b0e-4d8e-9d55-0f6f8b0f7a11" };
const refusal = {
  slug: "validation-error",
  errors: [{ parameter: "cursor", detail: expect.stringContaining("cursor") }],
};

describe("a cursor", () => {
  it("opens to the position it was sealed at", () => {
    fc.assert(
      fc.property(fc.record({ createdAt: fc.string({ unit: "grapheme" }), id: fc.string() }), (any) => {
        expect(list.open(list.seal(any))).toEqual(any);
      }),
    );
  });

  it("stands in a URL as it is", () => {
    expect(list.seal({ createdAt: "?&#/+ ÿ", id: "" })).toMatch(/^[\w.-]+$/);
  });

  it("is refused when any character of it was changed, added or left out", () => {
    const sealed = list.seal(position);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
    for (let at = 0; at < sealed.length; at++)
      for (const letter of alphabet.replace(sealed[at] ?? "", "")) {
        const changed = `${sealed.slice(0, at)}${letter}${sealed.slice(at + 1)}`;
        expect(() => list.open(changed), changed).toThrow(expect.objectContaining(refusal));
      }
    for (const changed of [
      `${sealed}A`,
      `A${sealed}`,
      `${sealed}.x`,
      `${sealed}=`,
      sealed.slice(0, -1),
      sealed.slice(1),
    ])
      expect(() => list.open(changed), changed).toThrow(expect.objectContaining(refusal));
  });

  it.each(["", ".", "..", "a.b", "null", "\u0000", "😀.😀", "%2e"])("is refused when it is %j", (cursor) => {
    expect(() => list.open(cursor)).toThrow(expect.objectContaining(refusal));
  });

  it.each([
    ["tenant", ["second", "ada", "listCourses", "scope=mine"]],
    ["user", ["default", "grace", "listCourses", "scope=mine"]],
    ["list", ["default", "ada", "listTasks", "scope=mine"]],
    ["filter", ["default", "ada", "listCourses", "scope=public"]],
    ["division of the same words", ["defaultada", "", "listCourses", "scope=mine"]],
  ])("is refused by another %s", (_, other) => {
    expect(() => cursors(key, other, Position).open(list.seal(position))).toThrow(
      expect.objectContaining(refusal),
    );
  });

  it("is refused under another key", () => {
    const other = cursors(new Uint8Array(32).fill(8), scope, Position);
    expect(() => other.open(list.seal(position))).toThrow(expect.objectContaining(refusal));
  });

  it("of a former version, whose positions had other keys, is refused", () => {
    const former = cursors(key, scope, z.object({ rank: z.number() }));
    expect(() => list.open(former.seal({ rank: 1 }))).toThrow(expect.objectContaining(refusal));
  });
});
