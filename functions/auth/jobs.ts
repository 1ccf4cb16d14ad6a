import { jobsApp } from "../platform/http/jobs-app.ts";
import { type AuthJobsDeps, authJobBindings } from "./bind-jobs.ts";

export const authJobs = (deps: AuthJobsDeps) => jobsApp("auth", authJobBindings(deps), deps);
