import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { ShownKey } from "./block.ts";
import { Lesson } from "./lesson.ts";
import { BlockInput, LessonChange, LessonInput } from "./manuscript.ts";

const courseParams = z.object({ courseId: z.uuid() });
const lessonParams = courseParams.extend({ lessonId: z.uuid() });
const blockParams = lessonParams.extend({ blockId: z.uuid() });
const write = { access: { permission: "course:write" } } as const;
/** A lesson in its longest form. */
const lengthy = { ...write, maxBodyBytes: 512 * 1024 } as const;
const refused = [
  "authentication-required",
  "access-denied",
  "resource-not-found",
  "course-generating",
  "precondition-failed",
  "conflict",
] as const;
const position = z.int().min(1).meta({ description: "1 for the first; the last unless said" });

const addLesson = endpoint(
  {
    operationId: "addLesson",
    method: "post",
    path: "/v1/courses/{courseId}/lessons",
    summary: "Add a lesson to the draft",
    request: { params: courseParams, body: body(LessonInput) },
    responses: {
      201: json(Lesson, "The lesson; `Location` is it"),
      ...refusals(...refused, "idempotency-conflict", ...bodyRefusals),
    },
  },
  lengthy,
);

const changeLesson = endpoint(
  {
    operationId: "changeLesson",
    method: "patch",
    path: "/v1/courses/{courseId}/lessons/{lessonId}",
    summary: "Change a lesson of the draft, or its place",
    description:
      "What is named by its `id` keeps it, and with it what learners did there. A question that is there already keeps its answer key where none is said, as long as its kind and its options stay.",
    request: { params: lessonParams, body: body(LessonChange) },
    responses: {
      200: json(Lesson, "The lesson as it is now"),
      304: { description: "Nothing has changed" },
      ...refusals(...refused, ...bodyRefusals),
    },
  },
  { ...lengthy, etag: true },
);

const removeLesson = endpoint(
  {
    operationId: "removeLesson",
    method: "delete",
    path: "/v1/courses/{courseId}/lessons/{lessonId}",
    summary: "Remove a lesson from the draft",
    request: { params: lessonParams },
    responses: { 204: { description: "Removed; published versions keep it" }, ...refusals(...refused) },
  },
  write,
);

const addBlock = endpoint(
  {
    operationId: "addBlock",
    method: "post",
    path: "/v1/courses/{courseId}/lessons/{lessonId}/blocks",
    summary: "Add a block to a lesson of the draft",
    request: {
      params: lessonParams,
      body: body(
        z.strictObject({ block: BlockInput, position: position.optional() }).meta({ id: "NewBlock" }),
      ),
    },
    responses: {
      201: json(Lesson, "The lesson as it is now"),
      ...refusals(...refused, "idempotency-conflict", ...bodyRefusals),
    },
  },
  lengthy,
);

const changeBlock = endpoint(
  {
    operationId: "changeBlock",
    method: "patch",
    path: "/v1/courses/{courseId}/lessons/{lessonId}/blocks/{blockId}",
    summary: "Replace a block, or move it",
    request: {
      params: blockParams,
      body: body(z.strictObject({ block: BlockInput, position }).partial().meta({ id: "BlockChange" })),
    },
    responses: {
      200: json(Lesson, "The lesson as it is now"),
      304: { description: "Nothing has changed" },
      ...refusals(...refused, ...bodyRefusals),
    },
  },
  { ...lengthy, etag: true },
);

const removeBlock = endpoint(
  {
    operationId: "removeBlock",
    method: "delete",
    path: "/v1/courses/{courseId}/lessons/{lessonId}/blocks/{blockId}",
    summary: "Remove a block from a lesson of the draft",
    request: { params: blockParams },
    responses: { 204: { description: "Removed; published versions keep it" }, ...refusals(...refused) },
  },
  write,
);

const getAnswerKey = endpoint(
  {
    operationId: "getAnswerKey",
    method: "get",
    path: "/v1/courses/{courseId}/lessons/{lessonId}/answer-key",
    summary: "What is right in a lesson of one's own draft, for instructors",
    request: { params: lessonParams },
    responses: {
      200: json(ShownKey.meta({ id: "AnswerKey" }), "The keys, by question"),
      ...refusals("authentication-required", "access-denied", "resource-not-found", "course-generating"),
    },
  },
  { access: { permission: "answer-key:read" } },
);

export const lessonEndpoints = {
  addLesson,
  changeLesson,
  removeLesson,
  addBlock,
  changeBlock,
  removeBlock,
  getAnswerKey,
};
