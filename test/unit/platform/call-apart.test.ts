import { describe, expect, it } from "vitest";
import { type Bounds, callApart } from "#functions/platform/call-apart";

const module = new URL("../../support/apart.ts", import.meta.url).href;
const call = (name: string, input?: unknown, bounds: Partial<Bounds> = {}) =>
  callApart({ module, name, input }, { milliseconds: 20_000, heapMegabytes: 64, megabytes: 256, ...bounds });

describe("a call in a process of its own", () => {
  it("takes and gives back maps, bytes and whatever can be cloned", async () => {
    const input = {
      map: new Map([["a", [1]]]),
      bytes: new Uint8Array([1, 2]),
      text: "é\uD800",
      none: undefined,
    };
    expect(await call("echo", input)).toEqual(input);
  });

  it("tells what was thrown, and that nothing was answered", async () => {
    await expect(call("fail")).rejects.toThrow("no such leaf");
    await expect(call("leave")).rejects.toThrow("without an answer (3)");
    await expect(call("missing")).rejects.toThrow("not a function");
  });

  it("is ended when it takes too long, while others are served", async () => {
    let beats = 0;
    const pulse = setInterval(() => (beats += 1), 20);
    await expect(call("hang", undefined, { milliseconds: 1500 })).rejects.toMatchObject({ of: "time" });
    clearInterval(pulse);
    expect(beats).toBeGreaterThan(10);
  });

  it("is ended when it takes too much memory, of the heap or beside it, and nothing else is", async () => {
    await expect(call("grow", undefined, { heapMegabytes: 32 })).rejects.toMatchObject({ of: "memory" });
    await expect(call("fill")).rejects.toMatchObject({ of: "memory" });
  });

  it("neither writes files nor starts programs", async () => {
    await expect(call("write")).rejects.toThrow("Access to this API has been restricted");
    await expect(call("start")).rejects.toThrow("Access to this API has been restricted");
  });

  it("knows nothing of the environment", async () => {
    expect(await call("surroundings")).not.toHaveProperty("PATH");
  });
});
