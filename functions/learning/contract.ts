import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { PageQuery, page } from "../shared/page.ts";
import { Course, Difficulty, Visibility } from "./course.ts";
import { Lesson, LessonSummary } from "./lesson.ts";
import { Source } from "./source.ts";

const courseParams = z.object({ courseId: z.uuid() });
const lessonParams = courseParams.extend({ lessonId: z.uuid() });
const sourceParams = z.object({ sourceId: z.uuid() });
const readCourse = { access: { permission: "course:read" } } as const;
const refused = ["authentication-required", "access-denied"] as const;

const text = (max: number) => z.string().trim().min(1).max(max);

/** What a course is to be about, and how. */
export const GenerateCourse = z
  .strictObject({
    topic: text(300).meta({ example: "How plants turn light into sugar" }),
    difficulty: Difficulty.default("beginner"),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a BCP 47 tag such as en or pt-BR")
      .optional()
      .meta({ example: "en" }),
    interests: z.array(text(80)).max(10).default([]),
    objectives: z.array(text(200)).max(8).default([]),
    lessonCount: z.int().min(1).max(20).default(5),
    targetMinutes: z.int().min(5).max(1200).optional(),
    sourceIds: z.array(z.uuid()).max(10).default([]),
    style: text(200).optional(),
    visibility: Visibility.default("private"),
  })
  .meta({ id: "GenerateCourse" });
export type GenerateCourse = z.infer<typeof GenerateCourse>;

export const GenerationAccepted = z
  .strictObject({
    taskId: z.uuid(),
    courseId: z.uuid(),
    pollUrl: z.string(),
    listenPath: z.string(),
  })
  .meta({ id: "GenerationAccepted" });

const generateCourse = endpoint(
  {
    operationId: "generateCourse",
    method: "post",
    path: "/v1/courses/generate",
    summary: "Have a course written",
    description:
      "Accepted at once. The course is written by a task: follow it at `pollUrl`, or listen to the document at `listenPath`. Lessons can be read as they become ready.",
    request: { body: body(GenerateCourse) },
    responses: {
      202: json(GenerationAccepted, "Accepted; `Location` is the task"),
      ...refusals(...refused, "conflict", "idempotency-conflict", ...bodyRefusals, "quota-exceeded"),
    },
  },
  { access: { permission: "course:generate" }, limit: "model" },
);

const listCourses = endpoint(
  {
    operationId: "listCourses",
    method: "get",
    path: "/v1/courses",
    summary: "The caller's courses, newest first",
    request: { query: PageQuery.extend({ scope: z.enum(["mine"]).default("mine") }) },
    responses: { 200: json(page(Course), "One page of courses"), ...refusals(...refused) },
  },
  readCourse,
);

const getCourse = endpoint(
  {
    operationId: "getCourse",
    method: "get",
    path: "/v1/courses/{courseId}",
    summary: "One course",
    request: { params: courseParams },
    responses: {
      200: json(Course, "The course"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...readCourse, etag: true },
);

const deleteCourse = endpoint(
  {
    operationId: "deleteCourse",
    method: "delete",
    path: "/v1/courses/{courseId}",
    summary: "Remove a course",
    request: { params: courseParams },
    responses: {
      204: { description: "Removed" },
      ...refusals(...refused, "resource-not-found", "course-generating", "precondition-failed"),
    },
  },
  { access: { permission: "course:delete" } },
);

const listLessons = endpoint(
  {
    operationId: "listLessons",
    method: "get",
    path: "/v1/courses/{courseId}/lessons",
    summary: "A course's lessons in order, without their blocks",
    request: { params: courseParams },
    responses: {
      200: json(page(LessonSummary), "All lessons; a course has at most twenty"),
      ...refusals(...refused, "resource-not-found"),
    },
  },
  readCourse,
);

const getLesson = endpoint(
  {
    operationId: "getLesson",
    method: "get",
    path: "/v1/courses/{courseId}/lessons/{lessonId}",
    summary: "One lesson with its blocks",
    request: { params: lessonParams },
    responses: {
      200: json(Lesson, "The lesson"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...readCourse, etag: true },
);

const MAX_SOURCE_CHARACTERS = 1_000_000;

const createSource = endpoint(
  {
    operationId: "createSource",
    method: "post",
    path: "/v1/sources",
    summary: "Bring a text to write courses from",
    request: {
      body: body(
        z
          .strictObject({
            title: text(200),
            text: z.string().min(1).max(MAX_SOURCE_CHARACTERS),
            visibility: z.enum(["private", "tenant"]).default("private"),
          })
          .meta({ id: "CreateSource" }),
      ),
    },
    responses: {
      201: json(Source, "Kept, and ready to write from; `Location` is the source"),
      ...refusals(...refused, "conflict", "idempotency-conflict", ...bodyRefusals),
    },
  },
  { access: { permission: "source:write" }, maxBodyBytes: 6 * 1024 * 1024 },
);

const listSources = endpoint(
  {
    operationId: "listSources",
    method: "get",
    path: "/v1/sources",
    summary: "The caller's sources, newest first",
    request: { query: PageQuery },
    responses: { 200: json(page(Source), "One page of sources"), ...refusals(...refused) },
  },
  { access: { permission: "source:read" } },
);

const getSource = endpoint(
  {
    operationId: "getSource",
    method: "get",
    path: "/v1/sources/{sourceId}",
    summary: "One source with its text",
    request: { params: sourceParams },
    responses: {
      200: json(Source.extend({ text: z.string() }).meta({ id: "SourceWithText" }), "The source"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { access: { permission: "source:read" }, etag: true },
);

const deleteSource = endpoint(
  {
    operationId: "deleteSource",
    method: "delete",
    path: "/v1/sources/{sourceId}",
    summary: "Remove a source",
    request: { params: sourceParams },
    responses: {
      204: { description: "Removed" },
      ...refusals(...refused, "resource-not-found", "precondition-failed"),
    },
  },
  { access: { permission: "source:write" } },
);

export const endpoints = {
  generateCourse,
  listCourses,
  getCourse,
  deleteCourse,
  listLessons,
  getLesson,
  createSource,
  listSources,
  getSource,
  deleteSource,
};
