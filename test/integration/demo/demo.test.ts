import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

const stack = inject("stack");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyo-demo-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the demo as `npm run demo` does, against the given stack. */
function demo(url: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["scripts/demo.ts", ...args], {
    env: { ...process.env, LYO_URL: url },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

const percents = (err: string): number[] =>
  [...err.matchAll(/^ *(\d+) %/gm)].map(([, percent]) => Number(percent));

/** The stack as seen by a client whose Firestore cannot be reached: everything else is passed on. */
async function withoutFirestore(): Promise<{ url: string; close: () => void }> {
  const server = http.createServer((request, response) => {
    const { headers, method, url = "/" } = request;
    const upstream = http.request(new URL(url, stack.url), { method, headers }, (answer) => {
      if (url !== "/v1/client-config") {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
        return;
      }
      let body = "";
      answer.on("data", (chunk) => (body += chunk));
      answer.on("end", () => {
        const config = JSON.parse(body);
        config.firebase.firestoreEmulatorHost = "127.0.0.1:9";
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(config));
      });
    });
    request.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server has an address once it listens.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe.concurrent("npm run demo", () => {
  it("writes a course from the bundled text, shows rising progress and prints it as Markdown", async () => {
    const { code, out, err } = await demo(stack.url);
    expect(code, err).toBe(0);
    expect(out).toMatch(/^\n# .+/);
    expect(out.match(/^## \d+\. /gm)).toHaveLength(4);
    expect(out).toMatch(/### Questions[\s\S]*### Flashcards[\s\S]*## Sources\n\n\[\^1\]: “/);
    const seen = percents(err);
    expect(seen.at(-1)).toBe(100);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(err).not.toMatch(/long-poll/);
  });

  it("writes one from a file of one's own into a file", async () => {
    const source = join(folder, "notes.txt");
    const out = join(folder, "course.md");
    const article = await readFile("infra/local/library/immune-system.md", "utf8");
    await writeFile(source, article.replace(/^---[\s\S]*?---\n/, ""));
    const { code, err, ...printed } = await demo(
      stack.url,
      "--source",
      source,
      "--lessons",
      "2",
      "--out",
      out,
    );
    expect(code, err).toBe(0);
    expect(printed.out).toBe("");
    expect((await readFile(out, "utf8")).match(/^## \d\. /gm)).toHaveLength(2);
  });

  it("says why a topic that nothing fits was not written about", async () => {
    const { code, err } = await demo(stack.url, "--topic", "Medieval falconry manuals");
    expect(code).toBe(1);
    expect(err).toMatch(/The task failed: Nothing in your sources.*LYO_MODEL_PROVIDER/);
  });

  it("follows by long-poll, and says so, when the listener cannot connect", async () => {
    const proxy = await withoutFirestore();
    const { code, out, err } = await demo(proxy.url);
    proxy.close();
    expect(code, err).toBe(0);
    expect(err).toMatch(/listener cannot connect .* long-poll instead/);
    expect(percents(err).at(-1)).toBe(100);
    expect(out).toMatch(/^\n# /);
  });

  it.each([
    ["there is no stack", () => demo("http://127.0.0.1:9"), /Start the stack first: npm start/],
    [
      "the file is not there",
      () => demo(stack.url, "--source", "no-such-file.txt"),
      /no-such-file\.txt cannot be read/,
    ],
    ["the number is none", () => demo(stack.url, "--lessons", "0"), /It must be 1 to 20/],
  ])("says in one line what is wrong when %s", async (_, run, line) => {
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(line);
    expect(err).not.toMatch(/\n {4}at /);
  });
});
