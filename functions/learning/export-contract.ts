import { z } from "zod";
import { endpoint, refusals } from "../platform/http/endpoint.ts";
import { CourseFile } from "./export/file.ts";
import { FormatName } from "./export/format.ts";

const file = z.string();

const exportCourse = endpoint(
  {
    operationId: "exportCourse",
    method: "get",
    path: "/v1/courses/{courseId}/export",
    summary: "A course as a file",
    description:
      "Its lessons that are ready, as Markdown, as one HTML page that needs nothing else, as JSON (`CourseFile`) or as a PDF; saved under the course's title. A PDF shows Latin, Greek and Cyrillic letters, and is refused (`conflict`, `reason: unprintable`) where most letters are others: HTML shows them all, and prints well. What is right in its quizzes is in none of them, but with `keys=true` for whoever may read the answer keys of the courses they write.",
    request: {
      params: z.object({ courseId: z.uuid() }),
      query: z.object({
        format: FormatName.default("markdown"),
        version: z.coerce.number().int().positive().optional().meta({
          description: "A version that was published and that the caller began with",
        }),
        keys: z.enum(["true", "false"]).default("false").meta({
          description:
            "Adds what is right; needs the permission `answer-key:read` and a course of the caller's own",
        }),
      }),
    },
    responses: {
      200: {
        description: "The file; `Content-Disposition` names it",
        content: {
          "text/markdown": { schema: file },
          "text/html": { schema: file },
          "application/json": { schema: CourseFile },
          "application/pdf": { schema: file.meta({ format: "binary" }) },
        },
      },
      304: { description: "It has not changed" },
      ...refusals(
        ...(["authentication-required", "access-denied", "resource-not-found"] as const),
        ...(["course-generating", "conflict", "deadline-exceeded"] as const),
      ),
    },
  },
  { access: { permission: "course:read" }, etag: true, cost: 5 },
);

export const exportEndpoints = { exportCourse };
