import { Problem } from "../shared/problem.ts";

/** Whom an account or an address belongs to has changed between two looks at it: look again. */
export class AccountMoved extends Problem {
  constructor() {
    super("conflict", "The account with your address was changed at the same moment. Try again.");
  }
}
