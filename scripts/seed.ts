import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { createDeps } from "../functions/deps.ts";
import { createSource } from "../functions/learning/create-source.ts";
import { sourceStore } from "../functions/learning/source-store.ts";
import { loadConfig } from "../functions/platform/config.ts";

/** Who a newcomer signs in as on a laptop. */
export const DEMO_LEARNER = { email: "demo@example.com", password: "paper-boats-in-the-rain" } as const;
const LIBRARIAN = { email: "librarian@example.com", password: "quiet-shelves-of-old-oak" } as const;

const TENANT = "default";
const LIBRARY = join(import.meta.dirname, "../infra/local/library");

const FrontMatter = z.object({ title: z.string() });
const Registered = z.object({ user: z.object({ id: z.uuid() }) });

/**
 * Gives a local stack what a newcomer needs: a learner to sign in as, and a library every learner of the tenant
 * may have courses written from. Whatever is there already stays.
 */
export async function seed(stack: { url: string; env: Readonly<Record<string, string>> }): Promise<void> {
  await register(stack.url, { ...DEMO_LEARNER, displayName: "Demo learner" });
  const librarian = await register(stack.url, { ...LIBRARIAN, displayName: "Librarian" });
  if (librarian === undefined) return;
  // Google's clients find their emulators by the environment of the process they run in.
  Object.assign(process.env, stack.env);
  const deps = createDeps(loadConfig({ ...stack.env, LYO_LOG_LEVEL: "error" }));
  const verb = { ...deps, transact: deps.transact(TENANT), sources: sourceStore(deps.db, TENANT) };
  for (const file of (await readdir(LIBRARY)).filter((name) => name.endsWith(".md")).sort()) {
    const { title, text } = readArticle(await readFile(join(LIBRARY, file), "utf8"));
    await createSource(verb, { ownerId: librarian, title, text, visibility: "tenant" });
  }
  await deps.db.terminate();
}

function readArticle(file: string): { title: string; text: string } {
  const [, head = "", text = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(file) ?? [];
  return { title: FrontMatter.parse(parse(head)).title, text: text.trim() };
}

/** @returns the new user's id, or `undefined` when the address is taken: by an earlier start. */
async function register(
  url: string,
  body: { email: string; password: string; displayName: string },
): Promise<string | undefined> {
  const response = await fetch(`${url}/v1/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status === 409) return undefined;
  if (response.status !== 201) throw new Error(`The demo data was refused: ${await response.text()}`);
  return Registered.parse(await response.json()).user.id;
}
