import { z } from "zod";
import { Refusal } from "./refusal.ts";

/** What a caller may say about an object, and change later. */
export const ObjectFields = z.object({
  contentType: z.string().optional(),
  cacheControl: z.string().optional(),
  contentDisposition: z.string().optional(),
  contentEncoding: z.string().optional(),
  contentLanguage: z.string().optional(),
  customTime: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});
export type ObjectFields = z.infer<typeof ObjectFields>;

const erasable = z.string().nullish();
const metadataValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** The same fields as a request names them: null erases, and what is missing stays. */
export const FieldsPatch = z.object({
  contentType: erasable,
  cacheControl: erasable,
  contentDisposition: erasable,
  contentEncoding: erasable,
  contentLanguage: erasable,
  customTime: erasable,
  metadata: z.record(z.string(), metadataValue.nullable()).nullish(),
});
export type FieldsPatch = z.infer<typeof FieldsPatch>;

/** An object without its bytes, as it lies on disk. */
export const StoredObject = z.object({
  name: z.string(),
  bucket: z.string(),
  generation: z.number(),
  metageneration: z.number(),
  /** Bytes. */
  size: z.number(),
  /** Base64, as are all checksums of this API. */
  md5Hash: z.string(),
  crc32c: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  fields: ObjectFields,
});
export type StoredObject = z.infer<typeof StoredObject>;

/** Fields after a patch; metadata is patched key by key. */
export function patched(fields: ObjectFields, patch: FieldsPatch): ObjectFields {
  const { metadata: before, ...labels } = fields;
  const { metadata: change, ...relabelled } = patch;
  const metadata = change === null ? {} : without(null, { ...before, ...change });
  return ObjectFields.parse({
    ...without(null, { ...labels, ...without(undefined, relabelled) }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  });
}

const without = (unwanted: null | undefined, values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== unwanted));

/** Numbers that the current object must, or must not, have; generation 0 stands for "no object". */
export interface Preconditions {
  generationMatch?: number | undefined;
  generationNotMatch?: number | undefined;
  metagenerationMatch?: number | undefined;
  metagenerationNotMatch?: number | undefined;
}

/** @throws {Refusal} 412; for a reader whose "not match" fails, 304. */
export function checkPreconditions(
  wanted: Preconditions,
  current: StoredObject | undefined,
  access: "read" | "write",
): void {
  const generation = current?.generation ?? 0;
  const metageneration = current?.metageneration ?? 0;
  const differs = (expected: number | undefined, actual: number) =>
    expected !== undefined && expected !== actual;
  if (differs(wanted.generationMatch, generation) || differs(wanted.metagenerationMatch, metageneration)) {
    throw new Refusal("condition-not-met", "At least one of the pre-conditions you specified did not hold.");
  }
  if (wanted.generationNotMatch === generation || wanted.metagenerationNotMatch === metageneration) {
    const kind = access === "read" ? "not-modified" : "condition-not-met";
    throw new Refusal(kind, "At least one of the pre-conditions you specified did not hold.");
  }
}

/** The object resource of the JSON API; 64-bit numbers are strings there. */
export const objectResource = (object: StoredObject, endpoint: string) => {
  const path = `b/${object.bucket}/o/${encodeURIComponent(object.name)}`;
  return {
    kind: "storage#object",
    id: `${object.bucket}/${object.name}/${object.generation}`,
    selfLink: `${endpoint}/storage/v1/${path}`,
    mediaLink: `${endpoint}/download/storage/v1/${path}?generation=${object.generation}&alt=media`,
    name: object.name,
    bucket: object.bucket,
    generation: `${object.generation}`,
    metageneration: `${object.metageneration}`,
    ...object.fields,
    storageClass: "STANDARD",
    size: `${object.size}`,
    md5Hash: object.md5Hash,
    crc32c: object.crc32c,
    etag: Buffer.from(`${object.generation}/${object.metageneration}`).toString("base64"),
    timeCreated: object.createdAt,
    updated: object.updatedAt,
    timeStorageClassUpdated: object.createdAt,
  };
};
