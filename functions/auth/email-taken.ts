import { Problem } from "../shared/problem.ts";

/** The one place that tells that an address has an account: limited like guessing is. */
export const emailTaken = (): Problem =>
  new Problem("conflict", "This e-mail address has an account already.", {
    errors: [{ pointer: "#/email", detail: "has an account already" }],
  });
