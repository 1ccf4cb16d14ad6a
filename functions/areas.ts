import * as auth from "./auth/contract.ts";
import * as generation from "./generation/contract.ts";
import * as learning from "./learning/contract.ts";
import type { Endpoint } from "./platform/http/endpoint.ts";
import * as quality from "./quality/contract.ts";
import * as system from "./system/contract.ts";
import * as tasks from "./tasks/contract.ts";
import * as users from "./users/contract.ts";

/** A deployed function and the paths the load balancer sends to it; a `*` stands only at the end, after `/`. */
export interface Deployed {
  readonly name: string;
  readonly paths: readonly string[];
}

/** Every area's calls, in the order the API's document shows them. */
export const endpoints: Readonly<Record<string, Readonly<Record<string, Endpoint>>>> = {
  auth: auth.endpoints,
  learning: learning.endpoints,
  quality: quality.endpoints,
  tasks: tasks.endpoints,
  users: users.endpoints,
  system: system.endpoints,
};

/** Areas that receive Cloud Tasks, Pub/Sub push or Scheduler, each with the jobs it answers. */
export const jobs: Readonly<Record<string, readonly string[]>> = {
  auth: auth.jobs,
  generation: generation.jobs,
  learning: learning.jobs,
  system: system.jobs,
  users: users.jobs,
};

export const deployed: readonly Deployed[] = [
  ...Object.entries(endpoints).map(([name, area]) => ({ name, paths: pathsOf(Object.values(area)) })),
  ...Object.keys(jobs).map((area) => ({ name: `${area}-jobs`, paths: [`/jobs/${area}/*`] })),
];

/** `/v1/<word>` is an area's own; anything else is routed as it stands, up to its first parameter. */
function pathsOf(area: readonly Endpoint[]): string[] {
  const paths = area.flatMap(({ route }) => {
    const word = /^\/v1\/[a-z-]+/.exec(route.path)?.[0];
    if (word) return [word, `${word}/*`];
    return [route.path.replace(/\{.*$/, "*")];
  });
  return [...new Set(paths)].sort();
}
