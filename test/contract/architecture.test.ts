import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import architecture from "../../scripts/architecture.mjs";

type Tree = Readonly<Record<string, string>>;

const packages: Tree = Object.fromEntries(
  ["zod", "hono", "tinyld", "@google-cloud/firestore", "vitest"].flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" })],
    [`node_modules/${name}/index.js`, "module.exports = {};"],
  ]),
);

/** A small product that keeps every rule and uses every kind of file. */
const clean: Tree = {
  "package.json": JSON.stringify({
    type: "module",
    imports: { "#functions/*": "./functions/*.ts" },
    dependencies: { zod: "1.0.0", hono: "1.0.0", tinyld: "1.0.0", "@google-cloud/firestore": "1.0.0" },
    devDependencies: { vitest: "1.0.0" },
  }),
  ...packages,
  "functions/index.ts": 'import "./deps.ts"; void import("./learning/api.ts");',
  "functions/deps.ts":
    'import "../infra/queues.ts"; import "@google-cloud/firestore"; import "./learning/course-store.ts";',
  "functions/areas.ts": 'import "./learning/contract.ts"; import "./tasks/contract.ts";',
  "functions/shared/problem.ts": 'import "zod"; import "node:crypto";',
  "functions/platform/http/serve.ts": 'import "hono"; import "../../shared/problem.ts";',
  "functions/learning/api.ts": 'import "./publish-course.ts"; import "../platform/http/serve.ts";',
  "functions/learning/contract.ts":
    'import "./course.ts"; import "./source-contract.ts"; import "../platform/http/serve.ts";',
  "functions/learning/source-contract.ts": 'import "./course.ts"; import "../platform/http/serve.ts";',
  "functions/learning/course.ts":
    'import "zod"; import "tinyld"; import "node:crypto"; import "../tasks/task.ts";',
  "functions/learning/course-store.ts": 'import "@google-cloud/firestore"; import "./course.ts";',
  "functions/learning/publish-course.ts":
    'import type { CourseStore } from "./course-store.ts"; import "../tasks/start-task.ts";',
  "functions/tasks/contract.ts": 'import "./task.ts";',
  "functions/tasks/task.ts": 'import "zod";',
  "functions/tasks/task-store.ts": 'import "./task.ts";',
  "functions/tasks/start-task.ts": 'import "./task-store.ts"; import "./contract.ts";',
  "functions/tasks/jobs.ts": 'import "./events.ts"; import type { Root } from "mdast";',
  "functions/tasks/events.ts": 'import "./start-task.ts";',
  "functions/tasks/api.ts": 'import "./start-task.ts";',
  "infra/queues.ts": "",
  "infra/local/gateway.ts": 'import "../../functions/areas.ts"; import "../../functions/tasks/contract.ts";',
  "scripts/start.ts": 'import "../infra/local/gateway.ts"; import "../functions/areas.ts";',
  "test/support/courses.ts": 'import "#functions/learning/course";',
  "test/unit/course.test.ts": 'import "vitest"; import "../support/courses.ts";',
};

const violations: readonly { rule: string; file: string; imports: string }[] = [
  { rule: "no-cycles", file: "functions/tasks/task.ts", imports: 'import type { A } from "./contract.ts";' },
  { rule: "shared-knows-nobody", file: "functions/shared/page.ts", imports: 'import "hono";' },
  {
    rule: "shared-knows-nobody",
    file: "functions/shared/page.ts",
    imports: 'import "../platform/http/serve.ts";',
  },
  {
    rule: "platform-knows-no-area",
    file: "functions/platform/http/etag.ts",
    imports: 'import type { Task } from "../../tasks/task.ts";',
  },
  {
    rule: "nobody-knows-the-root",
    file: "functions/tasks/stop-task.ts",
    imports: 'import { deps } from "../deps.ts";',
  },
  {
    rule: "functions-know-no-tooling",
    file: "functions/platform/config.ts",
    imports: 'import "../../scripts/start.ts";',
  },
  {
    rule: "functions-know-no-tooling",
    file: "functions/platform/config.ts",
    imports: 'import "../../infra/local/gateway.ts";',
  },
  {
    rule: "another-areas-store-is-private",
    file: "functions/learning/share-course.ts",
    imports: 'import type { TaskStore } from "../tasks/task-store.ts";',
  },
  { rule: "edges-are-leaves", file: "functions/tasks/stop-task.ts", imports: 'import "../learning/api.ts";' },
  {
    rule: "jobs-take-in-their-own-events",
    file: "functions/learning/jobs.ts",
    imports: 'import "../tasks/events.ts";',
  },
  { rule: "nouns-are-pure", file: "functions/tasks/step.ts", imports: 'import "./task-store.ts";' },
  { rule: "nouns-are-pure", file: "functions/tasks/step.ts", imports: 'import "../platform/http/serve.ts";' },
  { rule: "nouns-are-pure", file: "functions/tasks/step.ts", imports: 'import "hono";' },
  {
    rule: "quality-rules-are-pure",
    file: "functions/quality/rules/longest-key.ts",
    imports: 'import "../../platform/http/serve.ts";',
  },
  { rule: "nouns-do-no-io", file: "functions/tasks/step.ts", imports: 'import "node:fs";' },
  {
    rule: "nothing-below-calls-a-verb",
    file: "functions/tasks/step.ts",
    imports: 'import "./start-task.ts";',
  },
  {
    rule: "nothing-below-calls-a-verb",
    file: "functions/tasks/step-store.ts",
    imports: 'import "./start-task.ts";',
  },
  {
    rule: "cloud-sdks-stay-outside",
    file: "functions/tasks/stop-task.ts",
    imports: 'import type { Firestore } from "@google-cloud/firestore";',
  },
  {
    rule: "infra-knows-only-the-lists",
    file: "infra/local/stack.ts",
    imports: 'import "../../functions/tasks/start-task.ts";',
  },
  {
    rule: "infra-knows-no-script",
    file: "infra/local/stack.ts",
    imports: 'import "../../scripts/start.ts";',
  },
  {
    rule: "production-knows-no-test",
    file: "scripts/bench.ts",
    imports: 'import "../test/support/courses.ts";',
  },
  { rule: "tests-stay-apart", file: "test/unit/task.test.ts", imports: 'import "./course.test.ts";' },
  {
    rule: "deployed-code-needs-deployed-packages",
    file: "functions/platform/http/etag.ts",
    imports: 'void import("vitest");',
  },
  {
    rule: "deployed-code-needs-deployed-packages",
    file: "functions/platform/http/etag.ts",
    imports: 'export async function etag() { await using a = (await import("vitest")).open(); return a; }',
  },
  { rule: "imports-resolve", file: "test/unit/task.test.ts", imports: 'import "#functions/tasks/gone";' },
  { rule: "no-orphans", file: "functions/tasks/lonely.ts", imports: "" },
];

describe("scripts/architecture.mjs", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "architecture-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** The names of the rules that `tree` breaks. */
  async function broken(tree: Tree): Promise<string[]> {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { output } = await cruise(["functions", "infra", "scripts", "test"], {
      ...architecture.options,
      ruleSet: { forbidden: architecture.forbidden ?? [] },
      validate: true,
      baseDir: root,
    });
    // Without an output type the cruise answers with its result itself, never with text.
    const { summary } = output as ICruiseResult;
    return [...new Set(summary.violations.map((violation) => violation.rule.name))];
  }

  it("lets a tree pass that keeps every rule", async () => {
    expect(await broken(clean)).toEqual([]);
  });

  it.each(violations)("$rule refuses $file with $imports", async ({ rule, file, imports }) => {
    expect(await broken({ ...clean, [file]: `${clean[file] ?? ""} ${imports}` })).toContain(rule);
  });

  it("has each of its rules broken here", () => {
    const rules = (architecture.forbidden ?? []).map(({ name }) => name);
    expect([...new Set(violations.map(({ rule }) => rule))].sort()).toEqual(rules.sort());
  });
});
