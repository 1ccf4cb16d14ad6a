import { z } from "zod";
import type { Config } from "../platform/config.ts";
import { sweepOutbox } from "../platform/firestore/outbox.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { job, jobsApp } from "../platform/http/jobs-app.ts";
import type { Log } from "../platform/telemetry/log.ts";
import { sweepTasks } from "../tasks/sweep-tasks.ts";
import type { TrackDeps } from "../tasks/track-task.ts";

export interface SystemJobsDeps {
  readonly config: Config;
  readonly log: Log;
  readonly outbox: Parameters<typeof sweepOutbox>[0];
  readonly track: (tid: string) => TrackDeps;
  readonly transact: (tid: string) => Transact;
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
  };
  return jobsApp("system", bindings, { config, log, maxAttempts: ATTEMPTS });
}
