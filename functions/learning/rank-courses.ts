import type { CollectionReference, Query } from "../platform/firestore/database.ts";
import type { CoursesQuery } from "./contract.ts";
import type { Course } from "./course.ts";
import type { CourseIndex } from "./course-index-store.ts";
import { facetOf, facetsOf } from "./facet.ts";
import { findListed, findReadable, type ReadingDeps } from "./open-course.ts";
import { askedWords, PUBLIC, scoreOf } from "./search.ts";

export type RankDeps = ReadingDeps & { readonly index: CourseIndex };

/** So many are put in order; nobody pages further. */
const MOST_RANKED = 300;

/** The ids of a list's courses in the order that was asked for: how well they answer, or how they stand now. */
export async function rankCourses(
  deps: RankDeps,
  { userId, query }: { userId: string; query: CoursesQuery },
): Promise<string[]> {
  const { q, sort, scope } = query;
  const isIndexed = scope === "mine" || scope === "public";
  if (q !== undefined && isIndexed) {
    const audience = scope === PUBLIC ? PUBLIC : userId;
    const ids = await deps.index.search({ audience, q, facet: facetOf(query, query.archived) });
    return sort === undefined ? ids : inOrder(await shownCourses(deps, { userId, scope }, ids), sort);
  }
  const candidates = await shownCourses(deps, { userId, scope }, await candidateIds(deps, userId, query));
  const filed = isIndexed
    ? candidates
    : candidates.filter((course) => facetsOf(course).includes(facetOf(query)));
  if (q === undefined) return inOrder(filed, sort ?? "newest");
  const words = askedWords(q);
  const scored = filed
    .map((course) => ({ course, score: scoreOf(words, course) }))
    .filter(({ score }) => score > 0);
  if (sort)
    return inOrder(
      scored.map(({ course }) => course),
      sort,
    );
  return scored.toSorted((a, b) => b.score - a.score).map(({ course }) => course.id);
}

/** Those of some courses that a list shows, each as it shows them: everybody's alike, the others as one may read them. */
export async function shownCourses(
  deps: ReadingDeps,
  { userId, scope }: { userId: string; scope: CoursesQuery["scope"] },
  ids: readonly string[],
): Promise<Course[]> {
  const shown = async (courseId: string) =>
    scope === PUBLIC
      ? findListed(deps, await deps.shelf.head(deps.tid, courseId))
      : (await findReadable(deps, { userId, courseId }))?.course;
  return (await Promise.all(ids.map(shown))).filter((course) => course !== undefined);
}

/** Who comes into question, the likeliest first where there are more than are put in order. */
async function candidateIds(deps: RankDeps, userId: string, query: CoursesQuery): Promise<string[]> {
  const { scope, sort } = query;
  if (scope === "enrolled" || scope === "favorites") {
    const marks = scope === "enrolled" ? deps.learners.enrollments(userId) : deps.learners.favorites(userId);
    const { docs } = await marks.query((all) => all.orderBy("createdAt", "desc").limit(MOST_RANKED));
    return docs.map(({ id }) => id);
  }
  const found = await deps.courses.courses.find((all) =>
    scope === "mine"
      ? ownFirst(all, userId, query)
      : publicFirst(all, sort, facetOf(query)).limit(MOST_RANKED),
  );
  return found.map(({ id }) => id);
}

const ownFirst = (all: CollectionReference, userId: string, query: CoursesQuery): Query =>
  all
    .where("ownerId", "==", userId)
    .where("facets", "array-contains", facetOf(query, query.archived))
    .orderBy("createdAt", "desc")
    .limit(MOST_RANKED);

function publicFirst(all: CollectionReference, sort: CoursesQuery["sort"], facet: string): Query {
  const listed = all.where("publicFacets", "array-contains", facet);
  if (sort === "popular") return listed.orderBy("stats.enrollments", "desc");
  return sort === "rating" ? listed.orderBy("stats.ratingCount", "desc") : listed.orderBy("listedAt", "desc");
}

/** A course that few have rated is rated as if so many had found it middling besides. */
const DOUBT = { ratings: 5, stars: 3 };

const ratingOf = ({ stats: { ratingAverage, ratingCount } }: Course): number =>
  ((ratingAverage ?? 0) * ratingCount + DOUBT.stars * DOUBT.ratings) / (ratingCount + DOUBT.ratings);

function inOrder(courses: readonly Course[], sort: NonNullable<CoursesQuery["sort"]>): string[] {
  const later = (a: string, b: string) => (a === b ? 0 : a < b ? 1 : -1);
  const orders: Record<typeof sort, (a: Course, b: Course) => number> = {
    newest: (a, b) => later(a.publishedAt ?? a.createdAt, b.publishedAt ?? b.createdAt),
    updated: (a, b) => later(a.updatedAt, b.updatedAt),
    title: (a, b) => a.title.localeCompare(b.title, "en", { sensitivity: "base", numeric: true }),
    popular: (a, b) => b.stats.enrollments - a.stats.enrollments,
    rating: (a, b) => ratingOf(b) - ratingOf(a),
  };
  return courses.toSorted((a, b) => orders[sort](a, b) || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}
