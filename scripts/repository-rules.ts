import { completeLock, type Lock } from "./complete-lock.ts";

/** A file of the repository: its path from the root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const TOP_LEVEL = new Set([
  ...["functions", "infra", "terraform", "scripts", "test"],
  ...["firebase.json", "firestore.indexes.json", "firestore.rules"],
  ...["package-lock.json", "package.json", "tsconfig.json"],
  ...["LICENSE", "README.md"],
  ...[".biome.json", ".ci", ".editorconfig", ".gitattributes", ".github", ".gitignore", ".nvmrc"],
]);

/** Words that say what a file is for a programmer, not what it is about. */
const BANNED_NAMES = new Set(
  (
    "utils helpers common misc manager handler service core base types constants lib impl new old v2 temp " +
    "util helper managers handlers services"
  ).split(" "),
);

/** What belongs to somebody's machine or tracker, and means nothing to a reader of the repository. */
const FOREIGN_WORDS: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /\bissue #\d+/i, what: "an issue's number" },
  { pattern: /(?<![\w.])\/(?:work|home|Users)\/\w/, what: "a path of one machine" },
  { pattern: /\.\.\/shared\/(?:design|reference)\b/, what: "a document outside the repository" },
  { pattern: /^(?:<{7}|>{7}) /m, what: "a merge conflict" },
];

const TEST_PROJECTS = ["contract", "fault", "integration", "rules", "unit"];

/** Every breach of the house rules that the linter, the compiler and the architecture rules cannot see. */
export function repositoryFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...placeFaults(file.path),
    ...nameFaults(file.path),
    ...testFaults(file.path),
    ...wordFaults(file),
    ...packageFaults(file),
  ]);
}

function placeFaults(path: string): string[] {
  const [top = ""] = path.split("/");
  return TOP_LEVEL.has(top) ? [] : [`${path}: "${top}" has no place at the top level`];
}

function nameFaults(path: string): string[] {
  const stems = path.split("/").map((name) => name.replace(/(?<=.)[.].*$/, ""));
  return stems.filter((stem) => BANNED_NAMES.has(stem)).map((stem) => `${path}: "${stem}" names nothing`);
}

/** A test that no project runs is a test switched off. */
function testFaults(path: string): string[] {
  if (!/[.](?:test|spec)\b/.test(path)) return [];
  const runs = path.endsWith(".test.ts") && TEST_PROJECTS.some((name) => path.startsWith(`test/${name}/`));
  return runs ? [] : [`${path}: no test project runs it`];
}

function wordFaults({ path, text }: SourceFile): string[] {
  return FOREIGN_WORDS.flatMap(({ pattern, what }) => {
    const found = pattern.exec(text);
    if (!found) return [];
    const line = text.slice(0, found.index).split("\n").length;
    return [`${path}:${line}: mentions ${what} (${found[0].trim()})`];
  });
}

function packageFaults({ path, text }: SourceFile): string[] {
  if (path === "package-lock.json") return lockFaults(text);
  if (path === "package.json") return pinFaults(text);
  return [];
}

function lockFaults(text: string): string[] {
  // npm wrote the file in this shape; nothing here reads more of it than `packages`.
  const lock = JSON.parse(text) as Lock;
  const left = Object.keys(completeLock(lock).packages).length - Object.keys(lock.packages).length;
  return [
    ...(text.includes('"resolved": "http')
      ? ["package-lock.json: names a registry; set npm's omit-lockfile-registry-resolved"]
      : []),
    ...(left > 0
      ? [`package-lock.json: lacks ${left} builds for other platforms; run scripts/complete-lock.ts`]
      : []),
  ];
}

function pinFaults(text: string): string[] {
  // package.json's own format: these three are maps of names to ranges where they are present.
  const manifest = JSON.parse(text) as Partial<Record<string, Readonly<Record<string, string>>>>;
  return ["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(([, version]) => !/^\d+[.]\d+[.]\d+[\w.+-]*$/.test(version))
      .map(([name, version]) => `package.json: ${name} is not pinned (${version})`),
  );
}
