import { readFileSync } from "node:fs";
import { z } from "zod";

/** How often a caller may do something: `requests` in every `seconds`. */
const Limit = z.strictObject({ requests: z.int().positive(), seconds: z.int().positive() });

/** Whose passkeys are, and which pages and apps may ask for them (WebAuthn Level 3). */
const WebAuthn = z
  .strictObject({
    /** The domain that passkeys belong to; changing it makes every one useless. */
    rpId: z.string().regex(/^[a-z0-9.-]+$/),
    /** What authenticators show. */
    rpName: z.string().min(1),
    /** Web pages, `https://…`, on that domain; Android apps, `android:apk-key-hash:…`. iOS apps say the domain's. */
    origins: z.array(z.string()).min(1),
  })
  .check(({ value: { rpId, origins }, issues }) => {
    for (const [index, origin] of origins.entries())
      if (!isOriginOf(rpId, origin)) {
        const message = `must be an origin of ${rpId}, or android:apk-key-hash:<SHA-256, base64url>`;
        issues.push({ code: "custom", input: origin, path: ["origins", index], message });
      }
  });

function isOriginOf(rpId: string, origin: string): boolean {
  if (/^android:apk-key-hash:[\w-]{43}$/.test(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { origin: plain, protocol, hostname } = new URL(origin);
  const isSecure = protocol === "https:" || (protocol === "http:" && hostname === "localhost");
  return plain === origin && isSecure && (hostname === rpId || hostname.endsWith(`.${rpId}`));
}

/** What the configured model takes, for estimates alone: nothing is billed by it. */
const Rates = z.strictObject({
  /** ISO 4217: what prices are in. */
  currency: z.string().regex(/^[A-Z]{3}$/, "must be a code of three capital letters (ISO 4217)"),
  /** What a million tokens cost, as the model's provider bills them. Left out, estimates name no sum. */
  perMillionTokens: z
    .strictObject({ prompt: z.number().nonnegative(), completion: z.number().nonnegative() })
    .optional(),
  /** Until an answer begins, and how fast it then comes: what the log's `model call` entries tell of each call. */
  secondsPerCall: z.number().nonnegative(),
  completionTokensPerSecond: z.number().positive(),
});

/** Settings of one environment that are no secret: `infra/environments/<environment>.json`. */
export const Settings = z.strictObject({
  region: z.string(),
  /** Tenant → host names it is served under. */
  tenants: z.record(z.string(), z.array(z.string()).min(1)),
  corsOrigins: z.array(z.string()),
  /** How many proxies of our own append to `X-Forwarded-For`. */
  trustedHops: z.int().nonnegative(),
  firebase: z.strictObject({ apiKey: z.string() }),
  webauthn: WebAuthn,
  minSupportedVersion: z.string(),
  limits: z.strictObject({
    default: Limit,
    login: Limit,
    register: Limit,
    refresh: Limit,
    model: Limit,
  }),
  generation: z.strictObject({ activeTasksPerUser: z.int().positive(), rates: Rates }),
  /** Who mails come from, and the app whose pages their links open. */
  mail: z.strictObject({ from: z.strictObject({ email: z.email(), name: z.string() }), appUrl: z.url() }),
});
export type Settings = z.infer<typeof Settings>;

export const Environment = z.enum(["development", "staging", "production"]);
export type Environment = z.infer<typeof Environment>;

const Host = z.string().regex(/^(https?:\/\/)?[\w.[\]:-]+:\d+$/, "must be host:port");
const whenSet = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const Env = z
  .object({
    LYO_ENVIRONMENT: Environment,
    GOOGLE_CLOUD_PROJECT: z.string().min(1),
    LYO_PUBLIC_URL: z.url(),
    LYO_JOBS_URL: z.string().min(1),
    LYO_JOBS_INVOKER: z.email(),
    LYO_OIDC_ISSUER: z.url().default("https://accounts.google.com"),
    LYO_OIDC_JWKS_URL: z.url().default("https://www.googleapis.com/oauth2/v3/certs"),
    LYO_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
    LYO_MODEL_PROVIDER: whenSet(z.enum(["extractive", "openai-compatible", "vertex", "vertex-generative"])),
    LYO_MODEL_BASE_URL: whenSet(z.url()),
    LYO_MODEL_NAME: whenSet(z.string()),
    LYO_MODEL_API_KEY: whenSet(z.string()),
    LYO_MODEL_LOCATION: whenSet(z.string()),
    // Node gives up on an answer without headers after 300 s.
    LYO_MODEL_TIMEOUT_MS: z.coerce.number().int().min(1000).max(290_000).default(120_000),
    LYO_MAIL_BASE_URL: z.url().default("https://api.sendgrid.com"),
    FIRESTORE_DATABASE: z.string().default("(default)"),
    FIRESTORE_EMULATOR_HOST: whenSet(Host),
    PUBSUB_EMULATOR_HOST: whenSet(Host),
    FIREBASE_AUTH_EMULATOR_HOST: whenSet(Host),
    STORAGE_EMULATOR_HOST: whenSet(Host),
    CLOUD_TASKS_EMULATOR_HOST: whenSet(Host),
    SECRET_MANAGER_EMULATOR_HOST: whenSet(Host),
  })
  .check(({ value: env, issues }) => {
    const refuse = (name: keyof typeof env, message: string) =>
      issues.push({ code: "custom", input: env[name], path: [name], message });
    if (env.LYO_ENVIRONMENT !== "development") {
      // The keys of `env` are those of the schema above.
      for (const name of Object.keys(env).filter((key) => key.endsWith("_EMULATOR_HOST")))
        if (env[name as keyof typeof env])
          refuse(name as keyof typeof env, "an emulator belongs to development only");
      for (const name of [
        "LYO_PUBLIC_URL",
        "LYO_JOBS_URL",
        "LYO_OIDC_ISSUER",
        "LYO_OIDC_JWKS_URL",
        "LYO_MAIL_BASE_URL",
      ] as const)
        if (!env[name].startsWith("https://")) refuse(name, "must be an https URL outside development");
      if (env.LYO_MODEL_BASE_URL && isLocal(env.LYO_MODEL_BASE_URL))
        refuse("LYO_MODEL_BASE_URL", "a local model server belongs to development only");
      if (!env.LYO_MODEL_PROVIDER)
        refuse(
          "LYO_MODEL_PROVIDER",
          "name the model: openai-compatible, vertex, vertex-generative or extractive",
        );
    }
    if (env.LYO_MODEL_PROVIDER === "openai-compatible")
      for (const name of ["LYO_MODEL_BASE_URL", "LYO_MODEL_NAME"] as const)
        if (!env[name]) refuse(name, "the openai-compatible provider needs it");
    if (env.LYO_MODEL_PROVIDER?.startsWith("vertex") && !env.LYO_MODEL_NAME)
      refuse("LYO_MODEL_NAME", "the vertex providers need it, e.g. google/gemma-4-26b-a4b-it-maas");
  });

const isLocal = (url: string): boolean =>
  /^(localhost|127\.|10\.|0\.0\.0\.0|\[::1\]|192\.168\.)/.test(new URL(url).host);

export type Config = ReturnType<typeof loadConfig>;

/**
 * The only reader of the environment. Reports every fault at once.
 * @throws {Error} naming each variable and setting that is missing or wrong.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env) {
  const parsed = Env.safeParse(env);
  const environment = Environment.safeParse(env["LYO_ENVIRONMENT"]);
  const settings = environment.success ? Settings.safeParse(settingsOf(environment.data)) : undefined;
  if (!parsed.success || !settings?.success) {
    const faults = [parsed.error, settings?.error].filter((error) => error !== undefined);
    throw new Error(
      `The configuration is wrong:\n${faults.map((error) => z.prettifyError(error)).join("\n")}`,
    );
  }
  const e = parsed.data;
  return {
    environment: e.LYO_ENVIRONMENT,
    projectId: e.GOOGLE_CLOUD_PROJECT,
    publicUrl: e.LYO_PUBLIC_URL.replace(/\/$/, ""),
    logLevel: e.LYO_LOG_LEVEL,
    functionName: env["FUNCTION_TARGET"] ?? "lyo",
    jobs: {
      url: e.LYO_JOBS_URL.replace(/\/$/, ""),
      invoker: e.LYO_JOBS_INVOKER,
      issuer: e.LYO_OIDC_ISSUER,
      jwksUrl: e.LYO_OIDC_JWKS_URL,
    },
    model: {
      provider: e.LYO_MODEL_PROVIDER ?? "extractive",
      baseUrl: e.LYO_MODEL_BASE_URL,
      name: e.LYO_MODEL_NAME,
      apiKey: e.LYO_MODEL_API_KEY,
      location: e.LYO_MODEL_LOCATION,
      timeoutMs: e.LYO_MODEL_TIMEOUT_MS,
    },
    mail: { baseUrl: e.LYO_MAIL_BASE_URL },
    database: e.FIRESTORE_DATABASE,
    emulators: {
      firestore: e.FIRESTORE_EMULATOR_HOST,
      pubsub: e.PUBSUB_EMULATOR_HOST,
      auth: e.FIREBASE_AUTH_EMULATOR_HOST,
      storage: e.STORAGE_EMULATOR_HOST,
      tasks: e.CLOUD_TASKS_EMULATOR_HOST,
      secrets: e.SECRET_MANAGER_EMULATOR_HOST,
    },
    settings: settings.data,
  } as const;
}

/** The name of a bucket of `infra/buckets.yaml`: all of Google's customers share their names. */
export const bucketName = (projectId: string, name: string): string => `${projectId}-${name}`;

/**
 * Refuses to start a function whose configuration is wrong, before its first request. A process that serves
 * nothing (a build, a script) may load the entry point without one.
 * @returns the name of the function that this process serves, if any.
 * @throws {Error} as `loadConfig`.
 */
export function checkConfig(env: Record<string, string | undefined> = process.env): string {
  return env["FUNCTION_TARGET"] ? loadConfig(env).functionName : "";
}

/** @throws {z.ZodError} when the file of an environment is not right. */
export const loadSettings = (environment: Environment): Settings => Settings.parse(settingsOf(environment));

const settingsOf = (environment: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../infra/environments/${environment}.json`, import.meta.url), "utf8"));
