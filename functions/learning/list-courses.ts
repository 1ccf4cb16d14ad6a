import type { CollectionReference } from "../platform/firestore/database.ts";
import type { Documents } from "../platform/firestore/documents.ts";
import { listPageBy, Position } from "../platform/firestore/list-page.ts";
import { type Ranking, RankPosition, rankedPage } from "../platform/firestore/ranked-page.ts";
import { type Cursors, cursors } from "../platform/http/cursor.ts";
import type { Clock } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import type { Page } from "../shared/page.ts";
import type { CoursesQuery } from "./contract.ts";
import { type Course, shownCourse } from "./course.ts";
import { facetOf, facetsOf } from "./facet.ts";
import { findListed } from "./open-course.ts";
import { type RankDeps, rankCourses, shownCourses } from "./rank-courses.ts";

export interface ListDeps extends RankDeps {
  readonly rankings: Documents<Ranking>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly cursorKey: () => Promise<Uint8Array>;
}

interface Listing {
  readonly userId: string;
  readonly query: CoursesQuery;
  readonly cursors: Cursors<Position>;
}

/**
 * One page of courses: somebody's own, those they take or marked, or everybody's. The newest first, in an order that
 * was asked for, or by how well they answer a question.
 */
export async function listCourses(
  deps: ListDeps,
  input: { userId: string; query: CoursesQuery },
): Promise<Page<Course>> {
  const { tid } = deps;
  const { userId, query } = input;
  if (query.q !== undefined || (query.sort ?? "newest") !== "newest") return listRanked(deps, input);
  const scope = [tid, userId, "listCourses", query.scope, facetOf(query, query.archived)];
  const listing = { userId, query, cursors: cursors(await deps.cursorKey(), scope, Position) };
  if (query.scope === "mine") return listOwn(deps, listing);
  if (query.scope === "public") return listPublic(deps, listing);
  const { enrollments, favorites } = deps.learners;
  return listMarked(deps, query.scope === "enrolled" ? enrollments(userId) : favorites(userId), listing);
}

async function listRanked(
  deps: ListDeps,
  { userId, query }: { userId: string; query: CoursesQuery },
): Promise<Page<Course>> {
  const { scope, q = "", sort = "" } = query;
  const list = [deps.tid, userId, "rankedCourses", scope, facetOf(query, query.archived), q, sort];
  const { ids, nextCursor } = await rankedPage(deps, {
    ...{ userId, query, cursors: cursors(await deps.cursorKey(), list, RankPosition) },
    rank: () => rankCourses(deps, { userId, query }),
  });
  // What was listed when the order was made may be hidden by now.
  return { items: await shownCourses(deps, { userId, scope }, ids), nextCursor };
}

async function listOwn(deps: ListDeps, listing: Listing): Promise<Page<Course>> {
  const { userId, query } = listing;
  const own = (all: CollectionReference) =>
    all.where("ownerId", "==", userId).where("facets", "array-contains", facetOf(query, query.archived));
  const found = await listPageBy("createdAt", deps.courses.courses, { ...listing, filter: own });
  return { ...found, items: found.items.map(shownCourse) };
}

async function listPublic(deps: ListDeps, listing: Listing): Promise<Page<Course>> {
  const listed = (all: CollectionReference) =>
    all.where("publicFacets", "array-contains", facetOf(listing.query));
  const found = await listPageBy("listedAt", deps.courses.courses, { ...listing, filter: listed });
  // As they were found: what this instance held of them may be older, and none is to be skipped.
  const courses = await Promise.all(found.items.map((course) => findListed(deps, course)));
  return { ...found, items: courses.filter((course) => course !== undefined) };
}

/** So many of a person's marks are looked through for one page; when they do not fill it, the cursor goes on. */
const MOST_LOOKED_THROUGH = 500;

async function listMarked<T extends { id: string; createdAt: string }>(
  deps: ListDeps,
  marks: Documents<T>,
  { userId, query, cursors: list }: Listing,
): Promise<Page<Course>> {
  const facet = facetOf(query);
  const items: Course[] = [];
  let cursor = query.cursor;
  for (let seen = 0; seen < MOST_LOOKED_THROUGH; ) {
    const limit = query.limit - items.length;
    const filter = (all: CollectionReference) => all;
    const next = await listPageBy("createdAt", marks, {
      ...{ cursors: list, filter },
      query: { limit, cursor },
    });
    const ids = next.items.map(({ id }) => id);
    const courses = await shownCourses(deps, { userId, scope: query.scope }, ids);
    items.push(...courses.filter((course) => facetsOf(course).includes(facet)));
    seen += next.items.length;
    cursor = next.nextCursor ?? undefined;
    if (cursor === undefined || items.length >= query.limit) break;
  }
  return { items, nextCursor: cursor ?? null };
}
