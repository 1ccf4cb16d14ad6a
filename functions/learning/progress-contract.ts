import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { CourseProgress, LessonProgress, ProgressReport } from "./progress.ts";

const courseParams = z.object({ courseId: z.uuid() });
const versionQuery = z.object({
  version: z.coerce.number().int().positive().optional().meta({
    description: "The version that is read, where it is not the present one",
  }),
});
const learn = { access: { permission: "course:learn" } } as const;
const refused = ["authentication-required", "access-denied"] as const;

const enroll = endpoint(
  {
    operationId: "enroll",
    method: "put",
    path: "/v1/courses/{courseId}/enrollment",
    summary: "Take a course",
    description:
      "From the version that is published now, which stays open to the learner when another follows. Repeated, it changes nothing, unless `version` names the present one: then the learner moves to it. Progress and attempts enrol by themselves.",
    request: {
      params: courseParams,
      query: z.object({
        version: z.coerce.number().int().positive().optional().meta({
          description: "The version to begin with, or to move to",
        }),
      }),
    },
    responses: { 204: { description: "Enrolled" }, ...refusals(...refused, "resource-not-found") },
  },
  learn,
);

const unenroll = endpoint(
  {
    operationId: "unenroll",
    method: "delete",
    path: "/v1/courses/{courseId}/enrollment",
    summary: "Take a course no longer",
    description: "Progress, attempts and cards are kept.",
    request: { params: courseParams },
    responses: { 204: { description: "Not enrolled" }, ...refusals(...refused) },
  },
  learn,
);

const getProgress = endpoint(
  {
    operationId: "getProgress",
    method: "get",
    path: "/v1/courses/{courseId}/progress",
    summary: "How far the caller is in a course",
    request: { params: courseParams, query: versionQuery },
    responses: {
      200: json(CourseProgress, "Every lesson of the version, in order, and what to go on with"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { access: { permission: "course:read" }, etag: true },
);

const reportProgress = endpoint(
  {
    operationId: "reportProgress",
    method: "put",
    path: "/v1/courses/{courseId}/lessons/{lessonId}/progress",
    summary: "Tell how far the caller is in a lesson",
    description:
      "From any number of devices, in any order, as often as they like: the furthest position and the most time count, and what is completed stays so. The first report of a lesson tells of six hours at most; a later one adds at most the time since the last that added some, and five minutes.",
    request: {
      params: courseParams.extend({ lessonId: z.uuid() }),
      query: versionQuery,
      body: body(ProgressReport),
    },
    responses: {
      200: json(LessonProgress, "The lesson's progress over all devices"),
      ...refusals(...refused, "resource-not-found", "conflict", ...bodyRefusals),
    },
  },
  learn,
);

export const progressEndpoints = { enroll, unenroll, getProgress, reportProgress };
