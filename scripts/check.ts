/** Everything CI checks, in one table: `npm run check`, or `npm run check -- --quick` to leave the tests out. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { repositoryFaults } from "./repository-rules.ts";

interface Check {
  readonly name: string;
  /** Resolves to what is wrong, empty when nothing is. */
  readonly run: () => Promise<string>;
}

interface Outcome {
  readonly name: string;
  readonly faults: string;
  readonly seconds: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });

const command = (name: string, program: string, ...args: string[]): Check => ({
  name,
  run: () =>
    new Promise((resolve, reject) => {
      const child = spawn(`${root}/node_modules/.bin/${program}`, args, { cwd: root });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
      child.once("error", reject);
      child.once("close", (code) => resolve(code === 0 ? "" : output.trim() || `exit code ${code}`));
    }),
});

const quick: readonly Check[] = [
  command("format and lint", "biome", "check", "--error-on-warnings", "--max-diagnostics=50"),
  command("types", "tsc"),
  command(
    "architecture",
    "depcruise",
    "--config",
    "scripts/architecture.mjs",
    ..."functions infra scripts test".split(" "),
  ),
  command("unused code", "knip", "--no-config-hints"),
  { name: "repository", run: async () => repositoryFaults(sources()).join("\n") },
];

/** What git has or would add, as it stands on disk. */
function sources() {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  return [...new Set(listed.toString().split("\0"))]
    .filter((path) => path !== "" && existsSync(`${root}/${path}`))
    .map((path) => ({ path, text: readFileSync(`${root}/${path}`, "utf8") }));
}

async function timed(check: Check): Promise<Outcome> {
  const start = performance.now();
  const faults = await check.run();
  return { name: check.name, faults, seconds: (performance.now() - start) / 1000 };
}

/** The tests speak for themselves while they run, and end with their own summary. */
const tests: Check = {
  name: "tests",
  run: () =>
    new Promise((resolve, reject) => {
      const child = spawn("npm", ["test"], { cwd: root, stdio: "inherit" });
      child.once("error", reject);
      child.once("close", (code) => resolve(code === 0 ? "" : "see above"));
    }),
};

const outcomes = await Promise.all(quick.map(timed));
if (!options.quick) outcomes.push(await timed(tests));

for (const { name, faults } of outcomes) if (faults) console.log(`\n── ${name}\n${faults}`);
console.log();
for (const { name, faults, seconds } of outcomes)
  console.log(`${faults ? "✗" : "✓"} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s`);
if (outcomes.some(({ faults }) => faults)) process.exitCode = 1;
