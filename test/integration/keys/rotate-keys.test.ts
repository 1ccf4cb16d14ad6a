import { randomUUID } from "node:crypto";
import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import { decodeProtectedHeader } from "jose";
import { describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { newSecrets } from "#functions/auth/new-secrets";
import { readKeys, rotateKeys } from "#functions/auth/rotate-keys";
import { type AccessTokens, accessTokens } from "#functions/auth/token-issuer";
import { loadConfig } from "#functions/platform/config";
import { clientOptions } from "#functions/platform/grpc";
import { secretVersions } from "#functions/platform/secrets/secret-versions";
import { type ReadSecret, secretManager } from "#functions/platform/secrets/secrets";
import { manualClock } from "../../support/auth-parts.ts";
import { ada } from "../../support/fixture-ports.ts";
import { runScript } from "../../support/run-script.ts";

const { env } = inject("stack");
const loaded = loadConfig({ ...env, LYO_LOG_LEVEL: "error" });
const SECRET = "access-token-keys";
/** How long an instance keeps the list of keys, and a client what an instance publishes. */
const KEPT_SECONDS = 300;
const lease = { extend: async () => new AbortController().signal };

/** A project of its own whose secret holds one key, as at the first deployment. */
async function aProject() {
  const projectId = `demo-keys-${randomUUID().slice(0, 8)}`;
  const config = { ...loaded, projectId };
  const client = new SecretManagerServiceClient(await clientOptions(projectId, config.emulators.secrets));
  const parent = `projects/${projectId}`;
  await client.createSecret({ parent, secretId: SECRET, secret: { replication: { automatic: {} } } });
  await client.close();
  const secrets = secretVersions(config);
  await secrets.add(SECRET, (await newSecrets())[SECRET]);
  const { clock, advance } = manualClock(new Date("2026-03-01T12:00:00.000Z"));
  const rotate = (early = false) => rotateKeys({ clock, secrets, lease }, { early });
  // Nothing is kept: how long, an instance of the test says.
  const read = secretManager(config, -1);
  return { config, projectId, secrets, clock, advance, rotate, read };
}
type Project = Awaited<ReturnType<typeof aProject>>;

/** What a value was up to 300 s ago, by the test's clock. */
function kept<T>(clock: () => Date, read: () => Promise<T>): () => Promise<T> {
  let last: { value: T; until: number } | undefined;
  return async () => {
    if (!last || last.until <= clock().getTime())
      last = { value: await read(), until: clock().getTime() + KEPT_SECONDS * 1000 };
    return last.value;
  };
}

/** An instance that reads the keys again every 300 s. */
function anInstance({ config, clock, read }: Project): AccessTokens {
  const raw = kept(clock, () => read(SECRET, z.unknown()));
  const readSecret: ReadSecret = async (_name, schema) => schema.parse(await raw());
  const revocations = { revokedBy: async () => undefined };
  return accessTokens({ config, clock, newId: randomUUID, readSecret, revocations });
}

const tokenOf = async (tokens: AccessTokens) => (await tokens.issue(ada)).accessToken;

/** Every minute of the five at which something that is kept for five may have been read. */
const PHASES = [0, 1, 2, 3, 4];

/**
 * Instances that read the keys at every phase; to each, clients who read what it publishes at every phase; one
 * instance that starts each minute, and so knows the newest list and has seen no token.
 */
async function aMinute(project: Project, world: World): Promise<void> {
  const { clock, advance } = project;
  const { instances, clients } = world;
  if (instances.length < PHASES.length) instances.push(anInstance(project));
  else if (clients.length < PHASES.length ** 2)
    clients.push(...instances.map((instance) => kept(clock, () => instance.jwks())));
  const newcomer = anInstance(project);
  for (const instance of [...instances, newcomer])
    world.alive.push({ token: await tokenOf(instance), until: clock().getTime() + 600_000 });
  world.alive = world.alive.filter(({ until }) => until > clock().getTime());
  const published = await Promise.all(clients.map(async (read) => (await read()).keys.map(({ kid }) => kid)));
  for (const { token } of world.alive) {
    for (const verifier of [...instances, newcomer]) await verifier.verify(token, ada.tenantId);
    const { kid } = decodeProtectedHeader(token);
    for (const kids of published) expect(kids).toContain(kid);
  }
  advance(60);
}

interface World {
  readonly instances: AccessTokens[];
  readonly clients: (() => ReturnType<AccessTokens["jwks"]>)[];
  alive: { token: string; until: number }[];
}

describe("a rotation of the keys", () => {
  it("refuses no token before its time, whoever issued it and whoever asks", async () => {
    const project = await aProject();
    const world: World = { instances: [], clients: [], alive: [] };
    const did: string[] = [];
    for (let minute = 0; minute < 60; minute++) {
      await aMinute(project, world);
      const outcome = minute < 2 * PHASES.length ? undefined : await project.rotate();
      if (outcome?.did) did.push(outcome.did);
    }
    expect(did).toEqual(["add", "sign", "drop", "add", "sign"]);
  });

  it("publishes the old and the new key while both are in use", async () => {
    const project = await aProject();
    const kids = async () => (await anInstance(project).jwks()).keys.map(({ kid }) => kid);
    const [old] = await kids();
    await project.rotate();
    const [first, fresh] = await kids();
    expect([first, fresh]).toEqual([old, expect.not.stringMatching(String(old))]);
    project.advance(3600);
    await project.rotate();
    expect(await kids()).toEqual([fresh, old]);
    project.advance(3600);
    await project.rotate();
    expect(await kids()).toEqual([fresh]);
    expect(JSON.stringify(await anInstance(project).jwks()), "nothing private").not.toMatch(
      /"d"|since|added/i,
    );
  });

  it("refuses what a dropped key has signed", async () => {
    const project = await aProject();
    const forgotten = anInstance(project);
    const former = await tokenOf(forgotten);
    for (let step = 0; step < 3; step++) await project.rotate(true);
    const present = anInstance(project);
    await expect(present.verify(former, ada.tenantId)).rejects.toMatchObject({
      slug: "authentication-required",
    });
    await present.verify(await tokenOf(present), ada.tenantId);
  });

  it("does nothing before it is due, and says when that is", async () => {
    const project = await aProject();
    const { next } = await project.rotate();
    const again = await project.rotate();
    expect(again).toMatchObject({ did: undefined, next });
    expect((await readKeys(project.secrets)).version).toBe(2);
    project.advance((next.due.getTime() - project.clock().getTime()) / 1000 - 1);
    expect((await project.rotate()).did).toBeUndefined();
    project.advance(1);
    expect((await project.rotate()).did).toBe("sign");
  });

  it("says so when somebody else has written the secret meanwhile", async () => {
    const { secrets, clock } = await aProject();
    const { value } = await secrets.latest(SECRET);
    const meddling = {
      extend: async () => {
        await secrets.add(SECRET, value);
        return lease.extend();
      },
    };
    await expect(rotateKeys({ clock, secrets, lease: meddling }, { early: false })).rejects.toThrow(
      "Version 1 of access-token-keys was read and 3 written",
    );
  });

  it("tells nothing of a secret that is not what it should be", async () => {
    const { secrets, clock } = await aProject();
    await secrets.add(SECRET, { keys: [{ d: "hidden" }] });
    await expect(rotateKeys({ clock, secrets, lease }, { early: true })).rejects.toThrow(
      /^The secret access-token-keys does not have the expected shape\.$/,
    );
  });
});

describe("npm run keys", () => {
  it("rotates step by step, and shows where it stands", async () => {
    const { projectId, secrets } = await aProject();
    const keys = (...args: string[]) =>
      runScript("keys.ts", args, { ...env, GOOGLE_CLOUD_PROJECT: projectId });
    expect((await keys("status")).stdout).toMatch(/^ {2}\S+ {2}signs\nThe next run begins a rotation\.\n$/);
    expect((await keys("rotate")).stdout).toMatch(/^Added the next key.*\n.*signs\n.*next {2}added 20/);
    const early = await keys("rotate");
    expect(early).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing is due.") });
    expect(early.stdout).toMatch(/Next: sign with the new key, due at 20/);
    expect((await keys("rotate", "--now")).stdout).toContain("The next key signs from now on");
    expect((await keys("rotate", "--now")).stdout).toContain("Dropped the former key");
    const { keys: left, version } = await readKeys(secrets);
    expect([left.length, version]).toEqual([1, 4]);
  });

  it("lets one of two operators take a step", async () => {
    const { projectId, secrets } = await aProject();
    const two = [0, 1].map(() =>
      runScript("keys.ts", ["rotate"], { ...env, GOOGLE_CLOUD_PROJECT: projectId }),
    );
    const outcomes = await Promise.all(two);
    expect(outcomes.filter(({ stdout }) => stdout.startsWith("Added"))).toHaveLength(1);
    expect((await readKeys(secrets)).keys).toHaveLength(2);
  });

  it("does not hurry outside development", async () => {
    const production = { LYO_ENVIRONMENT: "production", GOOGLE_CLOUD_PROJECT: "lyo" };
    const path = { PATH: process.env["PATH"] ?? "" };
    expect(await runScript("keys.ts", ["rotate", "--now"], { ...path, ...production })).toMatchObject({
      ...{ code: 2, stdout: "" },
      stderr: expect.stringContaining("--now would sign people out"),
    });
  });
});
