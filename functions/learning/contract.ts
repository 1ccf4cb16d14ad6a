import { z } from "zod";
import { Estimate } from "../generation/estimate.ts";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Difficulty } from "../shared/difficulty.ts";
import { Language } from "../shared/language.ts";
import { PageQuery, page } from "../shared/page.ts";
import { authoringEndpoints } from "./authoring-contract.ts";
import { Course, Visibility } from "./course.ts";
import { exportEndpoints } from "./export-contract.ts";
import { Lesson, LessonSummary } from "./lesson.ts";
import { lessonEndpoints } from "./lesson-contract.ts";
import { CoursePack } from "./pack.ts";
import { progressEndpoints } from "./progress-contract.ts";
import { proposalEndpoints } from "./proposal-contract.ts";
import { qualityEndpoints } from "./quality-contract.ts";
import { quizEndpoints } from "./quiz-contract.ts";
import { relationEndpoints } from "./relation-contract.ts";
import { reviewEndpoints } from "./review-contract.ts";
import { sourceEndpoints, sourceJobs } from "./source-contract.ts";
import { syncEndpoints } from "./sync-contract.ts";

const courseParams = z.object({ courseId: z.uuid() });
const lessonParams = courseParams.extend({ lessonId: z.uuid() });
/** Which version is read; without it the present one, and by its author the draft. */
const versionQuery = z.object({
  version: z.coerce.number().int().positive().optional().meta({
    description: "A version that was published and that the caller began with",
  }),
});
const readCourse = { access: { permission: "course:read" } } as const;
const refused = ["authentication-required", "access-denied"] as const;

const text = (max: number) => z.string().trim().min(1).max(max);

/** What a course is to be about, and how. */
export const GenerateCourse = z
  .strictObject({
    topic: text(300).meta({ example: "How plants turn light into sugar" }),
    difficulty: Difficulty.default("beginner"),
    language: Language.optional().meta({ example: "en" }),
    interests: z.array(text(80)).max(10).default([]),
    objectives: z.array(text(200)).max(8).default([]),
    lessonCount: z.int().min(1).max(20).default(5),
    targetMinutes: z.int().min(5).max(1200).optional(),
    sourceIds: z.array(z.uuid()).max(10).default([]),
    style: text(200).optional(),
    visibility: Visibility.default("private"),
    confirmOutline: z.boolean().default(false).meta({
      description:
        "The task waits once the outline is planned: see `/v1/tasks/{taskId}/outline` and `…/confirm`",
    }),
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

const estimateCourse = endpoint(
  {
    operationId: "estimateCourse",
    method: "post",
    path: "/v1/courses/estimate",
    summary: "What having a course written would come to",
    description:
      "Takes what `generateCourse` takes and refuses what it refuses, and also what would end for want of material. Nothing is kept and no model is asked. A finished course tells in `generation.cost` what it really took.",
    request: { body: body(GenerateCourse) },
    responses: {
      200: json(Estimate, "When nothing has to be repaired, and `atMost` when everything has"),
      ...refusals(...refused, "sources-missing", ...bodyRefusals),
    },
  },
  // It reads every source whole.
  { access: { permission: "course:generate" }, cost: 5 },
);

export const CoursesQuery = PageQuery.extend({
  scope: z.enum(["mine", "enrolled", "favorites", "public"]).default("mine"),
  tag: text(40).optional(),
  difficulty: Difficulty.optional(),
  language: Language.optional(),
  archived: z.stringbool().default(false),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "Words of title, topic, tags or summary; beginnings and one slip in a word do" }),
  sort: z.enum(["newest", "updated", "title", "popular", "rating"]).optional(),
});
export type CoursesQuery = z.infer<typeof CoursesQuery>;

const listCourses = endpoint(
  {
    operationId: "listCourses",
    method: "get",
    path: "/v1/courses",
    summary: "Courses, newest first unless asked for otherwise",
    description:
      "`mine`: the caller's own; archived ones by `archived=true` alone. `enrolled` and `favorites`: by when they were enrolled in or marked. `public`: what everybody may find. With `q` the best answers come first, unless `sort` says otherwise; such an order is kept for an hour.",
    request: { query: CoursesQuery },
    responses: { 200: json(page(Course), "One page of courses"), ...refusals(...refused, "cursor-expired") },
  },
  readCourse,
);

const getCourse = endpoint(
  {
    operationId: "getCourse",
    method: "get",
    path: "/v1/courses/{courseId}",
    summary: "One course",
    request: { params: courseParams, query: versionQuery },
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
    request: { params: courseParams, query: versionQuery },
    responses: {
      200: json(page(LessonSummary), "All lessons; a course has at most fifty"),
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
    request: { params: lessonParams, query: versionQuery },
    responses: {
      200: json(Lesson, "The lesson"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...readCourse, etag: true },
);

const packCourse = endpoint(
  {
    operationId: "packCourse",
    method: "get",
    path: "/v1/courses/{courseId}/pack",
    summary: "A course in one piece, to be read without a network",
    description:
      "Its lessons with their blocks, as the single calls give them. It is the same for every reader and, once published, never changes: counters and visibility are in `GET /v1/courses/{courseId}`. With `since` it has the lessons that are new or differ from that version, and `lessonIds` tells which are left; refused (`validation-error`), load the whole. Its author gets the draft, whole, unless `version` is said.",
    request: {
      params: courseParams,
      query: versionQuery.extend({
        since: z.coerce.number().int().positive().optional().meta({
          description: "The published version that the device has; not newer than the one that is read",
        }),
      }),
    },
    responses: {
      200: json(CoursePack, "The course and its lessons, or those that differ"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...readCourse, etag: true, cost: 2 },
);

export const endpoints = {
  ...authoringEndpoints,
  ...lessonEndpoints,
  ...proposalEndpoints,
  ...relationEndpoints,
  ...exportEndpoints,
  ...qualityEndpoints,
  ...progressEndpoints,
  ...quizEndpoints,
  generateCourse,
  estimateCourse,
  listCourses,
  getCourse,
  deleteCourse,
  listLessons,
  getLesson,
  packCourse,
  ...reviewEndpoints,
  ...syncEndpoints,
  ...sourceEndpoints,
};

/** `POST /jobs/learning/<job>`. */
export const jobs = [...sourceJobs] as const;
