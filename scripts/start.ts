import { parseArgs } from "node:util";
import { deployed } from "../functions/areas.ts";
import { runStack } from "../infra/local/terminal.ts";

/** `npm start [-- --fresh]`: the whole backend on this machine until Ctrl-C. */
const { values } = parseArgs({ options: { fresh: { type: "boolean", default: false } } });

process.exitCode = await runStack({ functions: deployed, fresh: values.fresh });
