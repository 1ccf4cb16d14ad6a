import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { beginTotp } from "./begin-totp.ts";
import { confirmTotp } from "./confirm-totp.ts";
import { endpoints } from "./contract.ts";
import { confidential, type ScopeOf } from "./make-scope.ts";
import { removeTotp } from "./remove-totp.ts";

/** What is asked for beside a password. */
export function bindFactors(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.getFactors.route, async (c) => {
    const credential = await scope(c).accounts.credentials.get(callerOf(c).userId);
    const enabledAt = credential?.totp?.confirmedAt ?? null;
    const recoveryCodesLeft = credential?.recoveryCodes.length ?? 0;
    return c.json({ totp: { enabled: enabledAt !== null, enabledAt, recoveryCodesLeft } }, 200);
  });

  app.openapi(endpoints.beginTotp.route, async (c) => {
    const begun = await beginTotp(scope(c), { caller: callerOf(c) });
    confidential(c);
    return c.json(begun, 200);
  });

  app.openapi(endpoints.confirmTotp.route, async (c) => {
    const input = { caller: callerOf(c), origin: originOf(c), ...c.req.valid("json") };
    const confirmed = await confirmTotp(scope(c), input);
    confidential(c);
    return c.json(confirmed, 200);
  });

  app.openapi(endpoints.removeTotp.route, async (c) => {
    const { password } = c.req.valid("json");
    await removeTotp(scope(c), { caller: callerOf(c), origin: originOf(c), password });
    return c.body(null, 204);
  });
}
