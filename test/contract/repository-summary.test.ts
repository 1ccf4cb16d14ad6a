import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const repository = resolve(import.meta.dirname, "../..");
const passes = 'import { it } from "vitest"; it("passes", () => {});';

describe("the last line of a test run", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "summary-"));
    symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Runs vitest, with our reporter alone, over the given test files. */
  function run(files: Readonly<Record<string, string>>, skippedFails = false) {
    writeFileSync(
      join(root, "vitest.config.ts"),
      `import { summaryReporter } from ${JSON.stringify(join(repository, "test/summary-reporter.ts"))};
       export default { test: { reporters: [summaryReporter({ skippedFails: ${skippedFails} })] } };`,
    );
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    return new Promise<{ code: unknown; last: string }>((done) => {
      const vitest = join(repository, "node_modules/vitest/vitest.mjs");
      execFile(process.execPath, [vitest, "run", "--root", root], (error, stdout) =>
        done({ code: error?.code ?? 0, last: stdout.trimEnd().split("\n").at(-1) ?? "" }),
      );
    });
  }

  it("counts the tests that passed", async () => {
    expect(await run({ "a.test.ts": passes, "b.test.ts": passes })).toEqual({
      code: 0,
      last: "2 passed, 0 failed",
    });
  });

  it("counts a file that does not load and a hook that throws as failures", async () => {
    const hook =
      'import { beforeAll, describe, it } from "vitest"; describe("x", () => { beforeAll(() => { throw new Error("no"); }); it("y", () => {}); });';
    const files = { "a.test.ts": passes, "b.test.ts": 'import "./gone.ts";', "c.test.ts": hook };
    expect(await run(files)).toEqual({ code: 1, last: "1 passed, 2 failed" });
  });

  it("counts an error that no test caught as a failure", async () => {
    const late = `${passes} setTimeout(() => { throw new Error("late"); }); it("waits", () => new Promise((go) => setTimeout(go, 50)));`;
    expect(await run({ "a.test.ts": late })).toEqual({ code: 1, last: "2 passed, 1 failed" });
  });

  it("is a failure when no test was found", async () => {
    expect(await run({})).toEqual({ code: 1, last: "0 passed, 1 failed" });
  });

  it("counts a skipped test as a failure where nothing may be skipped", async () => {
    const files = { "a.test.ts": `${passes} it.skip("later", () => {});` };
    expect(await run(files, true)).toEqual({ code: 1, last: "1 passed, 1 failed" });
    expect(await run(files, false)).toEqual({ code: 0, last: "1 passed, 0 failed" });
  });
});
