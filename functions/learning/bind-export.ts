import type { AreaApp } from "../platform/http/area-app.ts";
import { contentDisposition } from "../platform/http/content-disposition.ts";
import { etagOf, isKnown } from "../platform/http/etag.ts";
import { callerOf, type HttpPorts } from "../platform/http/request.ts";
import { endpoints } from "./contract.ts";
import type { CourseRenderer } from "./course-renderer.ts";
import { fileOf } from "./export/file.ts";
import { EDITION, FILE_KINDS } from "./export/format.ts";
import { exportCourse } from "./export-course.ts";
import type { ScopeOf } from "./make-scope.ts";

interface ExportPorts {
  readonly http: HttpPorts;
  readonly render: CourseRenderer;
}

/** A course as a file. */
export function bindExport(app: AreaApp, scope: ScopeOf, { http, render }: ExportPorts): void {
  app.openapi(endpoints.exportCourse.route, async (c) => {
    const known = scope(c);
    const { format, version, keys } = c.req.valid("query");
    const asked = { ...c.req.valid("param"), version, userId: known.userId };
    const mayReadKeys = http.permits(callerOf(c), "answer-key:read");
    const exported = await exportCourse(known, { ...asked, keys: keys === "true", mayReadKeys });
    const { contentType, extension } = FILE_KINDS[format];
    const headers = {
      // One with keys is to be kept nowhere; several people may use one browser.
      "cache-control": exported.keys ? "private, no-store" : "private, no-cache",
      vary: "Origin, Authorization",
    };
    // What a file is made from tells it from others before it is made.
    const shown = { version: exported.course.version, edition: EDITION, format, file: fileOf(exported) };
    const etag = etagOf(shown);
    if (isKnown(c, etag)) return c.body(null, 304, headers);
    // A refusal, if making it fails, is no file.
    c.header("etag", undefined);
    const bytes = await render(format, exported);
    return c.body(bytes, 200, {
      ...headers,
      etag,
      "content-type": contentType,
      "content-disposition": contentDisposition(exported.course.title, extension),
    });
  });
}
