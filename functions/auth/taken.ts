import { Problem } from "../shared/problem.ts";

/** Somebody has an account with this address, the one thing about others that registering tells. */
export const taken = (): Problem =>
  new Problem("conflict", "This e-mail address has an account already.", {
    errors: [{ pointer: "#/email", detail: "has an account already" }],
  });
