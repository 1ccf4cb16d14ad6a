import type { Context } from "hono";
import { type ConfirmDeps, confirmOutline } from "../generation/confirm-outline.ts";
import { editOutline } from "../generation/edit-outline.ts";
import { findOutline } from "../generation/find-outline.ts";
import type { Library } from "../learning/source-library.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, type Env } from "../platform/http/request.ts";
import { outlineEndpoints as endpoints } from "./outline-contract.ts";

export interface OutlineDeps {
  readonly transact: (tid: string) => Transact;
  readonly generate: (tid: string) => Omit<ConfirmDeps, "transact"> & { readonly library: Library };
}

/** The outline that a task waits to have confirmed. */
export function bindOutline(app: AreaApp, deps: OutlineDeps, pollSeconds: string): void {
  const scope = (c: Context<Env>) => {
    const { tenantId: tid, userId } = callerOf(c);
    return { ...deps.generate(tid), transact: deps.transact(tid), tid, userId };
  };

  app.openapi(endpoints.getOutline.route, async (c) =>
    c.json(await findOutline(scope(c), { ...scope(c), ...c.req.valid("param") }), 200),
  );

  app.openapi(endpoints.setOutline.route, async (c) => {
    const known = scope(c);
    const { taskId } = c.req.valid("param");
    const input = { userId: known.userId, taskId, change: c.req.valid("json") };
    return c.json(await editOutline(known, { ...input, ifMatch: c.req.header("if-match") }), 200);
  });

  app.openapi(endpoints.confirmOutline.route, async (c) => {
    const known = scope(c);
    const { taskId } = c.req.valid("param");
    const task = await confirmOutline(known, { tid: known.tid, userId: known.userId, taskId });
    return c.json(task, 202, { "retry-after": pollSeconds });
  });
}
