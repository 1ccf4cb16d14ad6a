import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, originOf } from "../platform/http/request.ts";
import { confirmEmailChange } from "./confirm-email-change.ts";
import { endpoints } from "./contract.ts";
import { forgetPassword } from "./forget-password.ts";
import type { ScopeOf } from "./make-scope.ts";
import { resendVerification } from "./resend-verification.ts";
import { resetPassword } from "./reset-password.ts";
import { verifyEmail } from "./verify-email.ts";

/** A mail takes some seconds; asking for another sooner only voids the first. */
const RETRY_AFTER = { "retry-after": "60" };

/** What goes by mail: the address itself, and the way back in. */
export function bindEmails(app: AreaApp, scope: ScopeOf): void {
  app.openapi(endpoints.verifyEmail.route, async (c) => {
    await verifyEmail(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    return c.body(null, 204);
  });

  app.openapi(endpoints.resendVerification.route, async (c) => {
    await resendVerification(scope(c), { caller: callerOf(c) });
    return c.body(null, 202, RETRY_AFTER);
  });

  app.openapi(endpoints.forgotPassword.route, async (c) => {
    await forgetPassword(scope(c), c.req.valid("json"));
    return c.body(null, 202, RETRY_AFTER);
  });

  app.openapi(endpoints.resetPassword.route, async (c) => {
    await resetPassword(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    return c.body(null, 204);
  });

  app.openapi(endpoints.confirmEmailChange.route, async (c) => {
    await confirmEmailChange(scope(c), { ...c.req.valid("json"), origin: originOf(c) });
    return c.body(null, 204);
  });
}
