import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/firestore/database.ts";
import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import type { Endpoint } from "../platform/http/endpoint.ts";
import { openApiDocument } from "../platform/http/openapi-document.ts";
import type { HttpPorts } from "../platform/http/request.ts";
import { dependencyProbes } from "../platform/probe-dependencies.ts";
import type { Clock } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { about } from "./about.ts";
import { sharedReadiness } from "./check-readiness.ts";
import { endpoints } from "./contract.ts";
import { DOCS_POLICY, docsPage, readDocsAssets } from "./docs-page.ts";
import { withoutDetails } from "./health.ts";
import { findProblemDoc, problemDocs } from "./problem-docs.ts";
import { PAGE_POLICY, problemIndexPage, problemPage } from "./problem-page.ts";
import { readVersion } from "./read-version.ts";

export interface SystemDeps {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly http: HttpPorts;
}

/** What readiness asks for; each exists in every environment. */
const PROBED = { secret: "cursor-key", queue: "generation", topic: "domain-events" };

/** `areas` is what the OpenAPI document tells of: every area's calls. */
export function systemApi(
  deps: SystemDeps,
  areas: Readonly<Record<string, Readonly<Record<string, Endpoint>>>>,
): AreaApp {
  const { config, http } = deps;
  const app = areaApp(endpoints, http);
  const readiness = sharedReadiness({ clock: deps.clock, probes: dependencyProbes(config, deps.db, PROBED) });
  const version = readVersion();
  const document = lazily(() =>
    openApiDocument(areas, { ...about, version: version.version, url: config.publicUrl }),
  );

  app.openapi(endpoints.getIndex.route, (c) =>
    c.json(
      {
        docs: "/docs",
        openapi: "/openapi.json",
        problems: "/problems",
        live: "/health/live",
        ready: "/health/ready",
        version: "/v1/version",
        clientConfig: "/v1/client-config",
      },
      200,
    ),
  );

  app.openapi(endpoints.getLiveness.route, (c) => noStore(c).json({ status: "pass" as const }, 200));

  app.openapi(endpoints.getReadiness.route, async (c) => {
    const found = await readiness();
    const caller = c.get("caller");
    const shown = caller && http.permits(caller, "system:details") ? found : withoutDetails(found);
    noStore(c);
    if (found.status !== "fail") return c.json(shown, 200);
    c.header("retry-after", "2");
    return c.json(shown, 503);
  });

  app.openapi(endpoints.getOpenApi.route, (c) => c.json({ ...document() }, 200));

  serveDocs(app);

  app.openapi(endpoints.listProblemTypes.route, (c) => {
    if (wantsPage(c)) return c.html(problemIndexPage(problemDocs), 200);
    return c.json({ items: [...problemDocs], nextCursor: null }, 200);
  });

  app.openapi(endpoints.getProblemType.route, (c) => {
    const doc = findProblemDoc(c.req.valid("param").slug);
    if (!doc) throw new Problem("resource-not-found", "There is no problem type of this name.");
    return wantsPage(c) ? c.html(problemPage(doc), 200) : c.json(doc, 200);
  });

  app.openapi(endpoints.getVersion.route, (c) =>
    c.json({ ...version, environment: config.environment }, 200),
  );

  app.openapi(endpoints.getClientConfig.route, (c) => c.json(clientConfig(config), 200));

  return app;
}

/** The page and what it loads. The files are read when somebody wants the first of them. */
function serveDocs(app: AreaApp): void {
  const assets = lazily(readDocsAssets);

  app.openapi(endpoints.getDocs.route, (c) => {
    c.header("content-security-policy", DOCS_POLICY);
    return c.html(docsPage(assets()), 200);
  });

  app.openapi(endpoints.getDocsAsset.route, (c) => {
    const asset = assets().get(c.req.valid("param").asset);
    if (!asset) throw new Problem("resource-not-found", "The reference has no file of this name.");
    // While a deployment rolls out, an address may name bytes this instance does not have: those are not to stay.
    const named = c.req.valid("query").v === asset.version;
    c.header("cache-control", named ? "public, max-age=31536000, immutable" : "no-cache");
    return c.body(asset.bytes, 200, { "content-type": asset.contentType });
  });
}

/** Public by nature: a Firebase API key names a project and opens nothing. */
function clientConfig({ environment, projectId, settings, emulators }: Config) {
  return {
    environment,
    firebase: {
      projectId,
      apiKey: settings.firebase.apiKey,
      ...(emulators.auth && { authEmulatorUrl: `http://${emulators.auth}` }),
      ...(emulators.firestore && { firestoreEmulatorHost: emulators.firestore }),
    },
    minSupportedVersion: settings.minSupportedVersion,
  };
}

function noStore<C extends Context>(c: C): C {
  c.header("cache-control", "no-store");
  return c;
}

/** Which form of a document the caller prefers; JSON unless they say otherwise. */
function wantsPage(c: Context): boolean {
  c.header("vary", "accept", { append: true });
  const supports = ["application/json", "text/html"];
  const wanted = accepts(c, { header: "Accept", supports, default: "application/json" }) === "text/html";
  if (wanted) c.header("content-security-policy", PAGE_POLICY);
  return wanted;
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
