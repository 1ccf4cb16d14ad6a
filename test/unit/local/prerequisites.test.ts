import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataDir } from "../../../infra/local/data-dir.ts";
import { findEmulatorJar } from "../../../infra/local/emulator-jars.ts";
import { findJava } from "../../../infra/local/java.ts";
import { choosePort } from "../../../infra/local/ports.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "lyo-prerequisites-"));
});
afterEach(() => rm(home, { recursive: true }));

/** A file at `path` below the temporary home; its content makes a script of it. */
async function place(path: string, content = ""): Promise<string> {
  const file = join(home, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, content);
  await chmod(file, 0o755);
  return file;
}

const javaOf = (version: string) => `#!/bin/sh\necho 'openjdk version "${version}" 2025-01-01' >&2\n`;

describe("findJava", () => {
  const nowhere = () => ({ PATH: join(home, "empty"), LYO_JVM_DIRS: join(home, "jvm") });

  it("prefers JAVA_HOME to the PATH and the PATH to what is installed", async () => {
    const installed = await place("jvm/jdk-25/bin/java", javaOf("25.0.1"));
    expect(await findJava(nowhere())).toBe(installed);
    const onPath = await place("bin/java", javaOf("21.0.2"));
    expect(await findJava({ ...nowhere(), PATH: join(home, "bin") })).toBe(onPath);
    const chosen = await place("own/bin/java", javaOf("17.0.15"));
    expect(await findJava({ ...nowhere(), PATH: join(home, "bin"), JAVA_HOME: join(home, "own") })).toBe(
      chosen,
    );
  });

  it("passes over a Java that is too old", async () => {
    await place("bin/java", javaOf("1.8.0_402"));
    const newest = await place("jvm/jdk-21/bin/java", javaOf("21"));
    await place("jvm/jdk-11/bin/java", javaOf("11.0.2"));
    expect(await findJava({ ...nowhere(), PATH: join(home, "bin") })).toBe(newest);
  });

  it("names where it looked and what installs one when there is none", async () => {
    const old = await place("bin/java", javaOf("11.0.2"));
    const refusal = findJava({ ...nowhere(), PATH: join(home, "bin") });
    await expect(refusal).rejects.toThrow(`${old}: Java 11, too old`);
    await expect(refusal).rejects.toThrow("JAVA_HOME: not set");
    await expect(refusal).rejects.toThrow(`${join(home, "jvm")}/*`);
    await expect(refusal).rejects.toThrow("sudo apt-get install openjdk-21-jre-headless");
  });
});

describe("findEmulatorJar", () => {
  const SDK_JAR = "sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";
  const env = () => ({ HOME: home, CLOUDSDK_ROOT_DIR: join(home, "sdk") });

  it("prefers the variable to the SDK and the SDK to firebase-tools' cache, and there the newest", async () => {
    await place(".cache/firebase/emulators/cloud-firestore-emulator-v1.9.0.jar");
    const cached = await place(".cache/firebase/emulators/cloud-firestore-emulator-v1.22.0.jar");
    expect(findEmulatorJar("firestore", env())).toMatchObject({ jar: cached });
    const ofSdk = await place(SDK_JAR);
    expect(findEmulatorJar("firestore", env())).toMatchObject({ jar: ofSdk });
    const chosen = await place("chosen.jar");
    expect(findEmulatorJar("firestore", { ...env(), FIRESTORE_EMULATOR_BINARY_PATH: chosen })).toMatchObject({
      jar: chosen,
    });
  });

  it("finds the Pub/Sub emulator that firebase-tools unpacked, and the one a launcher script belongs to", async () => {
    const folder = ".cache/firebase/emulators/pubsub-emulator-0.8.37/pubsub-emulator";
    const jar = await place(`${folder}/lib/cloud-pubsub-emulator-0.8.37-all.jar`);
    expect(findEmulatorJar("pubsub", env())).toMatchObject({ jar });
    const script = await place(`${folder}/bin/cloud-pubsub-emulator`);
    expect(findEmulatorJar("pubsub", { PUBSUB_EMULATOR_BINARY_PATH: script })).toMatchObject({ jar });
  });

  it("names every place where it looked", () => {
    expect(findEmulatorJar("firestore", env())).toEqual({
      looked: [
        "FIRESTORE_EMULATOR_BINARY_PATH: not set",
        `Google Cloud SDK: ${join(home, "sdk/platform/cloud-firestore-emulator")}`,
        `firebase-tools' cache: ${join(home, ".cache/firebase/emulators")}`,
      ],
    });
  });

  it("does not look further when the variable names no file", () => {
    const wrong = { ...env(), FIRESTORE_EMULATOR_BINARY_PATH: join(home, "none.jar") };
    expect(() => findEmulatorJar("firestore", wrong)).toThrow("FIRESTORE_EMULATOR_BINARY_PATH=");
  });
});

describe("choosePort", () => {
  it("names the variable that changes a port in use", async () => {
    const holder = createServer();
    holder.listen(0, "127.0.0.1");
    await new Promise((resolve) => holder.once("listening", resolve));
    const address = holder.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(choosePort("PORT", { PORT: String(port) })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use. Stop what holds it, or choose another with PORT=<port>.`,
    );
    await new Promise((resolve) => holder.close(resolve));
    expect(await choosePort("PORT", { PORT: String(port) })).toBe(port);
  });

  it.each(["http", "-1", "65536", "80.5"])("refuses %s", async (value) => {
    await expect(choosePort("PORT", { PORT: value })).rejects.toThrow(`PORT=${value} is not a port`);
  });
});

describe("openDataDir", () => {
  it("refuses a directory that another live process holds, and takes one whose holder has gone", async () => {
    const dir = join(home, "data");
    await place("data/stack.pid", String(process.ppid));
    await expect(openDataDir(dir, { fresh: false })).rejects.toThrow(
      `Process ${process.ppid} is using ${dir}`,
    );
    await place("data/stack.pid", "4194304");
    await expect(openDataDir(dir, { fresh: false })).resolves.toMatchObject({ state: join(dir, "state") });
  });

  it("forgets what was kept when asked for a fresh one, and nothing beside it", async () => {
    const dir = join(home, "data");
    await place("data/state/tasks.json");
    const beside = await place("data/notes.txt");
    const { state } = await openDataDir(dir, { fresh: true });
    expect(existsSync(join(state, "tasks.json"))).toBe(false);
    expect(existsSync(beside)).toBe(true);
  });
});
