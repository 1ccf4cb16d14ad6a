import { z } from "zod";
import { anchorAudit } from "../platform/audit/anchor-audit.ts";
import { type SealDeps, sealAudit } from "../platform/audit/seal-audit.ts";
import type { Config } from "../platform/config.ts";
import { sweepOutbox } from "../platform/firestore/outbox.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { job, jobsApp } from "../platform/http/jobs-app.ts";
import type { Bucket } from "../platform/storage/bucket.ts";
import { sweepTasks } from "../tasks/sweep-tasks.ts";
import type { TrackDeps } from "../tasks/track-task.ts";

export interface SystemJobsDeps extends SealDeps {
  readonly config: Config;
  readonly outbox: Parameters<typeof sweepOutbox>[0];
  readonly track: (tid: string) => TrackDeps;
  readonly transact: (tid: string) => Transact;
  readonly buckets: { readonly audit: Bucket };
}

/** Scheduler calls again a minute later, so a failed run needs no attempts of its own. */
const ATTEMPTS = 1;

export function systemJobs(deps: SystemJobsDeps) {
  const { log, config, track, transact } = deps;
  const bindings = {
    "sweep-outbox": job(z.object({}), async () => {
      const swept = await sweepOutbox(deps.outbox);
      if (swept.found > 0) log.info(swept, "outbox swept");
      return "done";
    }),
    "sweep-tasks": job(z.object({}), async () => {
      for (const tid of Object.keys(config.settings.tenants)) {
        const swept = await sweepTasks({ ...track(tid), transact: transact(tid) }, { tid });
        if (swept.failed + swept.resumed > 0) log.info({ tid, ...swept }, "tasks swept");
      }
      return "done";
    }),
    "seal-audit": job(z.object({}), async () => {
      await forEachTenant(config, async (tid) => {
        const sealed = await sealAudit(deps, { tid });
        if (sealed !== "busy" && sealed.blocks > 0) log.info({ tid, ...sealed }, "audit log sealed");
      });
      return "done";
    }),
    "anchor-audit": job(z.object({}), async () => {
      await forEachTenant(config, async (tid) => {
        const number = await anchorAudit({ ...deps, anchors: deps.buckets.audit }, { tid });
        if (number !== undefined) log.info({ tid, block: number }, "audit log anchored");
      });
      return "done";
    }),
  };
  return jobsApp("system", bindings, { config, log, maxAttempts: ATTEMPTS });
}

/** One after the other; what fails for one tenant is told after all others had their turn. */
async function forEachTenant({ settings }: Config, work: (tid: string) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const tid of Object.keys(settings.tenants))
    await work(tid).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
}
