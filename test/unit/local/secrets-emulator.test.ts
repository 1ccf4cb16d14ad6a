import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import { credentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSecretsEmulator } from "../../../infra/local/secrets-emulator.ts";

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const PROJECT = "projects/demo-lyo";

function secretsClient(host: string): SecretManagerServiceClient {
  process.env.METADATA_SERVER_DETECTION ??= "none";
  const { hostname, port } = new URL(`http://${host}`);
  const sslCreds = credentials.createInsecure();
  return new SecretManagerServiceClient({
    projectId: "demo-lyo",
    apiEndpoint: hostname,
    port: Number(port),
    sslCreds,
  });
}

let emulator: Awaited<ReturnType<typeof startSecretsEmulator>>;
let client: SecretManagerServiceClient;
beforeAll(async () => {
  emulator = await startSecretsEmulator({ seed: { SENDGRID_API_KEY: "SG.local" } });
  client = secretsClient(emulator.host);
});
afterAll(async () => {
  await client.close();
  await emulator.stop();
});

/** A new secret with one version for each value. */
async function aSecret(secretId: string, ...values: string[]): Promise<string> {
  const secret = { replication: { automatic: {} }, labels: { area: "auth" } };
  const [{ name }] = await client.createSecret({ parent: PROJECT, secretId, secret });
  for (const value of values) {
    await client.addSecretVersion({ parent: name ?? "", payload: { data: Buffer.from(value) } });
  }
  return name ?? "";
}

const read = async (version: string): Promise<string> => {
  const [{ payload }] = await client.accessSecretVersion({ name: version });
  return String(payload?.data);
};

describe("a secret", () => {
  it("is there from the start when seeded", async () => {
    expect(await read(`${PROJECT}/secrets/SENDGRID_API_KEY/versions/latest`)).toBe("SG.local");
  });

  it("is created once, and only with a replication policy", async () => {
    const name = await aSecret("once");
    const [secret] = await client.getSecret({ name });
    expect(secret).toMatchObject({ name, labels: { area: "auth" } });
    await expect(aSecret("once")).rejects.toMatchObject({ code: ALREADY_EXISTS });
    const bare = client.createSecret({ parent: PROJECT, secretId: "bare", secret: {} });
    await expect(bare).rejects.toMatchObject({ code: INVALID_ARGUMENT });
  });

  it("is gone with its versions once deleted", async () => {
    const name = await aSecret("deleted", "x");
    await client.deleteSecret({ name });
    await expect(client.getSecret({ name })).rejects.toMatchObject({ code: NOT_FOUND });
    await expect(read(`${name}/versions/1`)).rejects.toMatchObject({ code: NOT_FOUND });
  });

  it("is listed page by page, without gaps", async () => {
    for (const id of ["list-a", "list-b", "list-c"]) await aSecret(id);
    const seen: string[] = [];
    let pageToken = "";
    do {
      const request = { parent: PROJECT, pageSize: 2, pageToken };
      const [secrets, , response] = await client.listSecrets(request, { autoPaginate: false });
      expect(secrets.length).toBeLessThanOrEqual(2);
      seen.push(...secrets.map((secret) => secret.name?.split("/").at(-1) ?? ""));
      pageToken = response?.nextPageToken ?? "";
    } while (pageToken);
    expect(seen.filter((id) => id.startsWith("list-"))).toEqual(["list-a", "list-b", "list-c"]);
  });
});

describe("a version", () => {
  it("is read by number or as the latest, with its CRC32C", async () => {
    const name = await aSecret("numbered", "k1", "123456789");
    expect(await read(`${name}/versions/1`)).toBe("k1");
    const [latest] = await client.accessSecretVersion({ name: `${name}/versions/latest` });
    // 0xe3069283 is the check value of CRC-32C, the checksum of "123456789".
    expect(latest).toMatchObject({ name: `${name}/versions/2`, payload: { dataCrc32c: `${0xe3069283}` } });
    const [version] = await client.getSecretVersion({ name: `${name}/versions/latest` });
    expect(version).toMatchObject({ name: `${name}/versions/2`, state: "ENABLED" });
  });

  it.each([
    { why: "the checksum is wrong", payload: { data: Buffer.from("x"), dataCrc32c: 1 } },
    { why: "it exceeds 64 KiB", payload: { data: Buffer.alloc(64 * 1024 + 1) } },
    { why: "there is no payload", payload: {} },
  ])("is refused when $why", async ({ why, payload }) => {
    const parent = await aSecret(why.replaceAll(" ", "-"));
    await expect(client.addSecretVersion({ parent, payload })).rejects.toMatchObject({
      code: INVALID_ARGUMENT,
    });
  });

  it("cannot be read while disabled, and can again once enabled", async () => {
    const version = `${await aSecret("disabled", "on")}/versions/1`;
    await client.disableSecretVersion({ name: version });
    await expect(read(version)).rejects.toMatchObject({ code: FAILED_PRECONDITION });
    await client.enableSecretVersion({ name: version });
    expect(await read(version)).toBe("on");
  });

  it("is lost for ever once destroyed", async () => {
    const version = `${await aSecret("destroyed", "gone")}/versions/1`;
    const [destroyed] = await client.destroySecretVersion({ name: version });
    expect(destroyed).toMatchObject({ state: "DESTROYED", destroyTime: expect.anything() });
    await expect(read(version)).rejects.toMatchObject({ code: FAILED_PRECONDITION });
    await expect(client.enableSecretVersion({ name: version })).rejects.toMatchObject({
      code: FAILED_PRECONDITION,
    });
  });

  it("is NOT_FOUND when its secret has none, or none of that number", async () => {
    const empty = await aSecret("empty");
    await expect(read(`${empty}/versions/latest`)).rejects.toMatchObject({ code: NOT_FOUND });
    const one = await aSecret("one", "x");
    await expect(read(`${one}/versions/2`)).rejects.toMatchObject({ code: NOT_FOUND });
  });

  it("is listed newest first, page by page", async () => {
    const parent = await aSecret("versions", ..."abcdefghijkl");
    const [first, , response] = await client.listSecretVersions(
      { parent, pageSize: 8 },
      { autoPaginate: false },
    );
    const numbers = first.map((version) => Number(version.name?.split("/").at(-1)));
    expect(numbers).toEqual([12, 11, 10, 9, 8, 7, 6, 5]);
    const [rest] = await client.listSecretVersions(
      { parent, pageSize: 8, pageToken: response?.nextPageToken ?? "" },
      { autoPaginate: false },
    );
    expect(rest.at(-1)?.name).toBe(`${parent}/versions/1`);
    expect(rest).toHaveLength(4);
  });
});

describe("a restart", () => {
  it("keeps secrets in a file of their owner's, without what was destroyed", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "secrets-"));
    const seed = { KEY: "seeded" };
    const name = `${PROJECT}/secrets/KEY`;
    const first = await startSecretsEmulator({ dataDir, seed });
    const before = secretsClient(first.host);
    await before.addSecretVersion({ parent: name, payload: { data: Buffer.from("rotated") } });
    await before.destroySecretVersion({ name: `${name}/versions/1` });
    await before.close();
    await first.stop();

    const file = join(dataDir, "secrets.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain(Buffer.from("seeded").toString("base64"));
    const second = await startSecretsEmulator({ dataDir, seed });
    const after = secretsClient(second.host);
    const [latest] = await after.accessSecretVersion({ name: `${name}/versions/latest` });
    expect([latest.name, String(latest.payload?.data)]).toEqual([`${name}/versions/2`, "rotated"]);
    await after.close();
    await second.stop();
    rmSync(dataDir, { recursive: true });
  });
});
