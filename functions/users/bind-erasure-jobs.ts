import { lastMail } from "../auth/last-mail.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { job } from "../platform/http/jobs-app.ts";
import { type ErasePersonDeps, erasePerson } from "./erase-person.ts";
import { EraseJob } from "./erasure-contract.ts";
import { erasureStore } from "./erasure-store.ts";

export interface ErasureJobsDeps
  extends Pick<ErasePersonDeps, "db" | "clock" | "firebase" | "buckets" | "reached"> {
  readonly transact: (tid: string) => Transact;
}

/** The job of an erasure, for the area's private function. */
export const erasureJobBindings = (deps: ErasureJobsDeps) => ({
  erase: job(EraseJob, (payload) => {
    const { tid } = payload;
    const stores = { erasures: erasureStore(deps.db, tid), ...lastMail(deps.db, tid) };
    return erasePerson({ ...deps, ...stores, transact: deps.transact(tid) }, payload);
  }),
});
