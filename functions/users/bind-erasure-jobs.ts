import { z } from "zod";
import { readRemains } from "../auth/read-remains.ts";
import { job } from "../platform/http/jobs-app.ts";
import { TenantId } from "../shared/id.ts";
import { type ErasePersonDeps, erasePerson } from "./erase-person.ts";
import { EraseJob } from "./erasure-contract.ts";
import { erasureStore } from "./erasure-store.ts";
import { makeScope, type UsersDeps } from "./make-scope.ts";
import { sweepAnonymous } from "./sweep-anonymous.ts";

export type ErasureJobsDeps = UsersDeps & Pick<ErasePersonDeps, "buckets" | "reached">;

/** The jobs of erasures, for the area's private function. */
export function erasureJobBindings(deps: ErasureJobsDeps) {
  const open = makeScope(deps);
  return {
    erase: job(EraseJob, (payload) => {
      const { tid } = payload;
      const stores = { erasures: erasureStore(deps.db, tid), ...readRemains(deps.db, tid) };
      return erasePerson({ ...deps, ...stores, transact: deps.transact(tid) }, payload);
    }),
    "sweep-anonymous": job(z.object({}), async () => {
      for (const tid of Object.keys(deps.http.settings.tenants)) {
        const begun = await sweepAnonymous(open({ tenantId: TenantId.parse(tid) }));
        if (begun > 0) deps.log.info({ tid, begun }, "abandoned anonymous users are being erased");
      }
      return "done";
    }),
  };
}
