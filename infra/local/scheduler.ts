import type { Schedules } from "../manifests.ts";
import { cron } from "./cron.ts";

const MINUTE_MS = 60_000;
/** Cloud Scheduler's default attempt deadline for HTTP targets. */
const ANSWER_WITHIN_MS = 180_000;

export interface Scheduler {
  /** Calls the job now, whatever its schedule says, and returns the status it answered. */
  tick(name: string): Promise<number>;
  stop(): void;
}

interface SchedulerOptions {
  readonly schedules: Schedules;
  /** Where the functions are. */
  readonly target: string;
  readonly token: () => Promise<string>;
  readonly report: (line: string) => void;
  /** False: jobs run by `tick` alone. */
  readonly clock: boolean;
}

/** Cloud Scheduler: at each full minute POSTs the jobs that are due, leaving out one that is still running. */
export function startScheduler({ schedules, target, token, report, clock }: SchedulerOptions): Scheduler {
  const jobs = new Map(
    Object.entries(schedules).map(([name, job]) => [
      name,
      { ...job, isDue: cron(job.schedule, job.timeZone) },
    ]),
  );
  const running = new Set<string>();
  let timer = clock ? setTimeout(runDue, untilNextMinute()) : undefined;

  async function call(name: string): Promise<number> {
    const job = jobs.get(name);
    if (!job) throw new Error(`infra/schedules.yaml has no ${name}.`);
    const response = await fetch(`${target}${job.path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await token()}` },
      body: JSON.stringify(job.body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.status;
  }

  async function callOnce(name: string): Promise<void> {
    if (running.has(name)) return;
    running.add(name);
    try {
      const status = await call(name);
      if (status >= 400) report(`${name} was answered with ${status}`);
    } catch (error) {
      report(`${name} was not answered: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      running.delete(name);
    }
  }

  function runDue(): void {
    const minute = new Date();
    for (const [name, job] of jobs) if (job.isDue(minute)) void callOnce(name);
    timer = setTimeout(runDue, untilNextMinute());
  }

  return { tick: call, stop: () => clearTimeout(timer) };
}

/** To a moment after the minute's start: a timer that fires early would run the minute before twice. */
const untilNextMinute = (): number => MINUTE_MS - (Date.now() % MINUTE_MS) + 20;
