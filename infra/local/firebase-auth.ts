import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";

const HOST = "127.0.0.1";

export interface AuthEmulator {
  readonly host: string;
  /** Writes the accounts to the data directory. */
  save(): Promise<void>;
  stop(): Promise<void>;
}

/** What is used of firebase-tools' own modules; it exports none of them, so an upgrade may move them. */
interface AuthModules {
  readonly spec: { readonly default: { paths: Record<string, unknown> } };
  readonly server: { createApp(projectId: string): Promise<RequestListener> };
}

/**
 * Calls that sign people in or manage their accounts. The emulator compiles a validator for each of the 80 paths
 * it knows, which takes most of its start: with these alone it is up in a third of the time.
 */
const USED = [
  /^\/v1\/accounts:(createAuthUri|delete|lookup|resetPassword|sendOobCode|signUp|update)$/,
  /^\/v1\/accounts:signInWith(CustomToken|Idp|Password)$/,
  /^\/v1\/projects\/\{targetProjectId\}(:createSessionCookie|\/accounts(:\w+)?)$/,
  /^\/v1\/token$/,
  /^\/emulator\/v1\/projects\/\{targetProjectId\}\/\w+$/,
];

/** firebase-tools' Auth emulator inside this process, with the accounts saved before. */
export async function startFirebaseAuth(options: {
  readonly port: number;
  readonly projectId: string;
  readonly dataDir: string;
}): Promise<AuthEmulator> {
  const { port, projectId, dataDir } = options;
  const { spec, server: emulator } = authModules();
  const { paths } = spec.default;
  for (const path of Object.keys(paths)) if (!USED.some((used) => used.test(path))) delete paths[path];
  const server = createServer(await emulator.createApp(projectId));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  const host = `${HOST}:${port}`;
  await restoreAccounts(host, projectId, dataDir);
  return {
    host,
    save: () => saveAccounts(host, projectId, dataDir),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function authModules(): AuthModules {
  const require = createRequire(import.meta.url);
  return {
    spec: require("firebase-tools/lib/emulator/auth/apiSpec"),
    server: require("firebase-tools/lib/emulator/auth/server"),
  };
}

const Accounts = z.object({ users: z.array(z.record(z.string(), z.unknown())).default([]) });

const accountsFile = (dataDir: string) => join(dataDir, "auth-accounts.json");

/** The emulator takes `Bearer owner` for an administrator. */
async function administer(host: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`http://${host}/identitytoolkit.googleapis.com/v1/${path}`, {
    headers: { authorization: "Bearer owner", "content-type": "application/json" },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`The Auth emulator answered ${response.status}: ${await response.text()}`);
  return response.json();
}

async function saveAccounts(host: string, projectId: string, dataDir: string): Promise<void> {
  // -1, which firebase-tools' own export uses, lifts the limit of a page.
  const path = `projects/${projectId}/accounts:batchGet?maxResults=-1`;
  const accounts = Accounts.parse(await administer(host, path));
  await mkdir(dataDir, { recursive: true });
  await writeFile(`${accountsFile(dataDir)}.next`, JSON.stringify(accounts));
  await rename(`${accountsFile(dataDir)}.next`, accountsFile(dataDir));
}

async function restoreAccounts(host: string, projectId: string, dataDir: string): Promise<void> {
  const saved = await readFile(accountsFile(dataDir), "utf8").catch(() => undefined);
  if (saved === undefined) return;
  const { users } = Accounts.parse(JSON.parse(saved));
  if (users.length === 0) return;
  const answer = await administer(host, `projects/${projectId}/accounts:batchCreate`, {
    users,
    allowOverwrite: true,
  });
  const { error } = z.object({ error: z.array(z.unknown()).default([]) }).parse(answer);
  if (error.length > 0) throw new Error(`Some accounts could not be restored: ${JSON.stringify(error)}`);
}
