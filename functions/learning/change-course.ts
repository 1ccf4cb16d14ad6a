import type { Transaction } from "../platform/firestore/database.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { CourseChange } from "./authoring-contract.ts";
import type { StoredCourse } from "./course.ts";
import type { CourseStore } from "./course-store.ts";
import { type Draft, findEditable } from "./find-draft.ts";
import type { CourseWriter } from "./write-course.ts";

/** What whoever changes a course needs. */
export interface AuthorDeps {
  readonly courses: CourseStore;
  readonly writer: CourseWriter;
  readonly transact: Transact;
  readonly clock: Clock;
}

/**
 * Changes what an author says of a course. Readers see it once it is published; who they are (`visibility`)
 * changes at once. What is the same already makes no version.
 */
export function changeCourse(
  deps: AuthorDeps,
  input: Draft & { change: CourseChange },
): Promise<StoredCourse> {
  return deps.transact(async ({ tx }) => {
    const course = await findEditable(deps, input, tx);
    const { coverUrl, ...change } = input.change;
    const { coverUrl: present, ...rest } = course;
    const cover = coverUrl === undefined ? present : (coverUrl ?? undefined);
    const next = { ...rest, ...defined(change), ...(cover !== undefined && { coverUrl: cover }) };
    if (sameFields(next, course)) return course;
    if (next.visibility !== course.visibility) await list(deps, tx, next);
    return deps.writer.change(tx, next, timestamp(deps.clock()), {}, course);
  });
}

/** Whoever may find the course now finds it by what was published, not by the draft. */
async function list({ courses, writer }: AuthorDeps, tx: Transaction, course: StoredCourse): Promise<void> {
  const { publishedVersion, visibility, id } = course;
  const isListed = visibility === "public" && publishedVersion !== undefined;
  const published = isListed ? await courses.versions(id).get(String(publishedVersion), tx) : undefined;
  writer.list(tx, id, published);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const defined = <T extends object>(fields: T): Defined<T> =>
  // What is left out is exactly what is undefined.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;

const sameFields = (a: StoredCourse, b: StoredCourse): boolean =>
  Object.keys({ ...a, ...b }).every(
    // Both are courses: a name is a key of either.
    (name) => JSON.stringify(a[name as keyof StoredCourse]) === JSON.stringify(b[name as keyof StoredCourse]),
  );
