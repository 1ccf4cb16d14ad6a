import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { html } from "hono/html";

/** A file the reference's page loads. */
export interface DocsAsset {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Names these bytes: an address with it may be kept for ever. */
  readonly version: string;
}

/** All the package may show of itself, by the name it has there. */
const FILES = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

/** Ours instead of the package's `swagger-initializer.js`, which shows a pet shop. No validator is asked. */
const START = `SwaggerUIBundle({
  dom_id: "#reference",
  url: "/openapi.json",
  deepLinking: true,
  validatorUrl: null,
});
`;

type AssetName = keyof typeof FILES | "start.js";

/** The page loads from here alone and calls this API alone; `data:` is for the icons in its style sheet. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Reads the reference's files, 2 MB. @throws {Error} when `swagger-ui-dist` is not installed. */
export function readDocsAssets(): ReadonlyMap<string, DocsAsset> {
  const require = createRequire(import.meta.url);
  const installed = dirname(require.resolve("swagger-ui-dist/package.json"));
  return new Map([
    ...Object.entries(FILES).map(([name, contentType]): [string, DocsAsset] => [
      name,
      asset(contentType, readFileSync(join(installed, name))),
    ]),
    ["start.js", asset("text/javascript; charset=utf-8", Buffer.from(START))],
  ]);
}

function asset(contentType: string, bytes: Uint8Array<ArrayBuffer>): DocsAsset {
  const version = createHash("sha256").update(bytes).digest("base64url").slice(0, 16);
  return { contentType, bytes, version };
}

/** The API reference for people. */
export function docsPage(assets: ReadonlyMap<string, DocsAsset>) {
  const at = (name: AssetName) => `/docs/${name}?v=${assets.get(name)?.version}`;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Lyo API</title>
    <link rel="icon" href="${at("favicon-32x32.png")}">
    <link rel="stylesheet" href="${at("swagger-ui.css")}">
    <script src="${at("swagger-ui-bundle.js")}" defer></script>
    <script src="${at("start.js")}" defer></script>
  </head>
  <body>
    <noscript>The reference needs JavaScript; the <a href="/openapi.json">document</a> does not.</noscript>
    <main id="reference"></main>
  </body>
</html>`;
}
