import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";

const request = { params: z.object({ courseId: z.uuid() }) };
const relate = { access: { permission: "course:read" } } as const;
const refused = ["authentication-required", "access-denied"] as const;
const done = (description: string) => ({ 204: { description } });

const addFavorite = endpoint(
  {
    operationId: "addFavorite",
    method: "put",
    path: "/v1/courses/{courseId}/favorite",
    summary: "Mark a course as a favorite",
    request,
    responses: { ...done("It is one"), ...refusals(...refused, "resource-not-found") },
  },
  relate,
);

const removeFavorite = endpoint(
  {
    operationId: "removeFavorite",
    method: "delete",
    path: "/v1/courses/{courseId}/favorite",
    summary: "Have a course no longer marked",
    request,
    responses: { ...done("It is none"), ...refusals(...refused) },
  },
  relate,
);

export const RatingInput = z
  .strictObject({ stars: z.int().min(1).max(5).meta({ example: 5 }) })
  .meta({ id: "RatingInput" });

const rateCourse = endpoint(
  {
    operationId: "rateCourse",
    method: "put",
    path: "/v1/courses/{courseId}/rating",
    summary: "Rate a course one takes",
    request: { ...request, body: body(RatingInput) },
    responses: {
      ...done("Counted, in place of an earlier rating"),
      ...refusals(...refused, "resource-not-found", "conflict", ...bodyRefusals),
    },
  },
  relate,
);

const removeRating = endpoint(
  {
    operationId: "removeRating",
    method: "delete",
    path: "/v1/courses/{courseId}/rating",
    summary: "Take one's rating back",
    request,
    responses: { ...done("It counts no more"), ...refusals(...refused) },
  },
  relate,
);

export const ShareInput = z
  .strictObject({ message: z.string().trim().min(1).max(500).optional(), groupId: z.uuid().optional() })
  .meta({ id: "ShareInput" });
export type ShareInput = z.infer<typeof ShareInput>;

const shareCourse = endpoint(
  {
    operationId: "shareCourse",
    method: "post",
    path: "/v1/courses/{courseId}/shares",
    summary: "Share a course that others may read",
    request: { ...request, body: body(ShareInput) },
    responses: {
      201: json(
        z.strictObject({ id: z.uuid(), url: z.url() }).meta({ id: "SharedCourse" }),
        "Told to the feeds; `url` opens the course in the app",
      ),
      ...refusals(...refused, "resource-not-found", "conflict", "idempotency-conflict", ...bodyRefusals),
    },
  },
  relate,
);

export const relationEndpoints = {
  addFavorite,
  removeFavorite,
  rateCourse,
  removeRating,
  shareCourse,
};
