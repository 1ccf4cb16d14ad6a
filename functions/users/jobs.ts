import type { Config } from "../platform/config.ts";
import { jobsApp } from "../platform/http/jobs-app.ts";
import { type ErasureJobsDeps, erasureJobBindings } from "./bind-erasure-jobs.ts";
import { type ExportJobsDeps, exportJobBindings } from "./bind-export-jobs.ts";

export type UsersJobsDeps = ExportJobsDeps &
  ErasureJobsDeps & {
    readonly config: Config;
    /** Deliveries the queue makes of one job. */
    readonly maxAttempts: number;
  };

export const usersJobs = (deps: UsersJobsDeps) =>
  jobsApp("users", { ...exportJobBindings(deps), ...erasureJobBindings(deps) }, deps);
