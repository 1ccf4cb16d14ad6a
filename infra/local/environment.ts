import { loadSettings, type Settings } from "../../functions/platform/config.ts";
import type { Identity } from "./identity.ts";
import type { Prerequisites } from "./parts.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Who calls private functions; in production a service account of that kind. */
export const invokerOf = (projectId: string): string => `jobs-invoker@${projectId}.iam.gserviceaccount.com`;

/** What every function is told, as Terraform tells it in production, with emulators in place of Google. */
export function functionEnvironment(at: {
  readonly projectId: string;
  readonly url: string;
  readonly identity: Pick<Identity, "issuer" | "jwksUri">;
  readonly ports: Prerequisites["ports"];
}): Record<string, string> {
  const host = (name: keyof typeof at.ports) => `127.0.0.1:${at.ports[name]}`;
  return {
    LYO_ENVIRONMENT: "development",
    GOOGLE_CLOUD_PROJECT: at.projectId,
    LYO_PUBLIC_URL: at.url,
    LYO_JOBS_URL: at.url,
    LYO_JOBS_INVOKER: invokerOf(at.projectId),
    LYO_OIDC_ISSUER: at.identity.issuer,
    LYO_OIDC_JWKS_URL: at.identity.jwksUri,
    FIRESTORE_EMULATOR_HOST: host("firestore"),
    PUBSUB_EMULATOR_HOST: host("pubsub"),
    FIREBASE_AUTH_EMULATOR_HOST: host("auth"),
    STORAGE_EMULATOR_HOST: `http://${host("storage")}`,
    CLOUD_TASKS_EMULATOR_HOST: host("tasks"),
    SECRET_MANAGER_EMULATOR_HOST: host("secrets"),
    LYO_MAIL_BASE_URL: `http://${host("mail")}`,
    // Without it Google's clients look for a metadata server, and wait.
    METADATA_SERVER_DETECTION: "none",
  };
}

/** Of the person's own environment a function gets what any process needs, the model's settings and the log's. */
export const inherited = (env: Env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (NEEDED.has(entry[0]) || /^LYO_(MODEL|LOG)_/.test(entry[0])),
    ),
  );

/** No credentials among them: a function on a laptop must not reach a real project by accident. */
const NEEDED = new Set(["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot", "LANG", "TZ", "NODE_EXTRA_CA_CERTS"]);

/** The settings of development: queues are named with their region, and the buckets they name must exist. */
export const localSettings = (): Settings => loadSettings("development");
