import { parseArgs } from "node:util";
import { deployed } from "../functions/areas.ts";
import { newSecrets } from "../functions/auth/new-secrets.ts";
import { runStack } from "../infra/local/terminal.ts";
import { DEMO_LEARNER, seed } from "./seed.ts";

/** `npm start [-- --fresh]`: the whole backend on this machine until Ctrl-C. */
const { values } = parseArgs({ options: { fresh: { type: "boolean", default: false } } });

// Those of the first start are kept: a later one finds them and does not use what is made here.
const secrets = Object.entries(await newSecrets()).map(([name, value]) => [name, JSON.stringify(value)]);

const options = { functions: deployed, fresh: values.fresh, secrets: Object.fromEntries(secrets) };
process.exitCode = await runStack(options, async (stack) => {
  const since = performance.now();
  await seed(stack);
  console.log(`mail               ${stack.url}/local/mail`);
  console.log(`demo data          ${DEMO_LEARNER.email} ${Math.round(performance.now() - since)} ms`);
});
