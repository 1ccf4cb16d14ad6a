/** Makes `dist/`, the tree that is deployed: JavaScript, the data it reads, its own package.json and lock. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}dist`;

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  engines: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  scarfSettings: z.object({ enabled: z.literal(false) }),
});

const Lock = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })),
});

rmSync(dist, { recursive: true, force: true });
mkdirSync(`${dist}/infra`, { recursive: true });
compile();
copyData();
writePackage();
requireLoadable();
console.log("dist/ is ready to deploy.");

function compile(): void {
  const config = `${dist}/tsconfig.json`;
  const compilerOptions = { noEmit: false, outDir: ".", rootDir: ".." };
  writeJson(config, { extends: "../tsconfig.json", compilerOptions, include: ["../functions"] });
  run(`${root}node_modules/.bin/tsc`, ["--project", config], root);
  rmSync(config);
}

/** Settings and lists at the top of `infra/` and in `environments/`; the local stack stays behind. */
function copyData(): void {
  cpSync(`${root}infra/environments`, `${dist}/infra/environments`, { recursive: true });
  for (const name of readdirSync(`${root}infra`).filter((file) => /[.](?:json|yaml)$/.test(file)))
    cpSync(`${root}infra/${name}`, `${dist}/infra/${name}`);
}

/** Production dependencies at our versions, transitive ones included: what was tested is what is installed. */
function writePackage(): void {
  const { scarfSettings, ...manifest } = Manifest.parse(readJson(`${root}package.json`));
  writeJson(`${dist}/package.json`, {
    ...manifest,
    private: true,
    type: "module",
    main: "functions/index.js",
    ...currentCommit(),
    scarfSettings,
  });
  const lock = Lock.parse(readJson(`${root}package-lock.json`));
  const needed = Object.entries(lock.packages).filter(
    ([path, locked]) => path !== "" && !locked.dev && !/^node_modules\/node-(?:linux|win)-/.test(path),
  );
  writeJson(`${dist}/package-lock.json`, {
    ...lock,
    packages: { "": manifest, ...Object.fromEntries(needed) },
  });
}

/** npm's own field for the commit a package is made from. Without git, or outside a repository, there is none. */
function currentCommit(): { gitHead?: string } {
  try {
    const asked = ["rev-parse", "HEAD"];
    const told = execFileSync("git", asked, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    return { gitHead: told.toString().trim() };
  } catch {
    return {};
  }
}

/** Loads the tree as functions-framework does, and finds every function that is to be deployed. */
function requireLoadable(): void {
  const script = `
    import "./functions/index.js";
    import { deployed } from "./functions/areas.js";
    import { getFunction } from "@google-cloud/functions-framework/testing";
    const missing = deployed.map(({ name }) => name).filter((name) => !getFunction(name));
    if (missing.length > 0) throw new Error("functions/index.ts does not register " + missing.join(", "));
  `;
  run(process.execPath, ["--input-type=module", "--eval", script], dist);
}

function run(program: string, args: readonly string[], cwd: string): void {
  execFileSync(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
