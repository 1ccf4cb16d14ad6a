import { describe, expect, it } from "vitest";
import { checkConfig, loadConfig, Settings } from "#functions/platform/config";

const development = {
  LYO_ENVIRONMENT: "development",
  GOOGLE_CLOUD_PROJECT: "demo-lyo",
  LYO_PUBLIC_URL: "http://127.0.0.1:8080/",
  LYO_JOBS_URL: "http://127.0.0.1:8080",
  LYO_JOBS_INVOKER: "jobs@demo-lyo.iam.gserviceaccount.com",
};
const production = {
  ...development,
  LYO_ENVIRONMENT: "production",
  LYO_PUBLIC_URL: "https://api.lyo.app",
  LYO_JOBS_URL: "https://{function}-1.europe-west1.run.app",
  LYO_MODEL_PROVIDER: "vertex",
  LYO_MODEL_NAME: "google/gemma-4-26b-a4b-it-maas",
};

describe("loadConfig", () => {
  it("needs little in development, where the extractive engine is the default", () => {
    const config = loadConfig(development);
    expect(config).toMatchObject({
      environment: "development",
      publicUrl: "http://127.0.0.1:8080",
      model: { provider: "extractive" },
    });
    expect(config.settings.tenants).toHaveProperty("default");
  });

  it("reports every fault at once", () => {
    const faults = {
      ...development,
      GOOGLE_CLOUD_PROJECT: "",
      LYO_JOBS_INVOKER: "nobody",
      LYO_PUBLIC_URL: "x",
    };
    expect(() => loadConfig(faults)).toThrow(
      /GOOGLE_CLOUD_PROJECT[\s\S]*LYO_PUBLIC_URL[\s\S]*LYO_JOBS_INVOKER/,
    );
  });

  it("does not start without an environment, or in one it does not know", () => {
    expect(() => loadConfig({})).toThrow(/LYO_ENVIRONMENT/);
    expect(() => loadConfig({ ...development, LYO_ENVIRONMENT: "prod" })).toThrow(/LYO_ENVIRONMENT/);
  });

  it("takes an empty variable for one that is not set", () => {
    expect(loadConfig({ ...development, LYO_MODEL_PROVIDER: "" }).model.provider).toBe("extractive");
  });

  it.each(["staging", "production"])("accepts %s when all is named", (environment) => {
    const config = loadConfig({ ...production, LYO_ENVIRONMENT: environment });
    expect(config.model.provider).toBe("vertex");
    expect(config.jobs.issuer).toBe("https://accounts.google.com");
  });

  it.each([
    ["without a model", { LYO_MODEL_PROVIDER: undefined }, /LYO_MODEL_PROVIDER/],
    ["with an emulator", { FIRESTORE_EMULATOR_HOST: "127.0.0.1:8800" }, /FIRESTORE_EMULATOR_HOST/],
    ["with a local key set", { LYO_OIDC_JWKS_URL: "http://127.0.0.1:1/jwks" }, /LYO_OIDC_JWKS_URL/],
    ["over plain http", { LYO_PUBLIC_URL: "http://api.lyo.app" }, /LYO_PUBLIC_URL/],
    [
      "with a local model server",
      {
        LYO_MODEL_PROVIDER: "openai-compatible",
        LYO_MODEL_BASE_URL: "http://localhost:11434/v1",
        LYO_MODEL_NAME: "gemma3",
      },
      /LYO_MODEL_BASE_URL/,
    ],
  ])("refuses production %s", (_, changes, fault) => {
    expect(() => loadConfig({ ...production, ...changes })).toThrow(fault);
  });

  it.each([
    ["openai-compatible", /LYO_MODEL_BASE_URL[\s\S]*LYO_MODEL_NAME/],
    ["vertex", /LYO_MODEL_NAME/],
    ["vertex-generative", /LYO_MODEL_NAME/],
    ["gpt", /LYO_MODEL_PROVIDER/],
  ])("names what the provider %s needs", (provider, fault) => {
    expect(() => loadConfig({ ...development, LYO_MODEL_PROVIDER: provider })).toThrow(fault);
  });

  it("never shows a value it refuses", () => {
    const secret = "sk-very-secret";
    const run = () => loadConfig({ ...development, LYO_MODEL_API_KEY: secret, LYO_PUBLIC_URL: "x" });
    expect(run).toThrow();
    try {
      run();
    } catch (error) {
      expect(String(error)).not.toContain(secret);
    }
  });
});

describe("checkConfig", () => {
  it("stops a function that is to serve, and nothing else", () => {
    expect(() => checkConfig({ FUNCTION_TARGET: "auth" })).toThrow(/LYO_ENVIRONMENT/);
    expect(() => checkConfig({ ...development, FUNCTION_TARGET: "auth" })).not.toThrow();
    expect(() => checkConfig({})).not.toThrow();
  });
});

describe("the settings of passkeys", () => {
  const { settings } = loadConfig(development);
  const withWebauthn = (rpId: string, origin: string) =>
    Settings.safeParse({ ...settings, webauthn: { rpId, rpName: "Lyo", origins: [origin] } }).success;

  it.each([
    ["lyo.app", "https://lyo.app"],
    ["lyo.app", "https://learn.lyo.app"],
    ["localhost", "http://localhost:3000"],
    ["lyo.app", `android:apk-key-hash:${"a".repeat(43)}`],
  ])("let %s be used from %s", (rpId, origin) => {
    expect(withWebauthn(rpId, origin)).toBe(true);
  });

  it.each([
    ["lyo.app", "http://lyo.app"],
    ["lyo.app", "https://evil-lyo.app"],
    ["lyo.app", "https://lyo.app/"],
    ["lyo.app", "https://lyo.app.evil.example"],
    ["lyo.app", "http://localhost:3000"],
    ["lyo.app", "android:apk-key-hash:short"],
    ["https://lyo.app", "https://lyo.app"],
  ])("do not let %s be used from %s", (rpId, origin) => {
    expect(withWebauthn(rpId, origin)).toBe(false);
  });
});

describe("the rates of a model", () => {
  const { settings } = loadConfig(development);
  const withRates = (changes: object) => {
    const generation = { ...settings.generation, rates: { ...settings.generation.rates, ...changes } };
    return Settings.safeParse({ ...settings, generation }).success;
  };

  it("may leave the prices out, which nobody knows but the operator", () => {
    expect(settings.generation.rates.perMillionTokens).toBeUndefined();
    expect(withRates({ perMillionTokens: { prompt: 0.15, completion: 0 } })).toBe(true);
  });

  it.each([
    { currency: "euro" },
    { perMillionTokens: { prompt: 0.15 } },
    { perMillionTokens: { prompt: -1, completion: 1 } },
    { completionTokensPerSecond: 0 },
    { secondsPerCall: -1 },
  ])("are refused when they are %j", (changes) => {
    expect(withRates(changes)).toBe(false);
  });
});
