import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { PageQuery, page } from "../shared/page.ts";
import { Attempt, AttemptInput, AttemptSummary } from "./attempt.ts";
import { Question } from "./block.ts";

const lessonParams = z.object({ courseId: z.uuid(), lessonId: z.uuid() });
const versionQuery = z.object({
  version: z.coerce.number().int().positive().optional().meta({
    description: "The version that is read, where it is not the present one",
  }),
});
const read = { access: { permission: "course:read" } } as const;
const refused = ["authentication-required", "access-denied"] as const;
const lesson = "/v1/courses/{courseId}/lessons/{lessonId}";

export const ShownQuiz = z
  .strictObject({
    lessonId: z.uuid(),
    attempt: z.int().positive().meta({ description: "The number the next attempt gets" }),
    seed: z.string().meta({ description: "What questions and options were shuffled by" }),
    passMark: z.number().min(0).max(1),
    questions: z.array(Question),
  })
  .meta({ id: "Quiz" });
export type ShownQuiz = z.infer<typeof ShownQuiz>;

const getQuiz = endpoint(
  {
    operationId: "getQuiz",
    method: "get",
    path: `${lesson}/quiz`,
    summary: "A lesson's questions, shuffled for the caller's next attempt",
    description: "The order stays until an attempt is made. True and false keep theirs, and numbers rise.",
    request: { params: lessonParams, query: versionQuery },
    responses: {
      200: json(ShownQuiz, "The questions, without what is right"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found", "conflict"),
    },
  },
  { ...read, etag: true },
);

const submitAttempt = endpoint(
  {
    operationId: "submitAttempt",
    method: "post",
    path: `${lesson}/attempts`,
    summary: "Answer a lesson's questions",
    description:
      "Graded at once. The score counts all questions of the lesson; what is right is told of those that were answered. Of several options each right one counts for, each wrong one against. Written answers may differ in case, accents, spacing and small slips; numbers must be equal, however they and their units are written.",
    request: { params: lessonParams, query: versionQuery, body: body(AttemptInput) },
    responses: {
      201: json(Attempt, "Graded and kept; `Location` is the attempt"),
      ...refusals(...refused, "resource-not-found", "conflict", "idempotency-conflict", ...bodyRefusals),
    },
  },
  { access: { permission: "course:learn" }, maxBodyBytes: 512 * 1024 },
);

const listAttempts = endpoint(
  {
    operationId: "listAttempts",
    method: "get",
    path: `${lesson}/attempts`,
    summary: "The caller's attempts at a lesson, newest first",
    request: { params: lessonParams, query: PageQuery },
    responses: {
      200: json(page(AttemptSummary), "One page of attempts"),
      ...refusals(...refused, "resource-not-found"),
    },
  },
  read,
);

const getAttempt = endpoint(
  {
    operationId: "getAttempt",
    method: "get",
    path: `${lesson}/attempts/{attemptId}`,
    summary: "One of the caller's attempts, as it was graded",
    request: { params: lessonParams.extend({ attemptId: z.uuid() }) },
    responses: {
      200: json(Attempt, "The attempt"),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...read, etag: true },
);

export const quizEndpoints = { getQuiz, submitAttempt, listAttempts, getAttempt };
