import { hash } from "node:crypto";
import type { Context } from "hono";
import { serializeList } from "structured-headers";
import type { Clock } from "../../shared/clock.ts";
import { Problem } from "../../shared/problem.ts";
import type { Settings } from "../config.ts";
import type { SharedCounts } from "../firestore/shared-counts.ts";
import type { Log } from "../telemetry/log.ts";
import { within } from "../within.ts";
import type { LimitName } from "./endpoint.ts";

/** What is counted: calls under a limit, of a person or an address of a tenant. */
export interface Counted {
  readonly tenantId: string;
  readonly limit: LimitName;
  readonly key: string;
  /** How many calls of the usual kind this one is worth. */
  readonly cost: number;
}

export interface Limiter {
  /**
   * Counts one call and says on the answer what is left
   * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/).
   * @throws {Problem} `rate-limit-exceeded` with the seconds to wait.
   */
  count(c: Context, counted: Counted): Promise<void>;
}

interface LimiterDeps {
  readonly limits: Settings["limits"];
  readonly clock: Clock;
  readonly log: Log;
  /** Where instances tell each other; without it each counts alone. */
  readonly shared?: SharedCounts;
}

/**
 * Counts in fixed windows, in this instance's memory first: it tells the others after every tenth of a limit, so
 * that a busy caller costs ten writes a window and a quiet one none, and nothing once the limit is reached. N
 * instances let at most N tenths more pass; a limit of twenty or less is told call by call and holds exactly. While the
 * database does not answer, each instance counts alone.
 */
export function rateLimiter(deps: LimiterDeps): Limiter {
  const windows = openWindows();
  const labels = labelsOf(deps.limits);
  return {
    count: async (c, counted) => {
      const { requests, seconds } = deps.limits[counted.limit];
      const now = deps.clock().getTime();
      const window = windows.of(counted, Math.floor(now / 1000 / seconds));
      const used = await take(deps, window, counted);
      const wait = Math.max(1, Math.ceil((window.number + 1) * seconds - now / 1000));
      const { name, policy } = labels[counted.limit];
      c.header("ratelimit-policy", policy);
      // Whole numbers are written the same in a structured field (RFC 9651) as anywhere.
      c.header("ratelimit", `${name};r=${Math.max(0, requests - used)};t=${wait}`);
      if (used > requests)
        throw new Problem("rate-limit-exceeded", `Too many calls. Try again in ${wait} s.`, {
          retryAfterSeconds: wait,
        });
    },
  };
}

/** The parts of the headers that stay the same, by limit. */
function labelsOf(limits: Settings["limits"]) {
  const labels = Object.entries(limits).map(([name, { requests, seconds }]) => {
    const parameters = new Map(Object.entries({ q: requests, w: seconds }));
    return [name, { name: serializeList([[name, new Map()]]), policy: serializeList([[name, parameters]]) }];
  });
  // One for each of the same names.
  return Object.fromEntries(labels) as Record<LimitName, { name: string; policy: string }>;
}

/** What one caller has used of one limit in one window, as far as this instance knows. */
interface Window {
  readonly number: number;
  /** Told by all instances, when this one last asked. */
  known: number;
  /** Counted here and not among those yet. */
  local: number;
  /** Of these, what nobody is about to tell. */
  untold: number;
  /** What is about to be told: answers how many there were before. */
  next: Promise<number> | undefined;
  /** What is being told. */
  flight: Promise<number> | undefined;
}

/** In so many parts a limit is told to the others. */
const PARTS = 10;
/** A tenth of a smaller limit is hardly a call. */
const EXACT_BELOW = 21;
/** Counting is not worth a longer wait. */
const TOLD_WITHIN_MS = 1000;

/** Takes from the window. @returns what is used with this call: more than the limit means that it may not pass. */
async function take(deps: LimiterDeps, window: Window, counted: Counted): Promise<number> {
  const { requests } = deps.limits[counted.limit];
  const used = window.known + window.local;
  // Nothing is added to a window that is full, so that a flood writes nothing.
  if (used >= requests) return used + counted.cost;
  window.local += counted.cost;
  window.untold += counted.cost;
  const part = requests < EXACT_BELOW ? 1 : Math.floor(requests / PARTS);
  if (!deps.shared || window.untold < part) return used + counted.cost;
  const position = window.untold;
  window.next ??= tell(deps, window, counted);
  return (await window.next) + position;
}

/** Tells the others what is untold once the former telling is over, so that calls at once make one write. */
async function tell(deps: LimiterDeps, window: Window, counted: Counted): Promise<number> {
  await window.flight?.catch(() => {});
  const size = window.untold;
  window.untold = 0;
  window.flight = window.next;
  window.next = undefined;
  const { tenantId, limit, key } = counted;
  const expireAt = new Date((window.number + 2) * deps.limits[limit].seconds * 1000);
  const id = hash("sha256", JSON.stringify([limit, key, window.number]), "base64url");
  try {
    const added = deps.shared?.add(tenantId, id, { by: size, expireAt }) ?? Promise.resolve(size);
    const total = await within(TOLD_WITHIN_MS, added);
    window.known = Math.max(window.known, total);
    window.local -= size;
    return total - size;
  } catch (error) {
    deps.log.warn({ err: error, limit }, "a rate limit is counted by this instance alone");
    return window.known + window.local - size;
  }
}

/** The windows of the callers seen last; about 200 bytes each. */
const MOST_WINDOWS = 50_000;

function openWindows() {
  const windows = new Map<string, Window>();
  return {
    of: ({ tenantId, limit, key }: Counted, number: number): Window => {
      const id = `${tenantId} ${limit} ${key}`;
      const open = windows.get(id);
      if (open?.number === number) return open;
      const fresh = { number, known: 0, local: 0, untold: 0, next: undefined, flight: undefined };
      windows.delete(id);
      windows.set(id, fresh);
      const [oldest] = windows.size > MOST_WINDOWS ? windows.keys() : [];
      if (oldest !== undefined) windows.delete(oldest);
      return fresh;
    },
  };
}
