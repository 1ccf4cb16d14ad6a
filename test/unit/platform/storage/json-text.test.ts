import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText } from "#functions/platform/storage/json-text";

async function* listOf<T>(items: readonly T[]) {
  yield* items;
}
const written = (parts: Parameters<typeof jsonText>[0]) => text(Readable.from(jsonText(parts)));

describe("jsonText", () => {
  it("is the JSON of the whole, whatever names and items it has", async () => {
    const item = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    const shape = fc.dictionary(fc.string(), fc.record({ listed: fc.boolean(), items: fc.array(item) }));
    await fc.assert(
      fc.asyncProperty(shape, async (members) => {
        const entries = Object.entries(members);
        const parts = Object.fromEntries(
          entries.map(([name, { listed, items }]) => [name, listed ? listOf(items) : items]),
        );
        const whole = Object.fromEntries(entries.map(([name, { items }]) => [name, items]));
        expect(JSON.parse(await written(parts))).toEqual(JSON.parse(JSON.stringify(whole)));
      }),
    );
  });

  it("writes an item before it asks for the next", async () => {
    let asked = 0;
    async function* counted() {
      for (asked = 1; asked <= 3; asked++) yield { asked };
    }
    const seen: number[] = [];
    for await (const piece of jsonText({ items: counted() })) if (piece.includes("asked")) seen.push(asked);
    expect(seen).toEqual([1, 2, 3]);
  });

  it("fails as its list does", async () => {
    async function* broken() {
      yield 1;
      throw new Error("gone");
    }
    await expect(written({ items: broken() })).rejects.toThrow("gone");
  });
});
