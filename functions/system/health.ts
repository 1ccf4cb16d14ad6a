import { z } from "zod";

/** `warn` answers, but slowly. */
export const HealthStatus = z.enum(["pass", "warn", "fail"]);
export type HealthStatus = z.infer<typeof HealthStatus>;

/** One service we stand on, as it answered just now. */
export const DependencyHealth = z.object({
  name: z.string(),
  status: HealthStatus,
  latencyMs: z.number().nonnegative(),
  /** What went wrong, in the service's own words: for administrators alone. */
  error: z.string().optional(),
});
export type DependencyHealth = z.infer<typeof DependencyHealth>;

export const Readiness = z
  .object({ status: HealthStatus, checkedAt: z.iso.datetime(), dependencies: z.array(DependencyHealth) })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof Readiness>;

const SEVERITY: readonly HealthStatus[] = ["pass", "warn", "fail"];

/** A whole is as well as its worst part. */
export const worst = (statuses: readonly HealthStatus[]): HealthStatus =>
  SEVERITY[Math.max(0, ...statuses.map((status) => SEVERITY.indexOf(status)))] ?? "fail";

/** What anybody may know: which services answer and how fast, not what they said. */
export const withoutDetails = (readiness: Readiness): Readiness => ({
  ...readiness,
  dependencies: readiness.dependencies.map(({ error: _, ...shown }) => shown),
});
