import { z } from "zod";
import { body, bodyRefusals, endpoint, json, refusals } from "../platform/http/endpoint.ts";
import { PageQuery, page } from "../shared/page.ts";
import { MOST_CHARACTERS } from "./extract.ts";
import { FileType, MOST_FILE_BYTES, MOST_PAGES } from "./file.ts";
import { Source } from "./source.ts";

const refused = ["authentication-required", "access-denied"] as const;
const params = z.object({ sourceId: z.uuid() });
const read = { access: { permission: "source:read" } } as const;
const write = { access: { permission: "source:write" } } as const;

/** A text, or the announcement of a file. */
export const CreateSource = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    text: z.string().min(1).max(MOST_CHARACTERS).optional(),
    contentType: FileType.optional().meta({ description: "Of the file that is to be uploaded" }),
    size: z.int().min(1).max(MOST_FILE_BYTES).optional().meta({ description: "Of that file, in bytes" }),
    visibility: z.enum(["private", "tenant"]).default("private"),
  })
  .superRefine(({ text, contentType, size }, context) => {
    const fault = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (text !== undefined) {
      if (contentType !== undefined)
        fault("contentType", "announces a file, and there is a text: give one of them");
      if (size !== undefined) fault("size", "announces a file, and there is a text: give one of them");
    } else if (contentType === undefined && size === undefined)
      fault("text", "is needed, or contentType and size of a file");
    else if (contentType === undefined) fault("contentType", "is needed with size");
    else if (size === undefined) fault("size", "is needed with contentType");
  })
  .meta({ id: "CreateSource", example: { title: "The water cycle", text: "Water rises, cools and falls." } });

export type CreateSource = z.infer<typeof CreateSource>;

/** Where a source's file is uploaded. */
const SourceUpload = z.strictObject({
  uploadUrl: z.url().meta({ description: "Takes one PUT of the file" }),
  uploadHeaders: z
    .record(z.string(), z.string())
    .meta({ description: "To be sent with the PUT, as they are" }),
  expiresAt: z.iso.datetime().meta({ description: "Until when the URL is good" }),
});
export type SourceUpload = z.infer<typeof SourceUpload>;

/** What bringing one is answered with: of a file, also where to upload it. */
export const CreatedSource = Source.extend(SourceUpload.partial().shape).meta({ id: "CreatedSource" });

const createSource = endpoint(
  {
    operationId: "createSource",
    method: "post",
    path: "/v1/sources",
    summary: "Bring a text or a file to write courses from",
    description: [
      "A `text` is ready when it is answered.",
      `A file (\`contentType\` and \`size\`: plain text, Markdown, HTML or PDF of at most 20 MiB, ${MOST_PAGES} pages and ${MOST_CHARACTERS.toLocaleString("en")} characters) is announced first: the answer is a source that is \`uploading\`, with a URL. PUT the file there with \`uploadHeaders\`, then call \`POST /v1/sources/{sourceId}/uploaded\` within a day.`,
      "The URL is never kept: with the same `Idempotency-Key` the same source is answered with a new one, for as long as it waits for its file.",
      "A text that the caller has brought before makes a source too, and `duplicateOf` names the older one.",
    ].join(" "),
    request: { body: body(CreateSource) },
    responses: {
      201: json(CreatedSource, "Kept, or waiting for its file; `Location` is the source"),
      ...refusals(...refused, "conflict", "idempotency-conflict", ...bodyRefusals),
    },
  },
  { ...write, maxBodyBytes: 6 * 1024 * 1024 },
);

const confirmUpload = endpoint(
  {
    operationId: "confirmUpload",
    method: "post",
    path: "/v1/sources/{sourceId}/uploaded",
    summary: "Have an uploaded file read",
    description:
      "The source is `processing` until it is `ready`, or `failed` with a `problem` that says what is wrong with the file: poll it. What the file is, its bytes say, not its announcement. Asked again, the answer is the source as it is by then.",
    request: { params },
    responses: {
      202: json(Source, "The file is being read, or was"),
      ...refusals(...refused, "resource-not-found", "conflict"),
    },
  },
  { ...write, cost: 5 },
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
  read,
);

const getSource = endpoint(
  {
    operationId: "getSource",
    method: "get",
    path: "/v1/sources/{sourceId}",
    summary: "One source with its text",
    request: { params },
    responses: {
      200: json(
        Source.extend({ text: z.string() }).meta({ id: "SourceWithText" }),
        "The source; its text is empty until it is ready",
      ),
      304: { description: "It has not changed" },
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...read, etag: true },
);

/** A lesson that cites a source. */
export const CitingLesson = z
  .strictObject({
    courseId: z.uuid(),
    courseTitle: z.string(),
    lessonId: z.uuid(),
    lessonTitle: z.string(),
    /** How often. */
    count: z.int().positive(),
  })
  .meta({ id: "CitingLesson" });
export type CitingLesson = z.infer<typeof CitingLesson>;

const listCitations = endpoint(
  {
    operationId: "listCitations",
    method: "get",
    path: "/v1/sources/{sourceId}/citations",
    summary: "The caller's lessons that cite a source",
    description: "What removing the source would leave without a place to look its quotes up.",
    request: { params },
    responses: {
      200: json(page(CitingLesson), "All of them, course by course in the order of their lessons"),
      ...refusals(...refused, "resource-not-found"),
    },
  },
  { ...read, cost: 5 },
);

const deleteSource = endpoint(
  {
    operationId: "deleteSource",
    method: "delete",
    path: "/v1/sources/{sourceId}",
    summary: "Remove a source with its text and its file",
    description:
      "Also one that is still uploading or processing. Lessons keep their quotes; with `mark=true` the citations in the caller's drafts say `sourceDeleted`.",
    request: {
      params,
      query: z.object({ mark: z.stringbool({ truthy: ["true"], falsy: ["false"] }).default(false) }),
    },
    responses: {
      204: { description: "Removed" },
      ...refusals(...refused, "resource-not-found", "precondition-failed"),
    },
  },
  write,
);

export const sourceEndpoints = {
  createSource,
  confirmUpload,
  listSources,
  getSource,
  listCitations,
  deleteSource,
};

/** One file: `POST /jobs/learning/process` reads it, `…/clear` removes what is left of a removed source. */
export const ProcessJob = z.strictObject({ tid: z.string(), userId: z.uuid(), sourceId: z.uuid() });
export type ProcessJob = z.infer<typeof ProcessJob>;

export const sourceJobs = ["process", "clear", "sweep-sources"] as const;
