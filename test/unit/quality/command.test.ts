import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const SCRIPT = join(import.meta.dirname, "../../../scripts/quality.ts");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "quality-"));
  const long = "the Moon, which is by far the nearest of all heavy bodies";
  await Promise.all([
    writeFile(join(folder, "good.gift"), "Why tides? {=Moon ~wind ~rain ####Gravity pulls the sea.}"),
    writeFile(join(folder, "flawed.gift"), `::\u001b[31mTides:: Why tides? {=${long} ~wind ~rain}`),
    writeFile(join(folder, "broken.gift"), "Why? {=Moon ~wind ####Gravity.}\n\nOpen {=a"),
  ]);
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in the folder, with nothing of this process's environment. */
async function quality(args: readonly string[], { input = "", env = {}, readsOutput = true } = {}) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { cwd: folder, env });
  child.stdin.end(input);
  if (!readsOutput) child.stdout.destroy();
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([
    readsOutput ? text(child.stdout) : "",
    text(child.stderr),
    ended,
  ]);
  return { stdout, stderr, code };
}

describe("npm run quality", () => {
  it("ends with the code that its findings deserve", async () => {
    const codes = await Promise.all(
      [
        ["good.gift", "--fail-on", "warning"],
        ["flawed.gift", "--fail-on", "never"],
        ["flawed.gift", "--fail-on", "warning"],
        ["broken.gift"],
        ["nowhere.gift", "--fail-on", "never"],
        ["good.gift", "--fail-on", "sometimes"],
        ["--help"],
      ].map(async (args) => (await quality(args)).code),
    );
    expect(codes).toEqual([0, 0, 1, 1, 2, 2, 0]);
  });

  it("says it all in the first sentence, then tells each finding on a line without colours or escapes", async () => {
    const { stdout } = await quality(["flawed.gift", "broken.gift"]);
    expect(stdout).toMatch(/^2 files: .*\n/);
    expect(stdout).toMatch(/\n1 +\[31mTides +warning +longest-key +“the Moon/);
    expect(stdout).toMatch(/\n3 +Open \{=a +error +broken +The answer block opens/);
    expect(stdout).not.toContain("\u001b");
    expect((await quality(["broken.gift"], { env: { FORCE_COLOR: "1" } })).stdout).toContain("\u001b[31m");
  });

  it("writes one JSON document, and reads standard input", async () => {
    const input = JSON.stringify({
      items: [{ stem: "Why?", options: [{ text: "a", correct: true }, { text: "b" }] }],
    });
    const { stdout } = await quality(["-", "good.gift", "nowhere", "--json", "--language", "de"], { input });
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        { file: "standard input", format: "json", language: "de", items: { judged: 1 } },
        { file: "good.gift", format: "gift", languageFrom: "told" },
        { file: "nowhere", problem: { detail: "There is no such file." } },
      ],
      total: { files: 3, unreadable: 1, items: { judged: 2 } },
    });
  });

  it("ends as its findings deserve, and without a word, when nobody reads on", async () => {
    const args = ["flawed.gift", "--fail-on", "warning"];
    expect(await quality(args, { readsOutput: false })).toEqual({ stdout: "", stderr: "", code: 1 });
  });

  it("writes a page", async () => {
    await quality(["flawed.gift", "--html", "out.html"]);
    expect(await readFile(join(folder, "out.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*longest-key/);
  });
});
