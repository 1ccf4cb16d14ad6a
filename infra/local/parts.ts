import { bucketName } from "../../functions/platform/config.ts";
import type { Manifests } from "../manifests.ts";
import type { DataDir } from "./data-dir.ts";
import { type EmulatorJar, emulatorJar } from "./emulator-jars.ts";
import { type AuthEmulator, startFirebaseAuth } from "./firebase-auth.ts";
import { type FirestoreEmulator, startFirestore } from "./firestore.ts";
import type { Guard } from "./guard.ts";
import type { Identity } from "./identity.ts";
import { findJava } from "./java.ts";
import { choosePort } from "./ports.ts";
import { type PubSubEmulator, startPubSub } from "./pubsub.ts";
import { type LocalQueues, localQueues } from "./queues.ts";
import { startSecretsEmulator } from "./secrets-emulator.ts";
import { type MailServer, startSendGrid } from "./sendgrid.ts";
import { allOf } from "./starting.ts";
import { startStorageEmulator } from "./storage-emulator.ts";
import type { Deliver } from "./tasks/delivery.ts";
import { startTasksEmulator, type TasksEmulator } from "./tasks-emulator.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What must be there before anything is started: refusing early leaves nothing to clean up. */
export interface Prerequisites {
  readonly java: string;
  readonly jars: { readonly firestore: EmulatorJar; readonly pubsub: EmulatorJar };
  readonly ports: Readonly<Record<keyof typeof PORTS, number>>;
}

/** The variable that sets each emulator's port; a free one unless set. */
const PORTS = {
  firestore: "LYO_FIRESTORE_PORT",
  pubsub: "LYO_PUBSUB_PORT",
  auth: "LYO_AUTH_PORT",
  tasks: "LYO_TASKS_PORT",
  secrets: "LYO_SECRETS_PORT",
  storage: "LYO_STORAGE_PORT",
  mail: "LYO_MAIL_PORT",
} as const;

/** @throws {StartRefused} naming what is missing and how to get it. */
export async function findPrerequisites(env: Env, report: (line: string) => void): Promise<Prerequisites> {
  const ports = { firestore: 0, pubsub: 0, auth: 0, tasks: 0, secrets: 0, storage: 0, mail: 0 };
  // The entries of PORTS are named by its keys.
  for (const [name, variable] of Object.entries(PORTS))
    ports[name as keyof typeof PORTS] = await choosePort(variable, env);
  const [java, firestore, pubsub] = await allOf([
    findJava(env),
    emulatorJar("firestore", env, report),
    emulatorJar("pubsub", env, report),
  ]);
  return { java, jars: { firestore, pubsub }, ports };
}

/** Everything that stands in for Google; each part is there once it has started. */
export interface Emulators {
  firestore?: FirestoreEmulator;
  pubsub?: PubSubEmulator;
  auth?: AuthEmulator;
  tasks?: TasksEmulator;
  queues?: LocalQueues;
  secrets?: { readonly host: string; stop(): Promise<void> };
  storage?: { readonly host: string; stop(): Promise<void> };
  mail?: MailServer;
}

export interface EmulatorOptions {
  readonly found: Prerequisites;
  readonly projectId: string;
  readonly location: string;
  readonly rulesFile: string;
  readonly manifests: Manifests;
  readonly dataDir: DataDir;
  readonly guard: Guard;
  readonly identity: Identity;
  readonly secrets: Readonly<Record<string, string>>;
  readonly deliverTask: Deliver;
}

/** Starts each emulator by name; `started` receives them, so that those up can be stopped when another fails. */
export function emulatorStarts(
  started: Emulators,
  options: EmulatorOptions,
): Readonly<Record<string, () => Promise<{ host: string }>>> {
  const { found, projectId, location, guard, identity, manifests } = options;
  const { java, jars, ports } = found;
  const dataDir = options.dataDir.state;
  return {
    Firestore: async () => {
      const { rulesFile } = options;
      const port = ports.firestore;
      started.firestore = await startFirestore({
        java,
        jar: jars.firestore,
        port,
        projectId,
        rulesFile,
        dataDir,
        guard,
      });
      return started.firestore;
    },
    "Pub/Sub": async () => {
      started.pubsub = await startPubSub({ java, jar: jars.pubsub, port: ports.pubsub, guard });
      return started.pubsub;
    },
    "Cloud Tasks": async () => {
      const { deliverTask: deliver } = options;
      started.tasks = await startTasksEmulator({
        port: ports.tasks,
        dataDir,
        identity,
        deliver,
      });
      const { host } = started.tasks;
      started.queues = localQueues({ host, projectId, location, queues: manifests.queues });
      await started.queues.create();
      return started.tasks;
    },
    "Secret Manager": async () => {
      const seed = options.secrets;
      const secrets = await startSecretsEmulator({ port: ports.secrets, dataDir, projectId, seed });
      started.secrets = secrets;
      return secrets;
    },
    "Cloud Storage": async () => {
      const buckets = Object.keys(manifests.buckets).map((name) => bucketName(projectId, name));
      const storage = await startStorageEmulator({ port: ports.storage, dataDir, buckets });
      started.storage = storage;
      return storage;
    },
    SendGrid: async () => {
      started.mail = await startSendGrid({ port: ports.mail, dataDir });
      return started.mail;
    },
    // Last: loading it keeps this process busy for a second, in which the others start.
    "Firebase Auth": async () => {
      started.auth = await startFirebaseAuth({ port: ports.auth, projectId, dataDir });
      return started.auth;
    },
  };
}

/** Writes what Firestore and Auth hold, then ends every emulator that was started. */
export async function stopEmulators(started: Emulators, options: { save: boolean }): Promise<void> {
  const { firestore, pubsub, auth, tasks, queues, secrets, storage, mail } = started;
  try {
    firestore?.resume();
    if (options.save) await Promise.all([firestore?.save(), auth?.save()]);
  } finally {
    await queues?.close();
    const all = [firestore, pubsub, auth, tasks, secrets, storage, mail];
    await Promise.all(all.map((emulator) => emulator?.stop()));
  }
}
