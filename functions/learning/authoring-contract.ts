import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { Difficulty } from "../shared/difficulty.ts";
import { Language } from "../shared/language.ts";
import { page } from "../shared/page.ts";
import { Course, Visibility } from "./course.ts";
import { foldTag } from "./facet.ts";

const courseParams = z.object({ courseId: z.uuid() });
const write = { access: { permission: "course:write" } } as const;
const refused = ["authentication-required", "access-denied"] as const;
/** How a change of a draft may be refused. */
const unchangeable = [
  ...refused,
  "resource-not-found",
  "course-generating",
  "precondition-failed",
  "conflict",
] as const;

const text = (max: number) => z.string().trim().min(1).max(max);
const said = (max: number) => z.string().trim().max(max);
const tags = z
  .array(text(40))
  .max(12)
  .transform((all) => [...new Set(all.map(foldTag))]);

/** What an author says of a course. */
export const CourseInput = z
  .strictObject({
    title: text(200).meta({ example: "How plants turn light into sugar" }),
    topic: text(300).optional().meta({ description: "As the title unless said" }),
    summary: said(600).default(""),
    description: said(4000).default(""),
    language: Language.default("en"),
    difficulty: Difficulty.default("beginner"),
    tags: tags.default([]),
    objectives: z.array(text(200)).max(12).default([]),
    coverUrl: z
      .url({ protocol: /^https$/ })
      .max(2000)
      .optional(),
    visibility: Visibility.default("private"),
  })
  .meta({ id: "CourseInput" });
export type CourseInput = z.infer<typeof CourseInput>;

/** A change of it (RFC 7396). */
export const CourseChange = z
  .strictObject({
    title: text(200),
    topic: text(300),
    summary: said(600),
    description: said(4000),
    language: Language,
    difficulty: Difficulty,
    tags,
    objectives: z.array(text(200)).max(12),
    coverUrl: z
      .url({ protocol: /^https$/ })
      .max(2000)
      .nullable(),
    visibility: Visibility.meta({ description: "Changes at once, also for what is published" }),
  })
  .partial()
  .meta({ id: "CourseChange" });
export type CourseChange = z.infer<typeof CourseChange>;

const createCourse = endpoint(
  {
    operationId: "createCourse",
    method: "post",
    path: "/v1/courses",
    summary: "Begin a course by hand",
    request: { body: body(CourseInput) },
    responses: {
      201: json(Course, "A draft without lessons; `Location` is the course"),
      ...refusals(...refused, "conflict", "idempotency-conflict", ...bodyRefusals),
    },
  },
  write,
);

const changeCourse = endpoint(
  {
    operationId: "changeCourse",
    method: "patch",
    path: "/v1/courses/{courseId}",
    summary: "Change what is said of a course",
    request: { params: courseParams, body: body(CourseChange) },
    responses: {
      200: json(Course, "The draft as it is now"),
      304: { description: "Nothing has changed" },
      ...refusals(...unchangeable, ...bodyRefusals),
    },
  },
  { ...write, etag: true },
);

/** A step in the life of a course: no body, and twice is as once. */
const step = <const N extends string, const P extends string>(operationId: N, path: P, summary: string) =>
  endpoint(
    {
      operationId,
      method: "post",
      path,
      summary,
      request: { params: courseParams },
      responses: {
        200: json(Course, "The course as it is now"),
        304: { description: "Nothing has changed" },
        ...refusals(...unchangeable),
      },
    },
    { ...write, etag: true },
  );

const publishCourse = step(
  "publishCourse",
  "/v1/courses/{courseId}/publish",
  "Freeze the draft as the version that readers get",
);
const unpublishCourse = step(
  "unpublishCourse",
  "/v1/courses/{courseId}/unpublish",
  "Hide a course from new readers; moderators may do so with anybody's",
);
const archiveCourse = step("archiveCourse", "/v1/courses/{courseId}/archive", "Put a course away");
const unarchiveCourse = step(
  "unarchiveCourse",
  "/v1/courses/{courseId}/unarchive",
  "Take a course out of the archive, not published",
);

const duplicateCourse = endpoint(
  {
    operationId: "duplicateCourse",
    method: "post",
    path: "/v1/courses/{courseId}/duplicate",
    summary: "Make a draft of one's own from a course one may read",
    description:
      "Its quizzes are graded as in the original. What is right in somebody else's questions is shown to nobody before they answered, whoever owns the copy, until its author says anew what is right.",
    request: { params: courseParams },
    responses: {
      200: json(Course, "The new draft; `Location` is it"),
      ...refusals(...refused, "resource-not-found", "conflict", "idempotency-conflict"),
    },
  },
  write,
);

export const CourseVersion = z
  .strictObject({
    version: z.int().positive(),
    title: z.string(),
    lessonCount: z.int().nonnegative(),
    publishedAt: z.iso.datetime(),
    /** It is the one that readers get. */
    current: z.boolean(),
  })
  .meta({ id: "CourseVersion" });
export type CourseVersion = z.infer<typeof CourseVersion>;

const listVersions = endpoint(
  {
    operationId: "listVersions",
    method: "get",
    path: "/v1/courses/{courseId}/versions",
    summary: "What was published of a course of the caller's, newest first",
    request: { params: courseParams },
    responses: {
      200: json(page(CourseVersion), "The newest hundred versions"),
      ...refusals(...refused, "resource-not-found", "course-generating"),
    },
  },
  { access: { permission: "course:read" } },
);

export const authoringEndpoints = {
  createCourse,
  changeCourse,
  publishCourse,
  unpublishCourse,
  archiveCourse,
  unarchiveCourse,
  duplicateCourse,
  listVersions,
};
