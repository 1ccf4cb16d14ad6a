import { isTaken } from "../platform/firestore/contention.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { badgeOf } from "../quality/badge.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import { unseal } from "../shared/sealed.ts";
import type { Course } from "./course.ts";
import type { VersionName } from "./course-store.ts";
import { citedPassages, judgeCourse } from "./judge-course.ts";
import { openCourse, openLessons, type Reading, type ReadingDeps } from "./open-course.ts";
import type { CourseQuality, StoredReport } from "./quality.ts";
import { showQuality } from "./show-quality.ts";
import type { Library } from "./source-library.ts";

interface QualityDeps extends ReadingDeps {
  readonly library: Library;
  readonly transact: Transact;
  readonly clock: Clock;
}

/**
 * The quality report on a course as its caller may read it: as it was written with the course, or made now for a
 * version that has none, and kept. `mayReadKeys` holds for courses of their own alone.
 * @throws {Problem} `resource-not-found`
 */
export async function findQuality(
  deps: QualityDeps,
  input: Reading & { mayReadKeys: boolean },
): Promise<CourseQuality> {
  const { course, at } = await openCourse(deps, input);
  const stored = await deps.courses.reports(course.id).get(String(course.version));
  const report = stored ?? (await makeReport(deps, course, at));
  const mayReadKeys =
    input.mayReadKeys && course.ownerId === input.userId && !(await holdsCopies(deps, course.id, at));
  return showQuality(report, badgeOf(report.report), { mayReadKeys });
}

/** Whether it asks somebody else's questions, whose answers a report would tell. */
async function holdsCopies({ courses }: QualityDeps, courseId: string, at: VersionName): Promise<boolean> {
  const keys = await courses.answerKeys(courseId, at).all();
  return [...keys.values()].some((key) =>
    Object.values(unseal(key).questions).some(({ copied }) => copied === true),
  );
}

async function makeReport(deps: QualityDeps, course: Course, at: VersionName): Promise<StoredReport> {
  const { courses } = deps;
  const [lessons, keys, repairs] = await Promise.all([
    openLessons(deps, { course, at }),
    courses.answerKeys(course.id, at).all(),
    courses.repairs(course.id, at).find((all) => all),
  ]);
  const passages = await citedPassages(deps, lessons);
  const report: StoredReport = {
    ...{ courseId: course.id, version: course.version, judgedAt: timestamp(deps.clock()), repairs },
    report: judgeCourse({ course, lessons, keys, passages }),
  };
  // A course that is being written changes without its number rising until it is closed.
  if (course.status === "generating") return report;
  await deps
    .transact(async ({ tx }) => {
      // What is read may be of a moment ago: of a course that is gone by now, nothing is to be left.
      if (await courses.courses.get(course.id, tx))
        courses.reports(course.id).create(tx, String(course.version), report);
    })
    // Somebody else asked at the same time.
    .catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
  return report;
}
