import { type AreaApp, areaApp } from "../platform/http/area-app.ts";
import type { HttpPorts } from "../platform/http/request.ts";
import { auditRequest } from "./audit-request.ts";
import { endpoints } from "./contract.ts";

export interface QualityDeps {
  readonly http: HttpPorts;
}

export function qualityApi(deps: QualityDeps): AreaApp {
  const app = areaApp(endpoints, deps.http);

  app.openapi(endpoints.auditBank.route, async (c) => c.json(await auditRequest(c.req.valid("json")), 200));

  return app;
}
