import { endpoints } from "../functions/areas.ts";
import { openApiDocument } from "../functions/platform/http/openapi-document.ts";
import { about } from "../functions/system/about.ts";
import { readVersion } from "../functions/system/read-version.ts";

/** Where production answers. */
const URL_OF_PRODUCTION = "https://api.lyo.app";

/** The text of `infra/openapi.json`: paths and components by name, so that moving code does not move the document. */
export function openApiText(): string {
  const { version } = readVersion();
  const {
    paths = {},
    components = {},
    ...rest
  } = openApiDocument(endpoints, {
    ...about,
    version,
    url: URL_OF_PRODUCTION,
  });
  const named = Object.entries(components).map(([kind, entries]) => [kind, sorted(entries)]);
  const document = { ...rest, paths: sorted(paths), components: sorted(Object.fromEntries(named)) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const sorted = (entries: object): object =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
