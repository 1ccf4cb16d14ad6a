import { type Config, loadConfig } from "../../functions/platform/config.ts";

/** The configuration of a laptop; `env` adds to its environment or replaces parts of it. */
export const developmentConfig = (env: Readonly<Record<string, string>> = {}): Config =>
  loadConfig({
    LYO_ENVIRONMENT: "development",
    GOOGLE_CLOUD_PROJECT: "demo-lyo",
    LYO_PUBLIC_URL: "http://127.0.0.1:8080",
    LYO_JOBS_URL: "http://127.0.0.1:8080",
    LYO_JOBS_INVOKER: "jobs-invoker@demo-lyo.iam.gserviceaccount.com",
    ...env,
  });
