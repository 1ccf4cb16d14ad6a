import { LRUCache } from "lru-cache";
import type { Database } from "../platform/firestore/database.ts";
import type { Course, StoredCourse } from "./course.ts";
import { courseStore } from "./course-store.ts";
import type { Lesson } from "./lesson.ts";
import { type CoursePack, packOf } from "./pack.ts";

/** A version as it was published, whole. */
export interface Published {
  readonly course: Course;
  /** In order. */
  readonly lessons: readonly Lesson[];
}

/**
 * Published courses in this instance's memory. A version never changes, so what is held of it is right for ever;
 * which version readers get is looked up again when it was last seen two seconds ago. However many ask at once for
 * something that is not held, it is read once.
 */
export interface Shelf {
  /** The course itself, as it was at most two seconds ago. */
  head(tid: string, courseId: string): Promise<StoredCourse | undefined>;
  published(tid: string, courseId: string, version: number): Promise<Published | undefined>;
  /** A version in one piece, or what differs in it since another; nothing where either never was. */
  pack(tid: string, courseId: string, packed: Packed): Promise<CoursePack | undefined>;
  /** Looks a course up anew the next time: this instance has changed it. */
  forget(tid: string, courseId: string): void;
}

interface Packed {
  readonly version: number;
  readonly since?: number | undefined;
}

const HEAD_MS = 2000;
const MOST_HEADS = 10_000;
/** Characters of JSON, each one or two bytes in memory. */
const MOST_CHARACTERS = 48 * 1024 * 1024;
/** The same of packs: five of the largest courses, hundreds of usual ones. */
const MOST_PACKED = 16 * 1024 * 1024;

/** What is forgotten or pushed out while it is read is not kept, but given to those who wait for it. */
const whoWaits = { ignoreFetchAbort: true } as const;

interface Key {
  readonly tid: string;
  readonly courseId: string;
}

export function courseShelf(db: Database): Shelf {
  const heads = new LRUCache<string, StoredCourse, Key>({
    ...whoWaits,
    max: MOST_HEADS,
    ttl: HEAD_MS,
    fetchMethod: (_, __, { context: { tid, courseId } }) => courseStore(db, tid).courses.get(courseId),
  });
  const versions = new LRUCache<string, Published, Key & { version: number }>({
    ...whoWaits,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (published) => JSON.stringify(published).length,
    fetchMethod: (_, __, { context }) => readVersion(db, context),
  });
  const published: Shelf["published"] = (tid, courseId, version) =>
    versions.fetch(`${tid}/${courseId}/${version}`, { context: { tid, courseId, version } });
  const packs = new LRUCache<string, CoursePack, Key & Packed>({
    ...whoWaits,
    maxSize: MOST_PACKED,
    sizeCalculation: (pack) => JSON.stringify(pack).length,
    fetchMethod: (_, __, { context }) => packed(published, context),
  });
  return {
    published,
    pack: (tid, courseId, { version, since }) =>
      packs.fetch(`${tid}/${courseId}/${version}/${since ?? ""}`, {
        context: { tid, courseId, version, since },
      }),
    head: (tid, courseId) => heads.fetch(`${tid}/${courseId}`, { context: { tid, courseId } }),
    forget: (tid, courseId) => void heads.delete(`${tid}/${courseId}`),
  };
}

async function packed(
  published: Shelf["published"],
  { tid, courseId, version, since }: Key & Packed,
): Promise<CoursePack | undefined> {
  const [present, former] = await Promise.all([
    published(tid, courseId, version),
    since === undefined ? undefined : published(tid, courseId, since),
  ]);
  if (!present || (since !== undefined && !former)) return undefined;
  return Object.freeze(packOf(present, former));
}

async function readVersion(
  db: Database,
  { tid, courseId, version }: Key & { version: number },
): Promise<Published | undefined> {
  const store = courseStore(db, tid);
  const [course, lessons] = await Promise.all([
    store.versions(courseId).get(String(version)),
    store.lessons(courseId, version).find((all) => all.orderBy("order")),
  ]);
  // Frozen, so that what is written of them once can be sent again.
  for (const lesson of lessons) Object.freeze(lesson);
  return course && { course: Object.freeze(course), lessons: Object.freeze(lessons) };
}
