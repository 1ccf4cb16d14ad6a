import type { Library } from "../learning/source-library.ts";
import type { CourseWriter } from "../learning/write-course.ts";
import type { ProposalWriter } from "../learning/write-proposal.ts";
import type { Job } from "../shared/work.ts";
import type { Capability } from "./capability.ts";
import type { StepDeps } from "./run-step.ts";

/** What the steps of a generation are given, for one tenant. */
export interface GenerationDeps extends StepDeps {
  readonly courses: CourseWriter;
  readonly proposals: ProposalWriter;
  readonly library: Library;
  readonly capability: Capability;
  /** Enqueues at once, outside any commit: for work whose name makes it happen once. */
  readonly enqueue: (job: Job) => Promise<void>;
}
