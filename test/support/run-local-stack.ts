import { runStack } from "../../infra/local/terminal.ts";
import { smallStack } from "./local-stack.ts";

/** The small stack at a terminal, in the data directory that the first argument names. */
const [, , dataDir = ""] = process.argv;
process.exitCode = await runStack({ ...smallStack, dataDir });
