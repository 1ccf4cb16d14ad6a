import type { Documents } from "../platform/firestore/documents.ts";
import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { openCourse, type ReadingDeps } from "./open-course.ts";
import type { ShareInput } from "./relation-contract.ts";
import { CourseShared, type Share } from "./share.ts";

interface ShareDeps extends ReadingDeps {
  readonly shares: Documents<Share>;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Where the app's pages begin. */
  readonly appUrl: string;
}

/**
 * Tells others of a course that they can open.
 * @throws {Problem} `conflict` for one that nobody else may read.
 */
export async function shareCourse(
  deps: ShareDeps,
  { userId, courseId, share: said }: { userId: string; courseId: string; share: ShareInput },
): Promise<{ id: string; url: string }> {
  const { course } = await openCourse(deps, { userId, courseId });
  if (course.visibility === "private" || course.publishedVersion === undefined)
    throw new Problem(
      "conflict",
      "Nobody else could open this course. Publish it and make it unlisted or public, then share it.",
    );
  const { message, groupId } = said;
  const id = deps.newId();
  const createdAt = timestamp(deps.clock());
  const told = { shareId: id, courseId, userId, ...(groupId !== undefined && { groupId }) };
  return deps.transact(async ({ tx, publish }) => {
    const share = { id, courseId, userId, createdAt, ...(groupId !== undefined && { groupId }) };
    deps.shares.create(tx, id, { ...share, ...(message !== undefined && { message }) });
    const data = CourseShared.parse(told);
    publish({ id: deps.newId(), type: "course.shared", tid: deps.tid, at: createdAt, data });
    return { id, url: `${deps.appUrl}/courses/${courseId}?share=${id}` };
  });
}
