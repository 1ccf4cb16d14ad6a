import { createHash } from "node:crypto";
import type { CloudTasksClient } from "@google-cloud/tasks";
import type { Job } from "../../shared/work.ts";
import type { Config } from "../config.ts";
import { clientOptions } from "../grpc.ts";

/** Puts a job on its queue. A job whose `dedupeKey` was enqueued before is accepted and not enqueued again. */
export type Enqueue = (job: Job) => Promise<void>;

const ALREADY_EXISTS = 6;
/** Longer than any step may take, shorter than the function's own time-out. */
const DISPATCH_DEADLINE_SECONDS = 600;

/** Cloud Tasks; the client is loaded at the first job, since most requests have none. */
export function cloudTasks(config: Config): Enqueue {
  let client: Promise<CloudTasksClient> | undefined;
  const connect = async () => {
    const { CloudTasksClient } = await import("@google-cloud/tasks");
    return new CloudTasksClient(await clientOptions(config.projectId, config.emulators.tasks));
  };
  return async (job) => {
    client ??= connect();
    const { projectId, settings } = config;
    const parent = `projects/${projectId}/locations/${settings.region}/queues/${job.queue}`;
    const audience = jobsUrl(config, job.area);
    try {
      await (await client).createTask({
        parent,
        task: {
          name: `${parent}/tasks/${taskName(job)}`,
          dispatchDeadline: { seconds: DISPATCH_DEADLINE_SECONDS },
          ...(job.notBefore && { scheduleTime: { seconds: Math.ceil(Date.parse(job.notBefore) / 1000) } }),
          httpRequest: {
            httpMethod: "POST",
            url: `${audience}/jobs/${job.area}/${job.name}`,
            headers: { "content-type": "application/json" },
            body: Buffer.from(JSON.stringify(job.payload)),
            oidcToken: { serviceAccountEmail: config.jobs.invoker, audience },
          },
        },
      });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === ALREADY_EXISTS)) throw error;
    }
  };
}

/** Hashed, so that names spread evenly over the queue's storage as Cloud Tasks asks. */
const taskName = (job: Job): string =>
  createHash("sha256").update(`${job.area}\n${job.name}\n${job.dedupeKey}`).digest("hex");

/** Where an area's private function answers; also the audience of the tokens it accepts. */
export const jobsUrl = (config: Config, area: string): string =>
  config.jobs.url.replaceAll("{function}", `${area}-jobs`);
