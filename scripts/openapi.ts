/**
 * Writes `infra/openapi.json` from the contracts: `npm run openapi`. `-- --check` writes nothing and fails when the
 * file is stale; `-- --lint` has @redocly/cli look at it as well.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { endpoints } from "../functions/areas.ts";
import { type OpenApiDocument, openApiDocument } from "../functions/platform/http/openapi-document.ts";
import { readVersion } from "../functions/system/read-version.ts";

const file = fileURLToPath(new URL("../infra/openapi.json", import.meta.url));
const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, lint: { type: "boolean", default: false } },
});

const { version } = readVersion();
const text = printed(openApiDocument(endpoints, { version, url: "https://api.lyo.app" }));

if (!options.check) {
  writeFileSync(file, text);
  console.log("infra/openapi.json is written.");
} else if (present() !== text) {
  console.error("infra/openapi.json does not say what the contracts say: run `npm run openapi`.");
  process.exitCode = 1;
}

if (options.lint) {
  const redocly = fileURLToPath(new URL("../node_modules/.bin/redocly", import.meta.url));
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  execFileSync(redocly, ["lint", file, "--extends=recommended"], { stdio: "inherit", env });
}

/** Paths and components by name, so that moving code does not move the document. */
function printed({ paths = {}, components = {}, ...rest }: OpenApiDocument): string {
  const sortedComponents = Object.entries(components).map(([kind, named]) => [kind, sorted(named)]);
  const document = {
    ...rest,
    paths: sorted(paths),
    components: sorted(Object.fromEntries(sortedComponents)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const sorted = (entries: object): object =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

function present(): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
