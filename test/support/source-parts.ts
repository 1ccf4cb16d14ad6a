import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { learningJobsDeps } from "../../functions/deps.ts";
import type { FileType } from "../../functions/learning/file.ts";
import { type LearningJobsDeps, sourceJobBindings } from "../../functions/learning/jobs.ts";
import { Source } from "../../functions/learning/source.ts";
import { CreatedSource } from "../../functions/learning/source-contract.ts";
import type { Answer } from "./api-answer.ts";
import { stackDeps } from "./api-deps.ts";
import type { Learner } from "./client.ts";
import type { Bytes } from "./source-files.ts";

export interface Upload {
  readonly id: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

/** Announces a file. */
export async function announce(
  learner: Learner,
  bytes: Bytes,
  contentType: FileType,
  more: { title?: string; key?: string } = {},
): Promise<Upload> {
  const { title = "A file", key } = more;
  const body = { title, contentType, size: bytes.length };
  const headers = key === undefined ? undefined : { "idempotency-key": key };
  const answer = await learner.call("POST", "/v1/sources", body, headers);
  if (answer.status !== 201) throw new Error(`the file was answered ${JSON.stringify(answer.body)}`);
  const { id, uploadUrl = "", uploadHeaders = {} } = CreatedSource.parse(answer.body);
  return { id, url: uploadUrl, headers: uploadHeaders };
}

/** Uploads it as a client would. */
export async function put({ url, headers }: Upload, bytes: Bytes): Promise<number> {
  const response = await fetch(url, { method: "PUT", headers, body: bytes });
  await response.arrayBuffer();
  return response.status;
}

export const confirm = (learner: Learner, id: string): Promise<Answer> =>
  learner.call("POST", `/v1/sources/${id}/uploaded`);

const WithText = Source.extend({ text: z.string() });

/** Waits until a source is read, one way or the other. */
export async function settled(learner: Learner, id: string): Promise<Source & { text: string }> {
  for (;;) {
    const source = await learner.read(`/v1/sources/${id}`, WithText);
    if (source.status !== "processing" && source.status !== "uploading") return source;
    await wait(100);
  }
}

/** Brings a file to its end. */
export async function bringFile(
  learner: Learner,
  bytes: Bytes,
  contentType: FileType,
  title?: string,
): Promise<Source & { text: string }> {
  const upload = await announce(learner, bytes, contentType, title === undefined ? {} : { title });
  const status = await put(upload, bytes);
  if (status !== 200) throw new Error(`the upload was answered ${status}`);
  const confirmed = await confirm(learner, upload.id);
  if (confirmed.status !== 202) throw new Error(`confirming was answered ${JSON.stringify(confirmed.body)}`);
  return settled(learner, upload.id);
}

/** The jobs of sources in the test's own process, with parts of the worker in place of the real ones. */
export async function sourceJobsHere(changes: Partial<LearningJobsDeps> = {}) {
  const bindings = sourceJobBindings({ ...(await learningJobsDeps(stackDeps())), ...changes });
  return (name: keyof typeof bindings, payload: object, { isLast = false } = {}) =>
    bindings[name].deliver(payload, { retries: 0, isLast, signal: AbortSignal.timeout(60_000) });
}
