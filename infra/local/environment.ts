type Env = Readonly<Record<string, string | undefined>>;

/** Who calls private functions; in production a service account of that kind. */
export const invokerOf = (projectId: string): string => `jobs-invoker@${projectId}.iam.gserviceaccount.com`;

interface Addresses {
  readonly url: string;
  readonly oidcIssuer: string;
  readonly oidcJwksUrl: string;
  readonly firestore: string;
  readonly pubsub: string;
  readonly auth: string;
  readonly storage: string;
  readonly tasks: string;
  readonly secrets: string;
}

/** What every function is told, as Terraform tells it in production, with emulators in place of Google. */
export const functionEnvironment = (projectId: string, at: Addresses): Record<string, string> => ({
  LYO_ENVIRONMENT: "development",
  GOOGLE_CLOUD_PROJECT: projectId,
  LYO_PUBLIC_URL: at.url,
  LYO_JOBS_URL: at.url,
  LYO_JOBS_INVOKER: invokerOf(projectId),
  LYO_OIDC_ISSUER: at.oidcIssuer,
  LYO_OIDC_JWKS_URL: at.oidcJwksUrl,
  FIRESTORE_EMULATOR_HOST: at.firestore,
  PUBSUB_EMULATOR_HOST: at.pubsub,
  FIREBASE_AUTH_EMULATOR_HOST: at.auth,
  STORAGE_EMULATOR_HOST: at.storage,
  CLOUD_TASKS_EMULATOR_HOST: at.tasks,
  SECRET_MANAGER_EMULATOR_HOST: at.secrets,
  // Without it Google's clients look for a metadata server, and wait.
  METADATA_SERVER_DETECTION: "none",
});

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
