import { Problem } from "../shared/problem.ts";
import { unseal } from "../shared/sealed.ts";
import { type ShownKey, shownKey } from "./block.ts";
import type { Exported } from "./export/format.ts";
import type { Lesson } from "./lesson.ts";
import { type OpenedCourse, openCourse, openLessons, type Reading, type ReadingDeps } from "./open-course.ts";
import { mayRead } from "./source.ts";
import type { SourceStore } from "./source-store.ts";

interface Input extends Reading {
  /** With what is right. */
  readonly keys: boolean;
  /** Whether the caller may see what is right in courses of their own. */
  readonly mayReadKeys: boolean;
}

/**
 * What a file of a course is made from: its lessons that are ready, as somebody may read them.
 * @throws {Problem} `resource-not-found`; `access-denied` when the keys are not theirs to see; `course-generating` or
 * `conflict` when there is no lesson yet.
 */
export async function exportCourse(
  deps: ReadingDeps & { sources: SourceStore },
  input: Input,
): Promise<Exported> {
  const opened = await openCourse(deps, input);
  const { course } = opened;
  if (input.keys && !(input.mayReadKeys && opened.mayEdit))
    throw new Problem(
      "access-denied",
      "The answer keys are shown to whoever has the permission answer-key:read, of their own courses.",
    );
  const lessons = (await openLessons(deps, opened)).filter(({ status }) => status === "ready");
  if (lessons.length === 0) throw nothingYet(opened);
  return {
    ...{ course, lessons },
    sources: await titlesOf(deps, input.userId, lessons),
    ...(input.keys && { keys: await keysOf(deps, opened, lessons) }),
  };
}

const nothingYet = ({ course }: OpenedCourse): Problem =>
  course.status === "generating"
    ? new Problem("course-generating", "The course is being written, and none of its lessons is ready yet.", {
        retryAfterSeconds: 5,
        members: course.generation ? { taskId: course.generation.taskId } : {},
      })
    : new Problem("conflict", "The course has no lesson that is ready.");

/** A source's title is told to whoever may read the source; of others' the quotations are all they see. */
async function titlesOf(
  { sources }: { sources: SourceStore },
  userId: string,
  lessons: readonly Lesson[],
): Promise<Map<string, string>> {
  const blocks = lessons.flatMap(({ blocks: all }) => all);
  const cited = blocks.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : []));
  const found = await sources.sources.getMany([...new Set(cited.map(({ sourceId }) => sourceId))]);
  return new Map(
    found.filter((source) => mayRead(source, userId)).map((source) => [source.id, source.title] as const),
  );
}

async function keysOf(
  { courses }: ReadingDeps,
  { course, at }: OpenedCourse,
  lessons: readonly Lesson[],
): Promise<Map<string, ShownKey>> {
  const keys = await courses.answerKeys(course.id, at).all();
  return new Map(
    lessons.flatMap(({ id }) => {
      const key = keys.get(id);
      return key ? [[id, shownKey(unseal(key))] as const] : [];
    }),
  );
}
