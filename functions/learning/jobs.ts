import { z } from "zod";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { job, jobsApp } from "../platform/http/jobs-app.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import type { Log } from "../platform/telemetry/log.ts";
import type { Clock } from "../shared/clock.ts";
import { clearSource } from "./clear-source.ts";
import type { ExtractFile } from "./extract-file.ts";
import { processSource } from "./process-source.ts";
import { ProcessJob } from "./source-contract.ts";
import { sourceStore } from "./source-store.ts";
import { sweepSources } from "./sweep-sources.ts";

export interface LearningJobsDeps {
  readonly config: Config;
  readonly log: Log;
  readonly db: Database;
  readonly clock: Clock;
  readonly transact: (tid: string) => Transact;
  /** Deliveries the queue makes of one job. */
  readonly maxAttempts: number;
  readonly buckets: { readonly sources: Bucket };
  readonly extractFile: ExtractFile;
}

/** The jobs of sources, which tests also deliver by themselves. */
export function sourceJobBindings(deps: Omit<LearningJobsDeps, "maxAttempts">) {
  const scope = (tid: string) => ({
    ...{ ...deps, tid, files: deps.buckets.sources },
    ...{ transact: deps.transact(tid), sources: sourceStore(deps.db, tid) },
  });
  return {
    process: job(ProcessJob, (payload, delivery) => processSource(scope(payload.tid), payload, delivery)),
    clear: job(ProcessJob, async (payload) => {
      await clearSource(scope(payload.tid), payload);
      return "done";
    }),
    "sweep-sources": job(z.object({}), async () => {
      for (const tid of Object.keys(deps.config.settings.tenants)) {
        const swept = await sweepSources(scope(tid));
        if (swept.abandoned + swept.lost > 0) deps.log.info({ tid, ...swept }, "stale sources were swept");
      }
      return "done";
    }),
  };
}

export const learningJobs = (deps: LearningJobsDeps) => jobsApp("learning", sourceJobBindings(deps), deps);
