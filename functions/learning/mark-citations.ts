import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { Block } from "./block.ts";
import { changed } from "./course.ts";
import type { CourseStore } from "./course-store.ts";
import { changedLesson } from "./lesson.ts";
import { type CitingCourse, citingCourses } from "./list-citations.ts";

interface MarkDeps {
  readonly courses: CourseStore;
  readonly transact: Transact;
  readonly clock: Clock;
}

/** Says in the caller's drafts that a source is gone, wherever they cite it; course by course, and again if need be. */
export async function markCitations(
  deps: MarkDeps,
  input: { userId: string; sourceId: string },
): Promise<void> {
  for await (const citing of citingCourses(deps, input)) await markIn(deps, citing, input.sourceId);
}

/** In one transaction with the course, whose version rises: what was edited in between stays as it is. */
function markIn(deps: MarkDeps, { course, lessons }: CitingCourse, sourceId: string): Promise<void> {
  const store = deps.courses.lessons(course.id);
  return deps.transact(async ({ tx }) => {
    const present = await deps.courses.courses.get(course.id, tx);
    const found = await Promise.all(lessons.map(({ id }) => store.get(id, tx)));
    if (!present) return;
    const at = timestamp(deps.clock());
    const marked = found.flatMap((lesson) => {
      const blocks = lesson?.blocks.map((block) => markedBlock(block, sourceId));
      const isChanged = blocks?.some((block, index) => block !== lesson?.blocks[index]);
      return lesson && blocks && isChanged ? [changedLesson(lesson, at, { blocks })] : [];
    });
    for (const lesson of marked) store.set(tx, lesson.id, lesson);
    if (marked.length > 0) deps.courses.courses.set(tx, course.id, changed(present, at, {}));
  });
}

/** The same object where there is nothing to mark. */
function markedBlock(block: Block, sourceId: string): Block {
  if (block.type !== "text" || !block.citations) return block;
  const isOpen = (citation: { sourceId: string; sourceDeleted?: true | undefined }) =>
    citation.sourceId === sourceId && !citation.sourceDeleted;
  if (!block.citations.some(isOpen)) return block;
  const citations = block.citations.map((citation) =>
    isOpen(citation) ? { ...citation, sourceDeleted: true as const } : citation,
  );
  return { ...block, citations };
}
