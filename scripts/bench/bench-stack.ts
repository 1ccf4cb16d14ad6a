import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { deployed } from "../../functions/areas.ts";
import { newSecrets } from "../../functions/auth/new-secrets.ts";
import { accessTokens } from "../../functions/auth/token-issuer.ts";
import { SessionId, TenantId, UserId } from "../../functions/shared/id.ts";
import { type Stack, startStack } from "../../infra/local/stack.ts";
import { type ApiClient, apiClient } from "../demo/api-client.ts";

/** A signed-in client of the running stack. */
export interface Learner {
  readonly userId: string;
  readonly token: string;
  readonly api: ApiClient;
}

export interface BenchStack {
  readonly stack: Stack;
  readonly db: Firestore;
  readonly tenantId: TenantId;
  /**
   * Somebody whose token we sign ourselves with the stack's key: a password's hash costs a quarter of a second
   * of processor time, and is not what is measured here.
   */
  learner(role?: "student" | "instructor"): Promise<Learner>;
  stop(): Promise<void>;
}

/** The whole stack in a directory of its own, with keys known to us. `model` configures the model's provider. */
export async function startBenchStack(options: {
  dataDir: string;
  model: Readonly<Record<string, string>>;
}): Promise<BenchStack> {
  const secrets = await newSecrets();
  const stack = await startStack({
    functions: deployed,
    port: 0,
    dataDir: options.dataDir,
    fresh: true,
    save: false,
    scheduled: false,
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
    env: { LYO_LOG_LEVEL: "warn", ...options.model },
  });
  const [host = "", port] = (stack.env["FIRESTORE_EMULATOR_HOST"] ?? "").split(":");
  const db = new Firestore({
    projectId: stack.projectId,
    host,
    port: Number(port),
    ssl: false,
    customHeaders: { Authorization: "Bearer owner" },
    ignoreUndefinedProperties: true,
  });
  const tokens = accessTokens({
    config: { publicUrl: stack.url },
    readSecret: async (name, schema) =>
      schema.parse(new Map<string, unknown>(Object.entries(secrets)).get(name)),
    clock: () => new Date(),
    newId: randomUUID,
    revocations: { revokedBy: async () => undefined },
  });
  const tenantId = TenantId.parse("default");
  return {
    stack,
    db,
    tenantId,
    learner: async (role = "student") => {
      const userId = UserId.parse(randomUUID());
      const sessionId = SessionId.parse(randomUUID());
      const authTime = Math.floor(Date.now() / 1000);
      const { accessToken } = await tokens.issue({ userId, sessionId, tenantId, roles: [role], authTime });
      const api = apiClient(stack.url);
      api.signIn(accessToken);
      return { userId, token: accessToken, api };
    },
    stop: async () => {
      await db.terminate();
      await stack.stop();
    },
  };
}

const LIBRARY = join(import.meta.dirname, "../../infra/local/library");

/** Texts of the bundled library, by name, joined into one source of the learner's. @returns its id. */
export async function bringSource(
  api: ApiClient,
  names: readonly string[],
  visibility: "private" | "tenant" = "private",
): Promise<string> {
  const texts = await Promise.all(names.map((name) => readFile(join(LIBRARY, `${name}.md`), "utf8")));
  const text = texts.map((each) => each.replace(/^---\n[\s\S]*?\n---\n/, "")).join("\n\n");
  const body = { title: names.join(", "), text, visibility };
  return (await api.call("POST", "/v1/sources", z.object({ id: z.uuid() }), body)).id;
}
