import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/firestore/database.ts";
import type { Machinery } from "../platform/firestore/machinery.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { job, jobsApp } from "../platform/http/jobs-app.ts";
import { subscriber } from "../platform/pubsub/subscriber.ts";
import type { Log } from "../platform/telemetry/log.ts";
import type { Clock } from "../shared/clock.ts";
import { LessonJob, ResumeJob, SettleJob, StepJob } from "./contract.ts";
import { generationEvents } from "./events.ts";
import type { GenerationDeps } from "./generation-deps.ts";
import { planCourse } from "./plan-course.ts";
import { resumeCourse } from "./resume-course.ts";
import { reviewCourse } from "./review-course.ts";
import { rewriteLesson } from "./rewrite-lesson.ts";
import { settleCourse } from "./settle-course.ts";
import { usageStore } from "./usage-store.ts";
import { writeLesson } from "./write-lesson.ts";

export interface GenerationJobsDeps {
  readonly config: Config;
  readonly log: Log;
  readonly db: Database;
  readonly machinery: Machinery;
  readonly clock: Clock;
  readonly transact: (tid: string) => Transact;
  /** Deliveries the queue makes of one job. */
  readonly maxAttempts: number;
  readonly generation: (tid: string) => GenerationDeps;
}

export function generationJobs(deps: GenerationJobsDeps) {
  const of = deps.generation;
  const bindings = {
    outline: job(StepJob, (payload, delivery) => planCourse(of(payload.tid), payload, delivery)),
    lesson: job(LessonJob, (payload, delivery) => writeLesson(of(payload.tid), payload, delivery)),
    review: job(StepJob, (payload, delivery) => reviewCourse(of(payload.tid), payload, delivery)),
    rewrite: job(LessonJob, (payload, delivery) => rewriteLesson(of(payload.tid), payload, delivery)),
    resume: job(ResumeJob, (payload) => resumeCourse(of(payload.tid), payload)),
    settle: job(SettleJob, (payload) => settleCourse(of(payload.tid), payload)),
    events: subscriber(deps, "generation", (tid) =>
      generationEvents({ ...of(tid), ...usageStore(deps.db, tid) }),
    ),
  };
  return jobsApp("generation", bindings, deps);
}
