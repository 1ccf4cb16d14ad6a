/**
 * Writes `infra/openapi.json` from the contracts: `npm run openapi`. `-- --check` writes nothing and fails when the
 * file is stale; `-- --lint` has @redocly/cli look at it as well.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openApiText } from "./openapi-text.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = `${root}infra/openapi.json`;
const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, lint: { type: "boolean", default: false } },
});

const text = openApiText();
if (!options.check) {
  writeFileSync(file, text);
  console.log("infra/openapi.json is written.");
} else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  console.error("infra/openapi.json does not say what the contracts say: run `npm run openapi`.");
  process.exitCode = 1;
}

if (options.lint) {
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const redocly = fileURLToPath(import.meta.resolve("@redocly/cli/bin/cli.js"));
  const args = [redocly, "lint", file, "--extends=recommended"];
  try {
    execFileSync(process.execPath, args, { stdio: "inherit", env });
  } catch {
    // Redocly has said what is wrong.
    process.exitCode = 1;
  }
}
