import { z } from "zod";
import { endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { type ProblemSlug, problems } from "../shared/problem.ts";
import { HealthStatus, Readiness } from "./health.ts";

const open = { access: "public" } as const;

const html = (description: string) => ({
  description,
  content: { "text/html": { schema: z.string() } },
});

// The keys of `problems` are the slugs, and there are some.
const slugs = Object.keys(problems) as [ProblemSlug, ...ProblemSlug[]];

/** What one problem type means, and what a client does about it. */
export const ProblemType = z
  .object({
    type: z.url(),
    slug: z.enum(slugs),
    title: z.string(),
    status: z.int(),
    meaning: z.string(),
    action: z.string(),
    retryable: z.boolean().meta({ description: "Whether the same request may succeed later" }),
  })
  .meta({ id: "ProblemType" });
export type ProblemType = z.infer<typeof ProblemType>;

const getIndex = endpoint(
  {
    operationId: "getIndex",
    method: "get",
    path: "/",
    summary: "Where to begin",
    responses: {
      200: json(z.record(z.string(), z.string()).meta({ id: "Index" }), "Links by name"),
      ...refusals(),
    },
  },
  open,
);

const getLiveness = endpoint(
  {
    operationId: "getLiveness",
    method: "get",
    path: "/health/live",
    summary: "Whether this function answers at all",
    responses: {
      200: json(z.object({ status: HealthStatus }).meta({ id: "Liveness" }), "It does"),
      ...refusals(),
    },
  },
  open,
);

const getReadiness = endpoint(
  {
    operationId: "getReadiness",
    method: "get",
    path: "/health/ready",
    summary: "Whether every service we stand on answers",
    description:
      "Asks each service, at most every two seconds. What a failing one said is told to callers with the permission `system:details`.",
    responses: {
      200: json(Readiness, "Every service answers; `warn` is slow"),
      ...refusals(),
      503: {
        description: "A service does not answer",
        content: { ...json(Readiness, "").content, ...refusals()[503]?.content },
      },
    },
  },
  open,
);

const getOpenApi = endpoint(
  {
    operationId: "getOpenApi",
    method: "get",
    path: "/openapi.json",
    summary: "This API's OpenAPI 3.1 document",
    responses: {
      200: json(z.looseObject({ openapi: z.string() }).meta({ id: "OpenApi" }), "The document"),
      304: { description: "It has not changed" },
      ...refusals(),
    },
  },
  { ...open, etag: true },
);

const getDocs = endpoint(
  {
    operationId: "getDocs",
    method: "get",
    path: "/docs",
    summary: "The API reference for people",
    responses: { 200: html("A page"), ...refusals() },
  },
  open,
);

const getDocsAsset = endpoint(
  {
    operationId: "getDocsAsset",
    method: "get",
    path: "/docs/{asset}",
    summary: "A file the API reference loads",
    request: {
      params: z.object({ asset: z.string().meta({ example: "swagger-ui.css" }) }),
      query: z.object({
        v: z.string().optional().meta({ description: "The file's version: with it the answer may be kept" }),
      }),
    },
    responses: {
      200: {
        description: "The file",
        content: {
          "text/css": { schema: z.string() },
          "text/javascript": { schema: z.string() },
          "image/png": { schema: z.string().meta({ contentMediaType: "image/png" }) },
        },
      },
      ...refusals("resource-not-found"),
    },
  },
  open,
);

const listProblemTypes = endpoint(
  {
    operationId: "listProblemTypes",
    method: "get",
    path: "/problems",
    summary: "Every problem type",
    description: "JSON, or a page for those who ask for `text/html`.",
    responses: {
      200: {
        description: "All of them, by status",
        content: {
          ...json(z.object({ items: z.array(ProblemType), nextCursor: z.null() }), "").content,
          ...html("").content,
        },
      },
      ...refusals(),
    },
  },
  open,
);

const getProblemType = endpoint(
  {
    operationId: "getProblemType",
    method: "get",
    path: "/problems/{slug}",
    summary: "What one problem type means and what to do about it",
    description: "JSON, or a page for those who ask for `text/html`.",
    request: { params: z.object({ slug: z.string().meta({ example: "validation-error" }) }) },
    responses: {
      200: {
        description: "The problem type",
        content: { ...json(ProblemType, "").content, ...html("").content },
      },
      ...refusals("resource-not-found"),
    },
  },
  open,
);

const getVersion = endpoint(
  {
    operationId: "getVersion",
    method: "get",
    path: "/v1/version",
    summary: "What runs here",
    responses: {
      200: json(
        z
          .object({ version: z.string(), commit: z.string().optional(), environment: z.string() })
          .meta({ id: "Version" }),
        "Version, commit and environment",
      ),
      ...refusals(),
    },
  },
  open,
);

const getClientConfig = endpoint(
  {
    operationId: "getClientConfig",
    method: "get",
    path: "/v1/client-config",
    summary: "What a client needs to start the Firebase SDK",
    responses: {
      200: json(
        z
          .object({
            environment: z.string(),
            firebase: z.object({
              projectId: z.string(),
              apiKey: z.string(),
              authEmulatorUrl: z.string().optional(),
              firestoreEmulatorHost: z.string().optional(),
            }),
            minSupportedVersion: z.string(),
          })
          .meta({ id: "ClientConfig" }),
        "Settings that are no secret",
      ),
      304: { description: "It has not changed" },
      ...refusals(),
    },
  },
  { ...open, etag: true },
);

export const endpoints = {
  getIndex,
  getLiveness,
  getReadiness,
  getOpenApi,
  getDocs,
  getDocsAsset,
  listProblemTypes,
  getProblemType,
  getVersion,
  getClientConfig,
};

/** `POST /jobs/system/<job>`. */
export const jobs = ["sweep-outbox", "sweep-tasks", "seal-audit", "anchor-audit"] as const;
