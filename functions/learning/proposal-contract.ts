import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Course } from "./course.ts";
import { Proposal } from "./proposal.ts";

const courseParams = z.object({ courseId: z.uuid() });
const params = courseParams.extend({ taskId: z.uuid() });
const refused = ["authentication-required", "access-denied", "resource-not-found"] as const;
const someIds = z.array(z.uuid()).max(20).default([]);

/** What is to be written anew. */
export const RegenerateCourse = z
  .strictObject({
    lessonIds: someIds.meta({ description: "Lessons to be written anew as a whole" }),
    blockIds: someIds.meta({ description: "Blocks to be written anew; what stands around them stays" }),
    instruction: z.string().trim().min(1).max(1000).optional().meta({
      description: "What to do differently, in the author's words",
    }),
  })
  .refine(({ lessonIds, blockIds }) => lessonIds.length + blockIds.length > 0, {
    error: "name a lesson or a block",
    path: ["lessonIds"],
  })
  .meta({
    id: "RegenerateCourse",
    example: { lessonIds: ["3f2504e0-4f89-41d3-9a0c-0305e82c3301"], instruction: "Use everyday examples." },
  });
export type RegenerateCourse = z.infer<typeof RegenerateCourse>;

/** As the answer to `generateCourse`. */
export const RegenerationAccepted = z
  .strictObject({ taskId: z.uuid(), courseId: z.uuid(), pollUrl: z.string(), listenPath: z.string() })
  .meta({ id: "RegenerationAccepted" });

const regenerateCourse = endpoint(
  {
    operationId: "regenerateCourse",
    method: "post",
    path: "/v1/courses/{courseId}/regenerate",
    summary: "Have lessons or blocks written anew, without changing them yet",
    description:
      "A task writes a proposal beside the draft: `GET …/proposals/{taskId}` shows what it would change, `POST …/accept` changes it.",
    request: { params: courseParams, body: body(RegenerateCourse) },
    responses: {
      202: json(RegenerationAccepted, "Accepted; `Location` is the task"),
      ...refusals(
        ...refused,
        ...(["conflict", "course-generating", "idempotency-conflict", "sources-missing"] as const),
        ...(["quota-exceeded", ...bodyRefusals] as const),
      ),
    },
  },
  { access: { permission: "course:generate" }, limit: "model" },
);

const getProposal = endpoint(
  {
    operationId: "getProposal",
    method: "get",
    path: "/v1/courses/{courseId}/proposals/{taskId}",
    summary: "What a regeneration would change",
    description: "Lessons appear as they are written. Answer keys are not shown.",
    request: { params },
    responses: {
      200: json(Proposal, "The proposal"),
      304: { description: "It has not changed" },
      ...refusals(...refused),
    },
  },
  { access: { permission: "course:write" }, etag: true },
);

const acceptProposal = endpoint(
  {
    operationId: "acceptProposal",
    method: "post",
    path: "/v1/courses/{courseId}/proposals/{taskId}/accept",
    summary: "Put a proposal into the draft",
    description:
      "Once, however often it is called. Refused with `conflict` when a lesson it is about was edited since.",
    request: { params },
    responses: {
      200: json(Course, "The course as it is now"),
      ...refusals(...refused, "conflict", "course-generating"),
    },
  },
  { access: { permission: "course:write" } },
);

const discardProposal = endpoint(
  {
    operationId: "discardProposal",
    method: "delete",
    path: "/v1/courses/{courseId}/proposals/{taskId}",
    summary: "Remove a proposal",
    request: { params },
    responses: { 204: { description: "Removed" }, ...refusals(...refused, "conflict") },
  },
  { access: { permission: "course:write" } },
);

export const proposalEndpoints = { regenerateCourse, getProposal, acceptProposal, discardProposal };
