import { composeCoursework } from "../quality/compose-coursework.ts";
import { judgeCoursework } from "../quality/judge-coursework.ts";
import type { QualityReport } from "../quality/report.ts";
import { type Sealed, unseal } from "../shared/sealed.ts";
import type { AnswerKey, Citation } from "./block.ts";
import type { Course } from "./course.ts";
import type { Lesson } from "./lesson.ts";
import type { SourcePassage } from "./source.ts";
import type { Library } from "./source-library.ts";

interface Written {
  readonly course: Pick<Course, "title" | "language" | "difficulty" | "objectives" | "generation">;
  /** Written from sources; as the course says where it is left out. */
  readonly grounded?: boolean;
  readonly lessons: readonly Lesson[];
  readonly keys: ReadonlyMap<string, Sealed<AnswerKey>>;
  readonly passages: ReadonlyMap<string, readonly SourcePassage[]>;
  readonly targetMinutes?: number | undefined;
}

/** Judges a course as it is stored. Pure. */
export function judgeCourse({ course, passages, keys, ...more }: Written): QualityReport {
  return judgeCoursework(
    composeCoursework({
      ...{ course, lessons: more.lessons, targetMinutes: more.targetMinutes },
      keys: Object.assign({}, ...[...keys.values()].map((key) => unseal(key).questions)),
      grounded: more.grounded ?? course.generation?.grounded ?? false,
      passageOf: ({ sourceId, start }: Citation) =>
        passages.get(sourceId)?.find((passage) => passage.start <= start && start < passage.end)?.text,
    }),
  );
}

/** The passages of every source that some lessons cite. */
export async function citedPassages(
  deps: { library: Library },
  lessons: readonly Lesson[],
): Promise<ReadonlyMap<string, readonly SourcePassage[]>> {
  const cited = lessons.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : [])),
  );
  const ids = [...new Set(cited.flatMap(({ sourceId, sourceDeleted }) => (sourceDeleted ? [] : [sourceId])))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await deps.library.passages(id)] as const)));
}
