import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../snapshot.ts";
import { type Content, type ContentWriter, contentWriter } from "./content.ts";
import { checkPreconditions, type ObjectFields, type Preconditions, StoredObject } from "./object.ts";
import { Refusal } from "./refusal.ts";

const Bucket = z.object({ name: z.string(), createdAt: z.string() });
export type Bucket = z.infer<typeof Bucket>;

const BUCKET_NAME = /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/;
const NAME_BYTES_MAX = 1024;

/** Checksums that a caller foretold. */
export interface Expected {
  md5Hash?: string | undefined;
  crc32c?: string | undefined;
}

/** Where an upload is to go, and under which conditions. */
export interface Placement {
  bucket: string;
  name: string;
  fields: ObjectFields;
  preconditions: Preconditions;
  expected: Expected;
}

/** Buckets and objects on disk. Refusals are those of Cloud Storage. */
export interface ObjectStore {
  buckets(): Bucket[];
  /** @throws {Refusal} 404 */
  bucket(name: string): Bucket;
  /** @throws {Refusal} 400 for a name that no bucket may have, 409 for one that is taken. */
  createBucket(name: string): Bucket;
  /** @throws {Refusal} 404, or 409 while it holds objects. */
  removeBucket(name: string): void;
  objects(bucket: string): StoredObject[];
  /** @throws {Refusal} 404 */
  object(bucket: string, name: string): StoredObject;
  /** A place to receive bytes before they become an object. */
  writer(): ContentWriter;
  /**
   * Makes content an object, in one step and with the next generation. The content's file is used up either way.
   * @throws {Refusal} 404, 412, or 400 when it is not what was foretold.
   */
  put(placement: Placement, content: Content): StoredObject;
  setFields(object: StoredObject, fields: ObjectFields): StoredObject;
  remove(object: StoredObject): void;
  /** The file that holds an object's bytes. */
  file(object: StoredObject): string;
}

/** Opens the objects under `root`. An object's description is written last, so that a crash leaves it whole or absent. */
export function objectStore(root: string): ObjectStore {
  const incoming = join(root, "incoming");
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true });
  const { buckets, objects } = readAll(root);
  let lastGeneration = 0;

  const bucketNamed = (name: string): Bucket => {
    const bucket = buckets.get(name);
    if (!bucket) throw new Refusal("no-such-bucket", "The specified bucket does not exist.");
    return bucket;
  };
  const write = (object: StoredObject): StoredObject => {
    writeWhole(`${pathOf(root, object)}.json`, JSON.stringify(object));
    objects.get(object.bucket)?.set(object.name, object);
    return object;
  };
  const fileOf = (object: StoredObject) => `${pathOf(root, object)}.${object.generation}`;
  const put = (placement: Placement, content: Content): StoredObject => {
    bucketNamed(placement.bucket);
    const before = objects.get(placement.bucket)?.get(placement.name);
    checkPreconditions(placement.preconditions, before, "write");
    checkContent(placement, content);
    // Microseconds, as the real generations look; never twice the same.
    lastGeneration = Math.max(Date.now() * 1000, lastGeneration + 1, (before?.generation ?? 0) + 1);
    const object = newObject(placement, content, lastGeneration);
    renameSync(content.file, fileOf(object));
    write(object);
    if (before) rmSync(fileOf(before), { force: true });
    return object;
  };
  return {
    buckets: () => [...buckets.values()],
    bucket: bucketNamed,
    ...bucketChanges({ root, buckets, objects, bucketNamed }),
    objects: (bucket) => [...(objects.get(bucketNamed(bucket).name)?.values() ?? [])],
    object: (bucket, name) => {
      const object = objects.get(bucketNamed(bucket).name)?.get(name);
      if (!object) throw new Refusal("no-such-object", `No such object: ${bucket}/${name}`);
      return object;
    },
    writer: () => contentWriter(join(incoming, randomUUID())),
    put: (placement, content) => {
      try {
        return put(placement, content);
      } catch (error) {
        rmSync(content.file, { force: true });
        throw error;
      }
    },
    setFields: (object, fields) => {
      const metageneration = object.metageneration + 1;
      return write({ ...object, fields, metageneration, updatedAt: new Date().toISOString() });
    },
    remove: (object) => {
      rmSync(`${pathOf(root, object)}.json`);
      rmSync(fileOf(object), { force: true });
      objects.get(object.bucket)?.delete(object.name);
    },
    file: fileOf,
  };
}

type Index = Map<string, Map<string, StoredObject>>;

const bucketChanges = (deps: {
  root: string;
  buckets: Map<string, Bucket>;
  objects: Index;
  bucketNamed: (name: string) => Bucket;
}) => ({
  createBucket: (name: string): Bucket => {
    if (!BUCKET_NAME.test(name)) throw new Refusal("invalid", `Invalid bucket name: '${name}'`);
    if (deps.buckets.has(name)) {
      throw new Refusal("conflict", "Your previous request to create the named bucket succeeded.");
    }
    const bucket = { name, createdAt: new Date().toISOString() };
    writeWhole(join(deps.root, "buckets", name, "bucket.json"), JSON.stringify(bucket));
    deps.buckets.set(name, bucket);
    deps.objects.set(name, new Map());
    return bucket;
  },
  removeBucket: (name: string): void => {
    if (deps.objects.get(deps.bucketNamed(name).name)?.size) {
      throw new Refusal("not-empty", "The bucket you tried to delete is not empty.");
    }
    rmSync(join(deps.root, "buckets", name), { recursive: true });
    deps.buckets.delete(name);
    deps.objects.delete(name);
  },
});

/** Names may hold anything, so files are called by the name's hash. */
const pathOf = (root: string, { bucket, name }: { bucket: string; name: string }): string =>
  join(root, "buckets", bucket, createHash("sha256").update(name).digest("hex"));

function newObject(placement: Placement, content: Content, generation: number): StoredObject {
  const now = new Date().toISOString();
  const { bucket, name, fields } = placement;
  const { size, md5Hash, crc32c } = content;
  const times = { createdAt: now, updatedAt: now };
  return { name, bucket, generation, metageneration: 1, size, md5Hash, crc32c, ...times, fields };
}

function checkContent({ name, expected }: Placement, content: Content): void {
  if (!name || Buffer.byteLength(name) > NAME_BYTES_MAX) throw new Refusal("invalid", "Invalid object name");
  for (const checksum of ["md5Hash", "crc32c"] as const) {
    const foretold = expected[checksum];
    if (foretold && foretold !== content[checksum]) {
      throw new Refusal("bad-digest", `Provided ${checksum} "${foretold}" does not match what was received.`);
    }
  }
}

function readAll(root: string): { buckets: Map<string, Bucket>; objects: Index } {
  const buckets = new Map<string, Bucket>();
  const objects: Index = new Map();
  mkdirSync(join(root, "buckets"), { recursive: true });
  for (const name of readdirSync(join(root, "buckets"))) {
    const folder = join(root, "buckets", name);
    const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));
    buckets.set(name, Bucket.parse(read("bucket.json")));
    const described = readdirSync(folder).filter((file) => file.endsWith(".json") && file !== "bucket.json");
    const found = described.map((file) => StoredObject.parse(read(file)));
    objects.set(name, new Map(found.map((object) => [object.name, object])));
  }
  return { buckets, objects };
}
