import type { Database } from "../platform/firestore/database.ts";
import type { Machinery } from "../platform/firestore/machinery.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { job } from "../platform/http/jobs-app.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import type { Log } from "../platform/telemetry/log.ts";
import type { Job } from "../shared/work.ts";
import type { TrackDeps } from "../tasks/track-task.ts";
import { ExportJob, ResumeExportJob, SettleExportJob } from "./contract.ts";
import { exportData } from "./export-data.ts";
import { exportStore } from "./export-store.ts";
import { preferencesStore } from "./preferences-store.ts";
import { resumeExport } from "./resume-export.ts";
import { settleExport } from "./settle-export.ts";
import { userStore } from "./user-store.ts";

export interface ExportJobsDeps {
  readonly db: Database;
  readonly machinery: Machinery;
  readonly log: Log;
  readonly transact: (tid: string) => Transact;
  readonly track: (tid: string) => TrackDeps;
  readonly enqueue: (job: Job) => Promise<void>;
  /** Where exports are kept, and for how long. */
  readonly files: Bucket;
  readonly keptDays: number;
}

/** The jobs of exports, for the area's private function. */
export function exportJobBindings(deps: ExportJobsDeps) {
  const scope = (tid: string) => ({
    ...{ ...deps, ...deps.track(tid), tid },
    transact: deps.transact(tid),
    users: userStore(deps.db, tid),
    exports: exportStore(deps.db, tid),
    preferences: preferencesStore(deps.db, tid),
  });
  return {
    export: job(ExportJob, (payload, delivery) => exportData(scope(payload.tid), payload, delivery)),
    resume: job(ResumeExportJob, (payload) => resumeExport(scope(payload.tid), payload)),
    settle: job(SettleExportJob, (payload) => settleExport(scope(payload.tid), payload)),
  };
}
