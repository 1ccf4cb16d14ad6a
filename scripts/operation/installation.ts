import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Firestore } from "@google-cloud/firestore";
import { z } from "zod";
import { Environment, loadSettings, type Settings } from "../../functions/platform/config.ts";
import { announcementIn } from "../../infra/local/data-dir.ts";

/** What an operator's command works on: the local stack, or a deployed environment. */
export interface Installation {
  readonly environment: Environment;
  readonly projectId: string;
  readonly settings: Settings;
  readonly emulators: { readonly secrets: string | undefined };
  /** A client of its database; whoever asks for it ends it. */
  readonly database: () => Firestore;
}

/** Words for the person at the terminal: the command cannot do its work. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}

const Given = z.object({
  LYO_ENVIRONMENT: Environment,
  GOOGLE_CLOUD_PROJECT: z.string().min(1),
  FIRESTORE_DATABASE: z.string().default("(default)"),
  SECRET_MANAGER_EMULATOR_HOST: z.string().optional(),
});

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The environment that `LYO_ENVIRONMENT` and `GOOGLE_CLOUD_PROJECT` name, with application-default credentials;
 * without `LYO_ENVIRONMENT` the stack that runs on this machine.
 * @throws {CannotStart}
 */
export function findInstallation(): Installation {
  const env = process.env["LYO_ENVIRONMENT"] ? process.env : localStack();
  const given = Given.safeParse(env);
  if (!given.success) throw new CannotStart(`The environment is wrong:\n${z.prettifyError(given.error)}`);
  const { LYO_ENVIRONMENT: environment, GOOGLE_CLOUD_PROJECT: projectId } = given.data;
  const emulators = Object.keys(env).filter((name) => /_EMULATOR_HOST$/.test(name) && env[name]);
  if (environment !== "development" && emulators.length > 0)
    throw new CannotStart(`${emulators.join(", ")} would lead away from ${environment}: unset it.`);
  if (environment === "development" && emulators.length === 0)
    throw new CannotStart("Development is a local stack; no emulator is named.");
  // Google's clients find their emulators by the environment of the process they run in.
  Object.assign(process.env, env);
  return {
    environment,
    projectId,
    settings: loadSettings(environment),
    emulators: { secrets: given.data.SECRET_MANAGER_EMULATOR_HOST },
    database: () =>
      new Firestore({
        projectId,
        databaseId: given.data.FIRESTORE_DATABASE,
        ignoreUndefinedProperties: true,
      }),
  };
}

function localStack(): Env {
  const path = process.env["LYO_DATA_DIR"] || join(import.meta.dirname, "../../.local");
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(announcementIn(path), "utf8")));
  } catch (cause) {
    throw new CannotStart(
      `No stack runs on ${path}: start one with npm start, or name another environment with LYO_ENVIRONMENT and GOOGLE_CLOUD_PROJECT.`,
      { cause },
    );
  }
}
