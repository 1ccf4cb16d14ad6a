import { z } from "zod";
import { endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { CourseQuality } from "./quality.ts";

const getQuality = endpoint(
  {
    operationId: "getQuality",
    method: "get",
    path: "/v1/courses/{courseId}/quality",
    summary: "How good a course is: flaws of its questions, measures of its texts, and what was mended",
    request: {
      params: z.object({ courseId: z.uuid() }),
      query: z.object({
        version: z.coerce.number().int().positive().optional().meta({
          description: "A version that was published and that the caller began with",
        }),
      }),
    },
    responses: {
      200: json(
        CourseQuality,
        "The report; what would help to guess an answer is left out for those who may not see answer keys",
      ),
      304: { description: "It has not changed" },
      ...refusals("authentication-required", "access-denied", "resource-not-found"),
    },
  },
  { access: { permission: "course:read" }, etag: true },
);

export const qualityEndpoints = { getQuality };
