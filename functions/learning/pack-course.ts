import { Problem } from "../shared/problem.ts";
import { DRAFT } from "./course-store.ts";
import { openCourse, openLessons, type Reading, type ReadingDeps } from "./open-course.ts";
import { type CoursePack, packOf } from "./pack.ts";

interface Input extends Reading {
  /** The version whose pack the device has. */
  readonly since?: number | undefined;
}

/**
 * A course in one piece, as somebody may read it. `since` may be a version that they could not read any more: of that
 * they learn which lessons are still the same.
 * @throws {Problem} `resource-not-found`; `validation-error` for a `since` that no pack of this course can be compared
 * with: it never was, is newer, or the draft is read, which is not frozen under its number.
 */
export async function packCourse(deps: ReadingDeps, input: Input): Promise<CoursePack> {
  const { courseId, since } = input;
  const opened = await openCourse(deps, input);
  const { course, at } = opened;
  if (at === DRAFT) {
    if (since !== undefined) throw incomparable("is not compared with a draft: say which `version` to read");
    return packOf({ course, lessons: await openLessons(deps, opened) });
  }
  if (since !== undefined && since > at) throw incomparable(`is newer than version ${at}, which is read`);
  const pack = await deps.shelf.pack(deps.tid, courseId, { version: at, since });
  if (pack) return pack;
  if (since !== undefined) throw incomparable("is no version that was published");
  throw new Problem("resource-not-found", `There is no course ${courseId}.`);
}

const incomparable = (detail: string): Problem =>
  new Problem(
    "validation-error",
    "There is nothing to compare with. Leave `since` out for the whole course.",
    {
      errors: [{ parameter: "since", detail }],
    },
  );
