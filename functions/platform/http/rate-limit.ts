import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { serializeList } from "structured-headers";
import { Problem } from "../../shared/problem.ts";
import type { Settings } from "../config.ts";
import type { LimitName } from "./endpoint.ts";

export interface Limiter {
  /**
   * Counts one call and says on the answer what is left
   * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/).
   * @throws {Problem} `rate-limit-exceeded` with the seconds to wait.
   */
  count(c: Context, limit: LimitName, key: string): Promise<void>;
}

/** Counts in this instance's memory. */
export function memoryLimiter(limits: Settings["limits"]): Limiter {
  const limiters = new Map<LimitName, RateLimiterMemory>();
  const limiterOf = (name: LimitName): RateLimiterMemory => {
    const { requests, seconds } = limits[name];
    const limiter = limiters.get(name) ?? new RateLimiterMemory({ points: requests, duration: seconds });
    limiters.set(name, limiter);
    return limiter;
  };
  return {
    count: async (c, name, key) => {
      const limit = limits[name];
      c.header(
        "ratelimit-policy",
        serializeList([
          [
            name,
            new Map([
              ["q", limit.requests],
              ["w", limit.seconds],
            ]),
          ],
        ]),
      );
      const left = await limiterOf(name)
        .consume(key)
        .catch((error: unknown) => {
          if (error instanceof RateLimiterRes) return error;
          throw error;
        });
      const seconds = Math.max(1, Math.ceil(left.msBeforeNext / 1000));
      const remaining = Math.max(0, left.remainingPoints);
      c.header(
        "ratelimit",
        serializeList([
          [
            name,
            new Map([
              ["r", remaining],
              ["t", seconds],
            ]),
          ],
        ]),
      );
      if (left.consumedPoints > limit.requests)
        throw new Problem("rate-limit-exceeded", `Too many calls. Try again in ${seconds} s.`, {
          retryAfterSeconds: seconds,
        });
    },
  };
}
