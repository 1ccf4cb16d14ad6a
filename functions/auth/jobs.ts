import type { Config } from "../platform/config.ts";
import { job, jobsApp } from "../platform/http/jobs-app.ts";
import type { Log } from "../platform/telemetry/log.ts";
import { MailJob } from "./mail.ts";

export interface AuthJobsDeps {
  readonly config: Config;
  readonly log: Log;
}

/** As many as the queue `mail` makes. */
const ATTEMPTS = 14;

export function authJobs(deps: AuthJobsDeps) {
  const bindings = {
    "send-mail": job(MailJob, async () => "dropped"),
  };
  return jobsApp("auth", bindings, { ...deps, maxAttempts: ATTEMPTS });
}
