import { describe, expect, it } from "vitest";
import { completeLock } from "../../scripts/complete-lock.ts";
import { repositoryFaults } from "../../scripts/repository-rules.ts";

const faultsOf = (path: string, text = ""): string[] => repositoryFaults([{ path, text }]);
const manifest = (field: object): string => JSON.stringify(field);
const lock = (packages: object): string => JSON.stringify({ lockfileVersion: 3, packages });

describe("repositoryFaults", () => {
  it.each([
    ["functions/learning/publish-course.ts", 'import { Problem } from "../shared/problem.ts";'],
    ["functions/shared/work.ts", "/** Refuses `/v1/work/orders`; see RFC 9457. */"],
    ["test/unit/learning/course.test.ts", ""],
    [".ci/run", "npm ci"],
    ["package.json", manifest({ dependencies: { zod: "4.6.7" } })],
    ["package-lock.json", lock({ "node_modules/zod": { version: "4.6.7", integrity: "sha512-x" } })],
  ])("has nothing against %s", (path, text) => {
    expect(faultsOf(path, text)).toEqual([]);
  });

  it.each([
    ["a file nobody expects at the top", "STATUS.md", ""],
    ["a folder nobody expects at the top", "docs/design.md", ""],
    ["a file named for nothing", "functions/learning/utils.ts", ""],
    ["a folder named for nothing", "functions/helpers/clock.ts", ""],
    ["a test beside the code", "functions/learning/course.test.ts", ""],
    ["a test switched off by its name", "test/unit/course.test.ts.skipped", ""],
    ["a test in a folder no project runs", "test/other/course.test.ts", ""],
    ["a mention of the tracker", "README.md", `See ${"issue"} #12.`],
    ["a path of one machine", "scripts/start.ts", `"${["", "home", "ada", "lyo"].join("/")}"`],
    ["a document outside", "functions/index.ts", `// ${["..", "shared", "design", "api.md"].join("/")}`],
    ["an unfinished merge", "functions/index.ts", `ok\n${"<".repeat(7)} HEAD\n`],
    ["a range of versions", "package.json", manifest({ devDependencies: { vitest: "^5.1.1" } })],
    [
      "a registry in the lock",
      "package-lock.json",
      lock({ "node_modules/a": { resolved: "https://r.example/a" } }),
    ],
    [
      "a lock for one platform only",
      "package-lock.json",
      lock({ "node_modules/a": { optionalDependencies: { "a-darwin-arm64": "1.0.0" } } }),
    ],
  ])("finds %s", (_what, path, text) => {
    expect(faultsOf(path, text.replace('"resolved":"', '"resolved": "'))).toHaveLength(1);
  });

  it("says on which line a word stands", () => {
    expect(faultsOf("README.md", `one\ntwo\n${"Issue"} #7`)).toEqual([
      `README.md:3: mentions an issue's number (${"Issue"} #7)`,
    ]);
  });
});

describe("completeLock", () => {
  const builds = {
    "a-darwin-arm64": "1.2.3",
    "a-linux-x64-musl": "1.2.3",
    "a-linux-x64-gnu": "1.2.3",
    plugin: "1.0.0",
  };
  const present = { version: "1.2.3", integrity: "sha512-x" };
  const completed = completeLock({
    packages: {
      "node_modules/a": { dev: true, optionalDependencies: builds },
      "node_modules/a-linux-x64-gnu": present,
    },
  });

  it("adds the platforms that are missing and nothing else", () => {
    expect(Object.keys(completed.packages).sort()).toEqual([
      "node_modules/a",
      "node_modules/a-darwin-arm64",
      "node_modules/a-linux-x64-gnu",
      "node_modules/a-linux-x64-musl",
    ]);
    expect(completed.packages["node_modules/a-linux-x64-gnu"]).toEqual(present);
  });

  it("names the one platform each is for, so that no other installs it", () => {
    expect(completed.packages["node_modules/a-linux-x64-musl"]).toEqual({
      version: "1.2.3",
      cpu: ["x64"],
      dev: true,
      libc: ["musl"],
      optional: true,
      os: ["linux"],
    });
  });

  it("changes nothing the second time", () => {
    expect(completeLock(completed)).toEqual(completed);
  });
});
