import type { Config } from "../platform/config.ts";
import { jobsApp } from "../platform/http/jobs-app.ts";
import { type ExportJobsDeps, exportJobBindings } from "./bind-export-jobs.ts";

export interface UsersJobsDeps extends ExportJobsDeps {
  readonly config: Config;
  /** Deliveries the queue makes of one job. */
  readonly maxAttempts: number;
}

export const usersJobs = (deps: UsersJobsDeps) => jobsApp("users", exportJobBindings(deps), deps);
