import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { StartRefused } from "./start-refused.ts";

const run = promisify(execFile);
/** Google's emulators of the Cloud SDK ask for it; those firebase-tools downloads ask for 21. */
const OLDEST = 17;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A Java that can run the emulators: `JAVA_HOME`, then `PATH`, then what is installed below `LYO_JVM_DIRS`
 * (where systems keep their Javas, unless set), newest first.
 * @throws {StartRefused} naming every place looked at and the command that installs one.
 */
export async function findJava(env: Env): Promise<string> {
  const looked: string[] = [];
  for (const candidate of await candidates(env)) {
    const version = await majorVersion(candidate);
    if (version !== undefined && version >= OLDEST) return candidate;
    looked.push(`  ${candidate}: ${version === undefined ? "not there" : `Java ${version}, too old`}`);
  }
  throw new StartRefused(
    [
      `Java ${OLDEST} or newer is needed by the Firestore and Pub/Sub emulators. Looked at:`,
      `  JAVA_HOME: ${env["JAVA_HOME"] ?? "not set"}`,
      ...looked,
      ...jvmDirs(env).map((dir) => `  ${dir}/*`),
      "Install it: sudo apt-get install openjdk-21-jre-headless (Debian 12: openjdk-17-jre-headless),",
      "  brew install openjdk (macOS), or https://adoptium.net; then set JAVA_HOME if it is not on the PATH.",
    ].join("\n"),
  );
}

const jvmDirs = (env: Env): string[] =>
  (
    env["LYO_JVM_DIRS"] ??
    ["/usr/lib/jvm", "/Library/Java/JavaVirtualMachines", "/opt/homebrew/opt"].join(delimiter)
  )
    .split(delimiter)
    .filter((dir) => dir !== "");

async function candidates(env: Env): Promise<string[]> {
  const name = process.platform === "win32" ? "java.exe" : "java";
  const home = env["JAVA_HOME"];
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((dir) => dir !== "");
  const installed = await Promise.all(jvmDirs(env).map(javasBelow));
  return [
    ...(home ? [join(home, "bin", name)] : []),
    ...onPath.map((dir) => join(dir, name)),
    ...installed.flat(),
  ];
}

async function javasBelow(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  const newestFirst = names.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return newestFirst
    .filter((name) => /jdk|jre|java|temurin|zulu/i.test(name))
    .flatMap((name) => [join(dir, name, "bin/java"), join(dir, name, "Contents/Home/bin/java")]);
}

/** `17` of `openjdk version "17.0.15"`, `8` of `java version "1.8.0_402"`; undefined when it does not run. */
async function majorVersion(java: string): Promise<number | undefined> {
  const answer = await run(java, ["-version"], { timeout: 10_000 }).catch(() => undefined);
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(answer?.stderr ?? "") ?? [];
  return first === undefined ? undefined : Number(first === "1" ? second : first);
}
