import { execFile } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { StartRefused } from "./start-refused.ts";

export type EmulatorName = "firestore" | "pubsub";

const DOWNLOAD_WITHIN_MS = 600_000;

type Env = Readonly<Record<string, string | undefined>>;

interface Emulator {
  readonly variable: string;
  /** Class whose `main` starts the emulator, in Google's archive and in the one firebase-tools downloads. */
  readonly mainClass: string;
  /** Folder and file pattern below a Google Cloud SDK. */
  readonly inSdk: readonly [string, RegExp];
  /** Folder pattern (if it lies in one) and file pattern below firebase-tools' cache. */
  readonly inCache: (cache: string) => string | undefined;
  readonly sdkComponent: string;
}

const emulators: Readonly<Record<EmulatorName, Emulator>> = {
  firestore: {
    variable: "FIRESTORE_EMULATOR_BINARY_PATH",
    mainClass: "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
    inSdk: ["platform/cloud-firestore-emulator", /^cloud-firestore-emulator.*\.jar$/],
    inCache: (cache) => newest(cache, /^cloud-firestore-emulator-v.*\.jar$/),
    sdkComponent: "cloud-firestore-emulator",
  },
  pubsub: {
    variable: "PUBSUB_EMULATOR_BINARY_PATH",
    mainClass: "com.google.cloud.pubsub.testing.v1.Main",
    inSdk: ["platform/pubsub-emulator/lib", /^cloud-pubsub-emulator.*\.jar$/],
    inCache: (cache) => {
      const unpacked = newest(cache, /^pubsub-emulator-[\d.]+$/);
      return unpacked && newest(join(unpacked, "pubsub-emulator/lib"), /\.jar$/);
    },
    sdkComponent: "pubsub-emulator",
  },
};

export interface EmulatorJar {
  readonly jar: string;
  readonly mainClass: string;
}

/**
 * The emulator's archive: the environment variable, an installed Google Cloud SDK, firebase-tools' cache.
 * Where none has it firebase-tools downloads it once (53 to 137 MB).
 * @throws {StartRefused} naming every place looked at and the commands that install it.
 */
export async function emulatorJar(
  name: EmulatorName,
  env: Env,
  report: (line: string) => void,
): Promise<EmulatorJar> {
  const found = findEmulatorJar(name, env);
  if ("jar" in found) return found;
  report(`The ${name} emulator is not on this machine: firebase-tools downloads it`);
  const failure = await download(name, env);
  const downloaded = findEmulatorJar(name, env);
  if ("jar" in downloaded) return downloaded;
  const { sdkComponent, variable } = emulators[name];
  throw new StartRefused(
    [
      `The ${name} emulator was not found. Looked at:`,
      ...found.looked.map((place) => `  ${place}`),
      `firebase-tools could not download it: ${failure}`,
      `Install it: npx firebase setup:emulators:${name}`,
      `  or: gcloud components install ${sdkComponent} (Debian: sudo apt-get install google-cloud-cli-${name}-emulator)`,
      `  or set ${variable} to its jar.`,
    ].join("\n"),
  );
}

/** The archive where it is already on this machine; otherwise every place looked at. */
export function findEmulatorJar(
  name: EmulatorName,
  env: Env,
): EmulatorJar | { readonly looked: readonly string[] } {
  const { variable, mainClass, inSdk, inCache } = emulators[name];
  const named = env[variable];
  if (named) {
    const jar = named.endsWith(".jar") ? named : newest(join(dirname(dirname(named)), "lib"), /\.jar$/);
    if (jar && existsSync(jar)) return { jar, mainClass };
    throw new StartRefused(
      `${variable}=${named} names no file. Correct it, or unset it to have the emulator looked for.`,
    );
  }
  const looked = [`${variable}: not set`];
  const [folder, pattern] = inSdk;
  for (const root of sdkRoots(env)) {
    const jar = newest(join(root, folder), pattern);
    if (jar) return { jar, mainClass };
    looked.push(`Google Cloud SDK: ${join(root, folder)}`);
  }
  const cache = env["FIREBASE_EMULATORS_PATH"] ?? join(env["HOME"] ?? homedir(), ".cache/firebase/emulators");
  const jar = inCache(cache);
  if (jar) return { jar, mainClass };
  return { looked: [...looked, `firebase-tools' cache: ${cache}`] };
}

/** Folders a Google Cloud SDK may be in; `CLOUDSDK_ROOT_DIR`, when set, is the only one. */
function sdkRoots(env: Env): string[] {
  const chosen = env["CLOUDSDK_ROOT_DIR"];
  if (chosen) return [chosen];
  const usual = [
    "/usr/lib/google-cloud-sdk",
    join(env["HOME"] ?? homedir(), "google-cloud-sdk"),
    "/opt/google-cloud-sdk",
    "/snap/google-cloud-cli/current",
    "/opt/homebrew/share/google-cloud-sdk",
    "/usr/local/share/google-cloud-sdk",
  ];
  const onPath = (env["PATH"] ?? "")
    .split(delimiter)
    .map((dir) => join(dir, "gcloud"))
    .filter((gcloud) => existsSync(gcloud))
    .map((gcloud) => dirname(dirname(realpathSync(gcloud))));
  return [...new Set([...usual, ...onPath])];
}

function newest(dir: string, pattern: RegExp): string | undefined {
  if (!existsSync(dir)) return undefined;
  const names = readdirSync(dir).filter((name) => pattern.test(name));
  const last = names.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  return last && join(dir, last);
}

/** Returns firebase-tools' last words. */
async function download(name: EmulatorName, env: Env): Promise<string> {
  const firebase = createRequire(import.meta.url).resolve("firebase-tools/lib/bin/firebase.js");
  const args = [firebase, `setup:emulators:${name}`];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: DOWNLOAD_WITHIN_MS, env }, (_error, stdout, stderr) => {
      resolve(stripVTControlCharacters(`${stdout}\n${stderr}`).trim().split("\n").at(-1) ?? "");
    });
  });
}
