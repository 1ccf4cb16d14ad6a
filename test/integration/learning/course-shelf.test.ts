import { beforeAll, describe, expect, it } from "vitest";
import { courseShelf } from "#functions/learning/course-shelf";
import { courseStore } from "#functions/learning/course-store";
import { learnerStore } from "#functions/learning/learner-store";
import { markFavorite } from "#functions/learning/mark-favorite";
import { rateCourse } from "#functions/learning/rate-course";
import type { Database } from "#functions/platform/firestore/database";
import { refusalOf } from "../../support/api-answer.ts";
import { stackDeps } from "../../support/api-deps.ts";
import { aPublished, begin, publish, write } from "../../support/authors.ts";
import { aLearner, type Learner } from "../../support/client.ts";

const tid = "default";

let ada: Learner;
let ben: Learner;
beforeAll(async () => {
  [ada, ben] = await Promise.all([aLearner(), aLearner()]);
});

/** The shelf of an instance that just started, and what it reads from the database. */
function anInstance() {
  const { db } = stackDeps();
  const reads: string[] = [];
  const collection = (path: string) => {
    reads.push(path.split("/").slice(2).join("/"));
    return db.collection(path);
  };
  // A shelf asks its database for collections, and for nothing else.
  return { shelf: courseShelf({ collection } as unknown as Database), reads };
}

describe("what an instance holds of a course", () => {
  it("is read once, however many ask at the same time", async () => {
    const { courseId, course } = await aPublished(ada, 1);
    const { shelf, reads } = anInstance();
    const all = await Promise.all(Array.from({ length: 50 }, () => shelf.head(tid, courseId)));
    expect([new Set(all).size, reads]).toEqual([1, ["courses"]]);
    const versions = Array.from({ length: 50 }, () => shelf.published(tid, courseId, course.version));
    const [published, ...others] = await Promise.all(versions);
    expect(others.every((other) => other === published)).toBe(true);
    expect(await shelf.published(tid, courseId, course.version)).toBe(published);
    const whole = [`courses/${courseId}/versions`, `courses/${courseId}/versions/${course.version}/lessons`];
    expect(reads.filter((path) => whole.includes(path))).toEqual(whole);
  });

  it("is packed once for all who ask, from what is held", async () => {
    const { courseId, course } = await aPublished(ada, 1);
    await write(ada, courseId, { title: "New" });
    const { version } = await publish(ada, courseId);
    const { shelf, reads } = anInstance();
    const since = { version, since: course.version };
    const asked = [{ version }, since, { version: course.version }];
    const packs = await Promise.all(
      Array.from({ length: 60 }, (_, n) => shelf.pack(tid, courseId, asked[n % 3] ?? since)),
    );
    expect([...new Set(packs)].map((pack) => pack?.lessons.map(({ title }) => title))).toEqual([
      ["Lesson 1", "New"],
      ["New"],
      ["Lesson 1"],
    ]);
    expect(packs.every(Object.isFrozen), "so that it is written once").toBe(true);
    // Two versions, each a document and its lessons.
    expect(reads.filter((path) => path.startsWith(`courses/${courseId}/versions`))).toHaveLength(4);
    expect(await shelf.pack(tid, courseId, { version, since: version - 1 })).toBeUndefined();
  });

  it("is given to whoever waits for it though it is changed meanwhile, and then looked up anew", async () => {
    const { courseId } = await aPublished(ada, 1);
    const { shelf } = anInstance();
    const waiting = shelf.head(tid, courseId);
    shelf.forget(tid, courseId);
    expect((await waiting)?.visibility).toBe("public");
    await ada.call("PATCH", `/v1/courses/${courseId}`, { visibility: "private" });
    expect((await shelf.head(tid, courseId))?.visibility).toBe("private");
  });

  it("marks and rates nothing that was removed a moment ago", async () => {
    const { courseId } = await aPublished(ada, 1);
    await ben.call("PUT", `/v1/courses/${courseId}/enrollment`);
    const { db, clock, transact } = stackDeps();
    const { shelf } = anInstance();
    const stores = { courses: courseStore(db, tid), learners: learnerStore(db, tid) };
    const deps = { tid, shelf, clock, transact: transact(tid), ...stores };
    const head = await shelf.head(tid, courseId);
    await shelf.published(tid, courseId, head?.publishedVersion ?? 0);
    expect((await ada.call("DELETE", `/v1/courses/${courseId}`)).status).toBe(204);
    const input = { userId: ben.userId, courseId };
    for (const act of [() => markFavorite(deps, input), () => rateCourse(deps, { ...input, stars: 5 })])
      await expect(act()).rejects.toMatchObject({ slug: "resource-not-found" });
    expect(await stores.learners.favorites(ben.userId).get(courseId)).toBeUndefined();
  });
});

describe("a course that is removed while its author publishes it elsewhere", () => {
  it("is gone, and found by no words", async () => {
    const { id } = await begin(ada, { visibility: "public" });
    await write(ada, id);
    const path = `/v1/courses/${id}`;
    const acts = [ada.call("DELETE", path), ada.call("POST", `${path}/publish`)];
    const [removed, published] = (await Promise.all(acts)).map(refusalOf);
    expect(removed).toBe("204");
    expect(["200", "404 resource-not-found", "409 conflict"]).toContain(published);
    const { db } = stackDeps();
    const course = db.doc(`tenants/${tid}/courses/${id}`);
    expect([(await course.get()).exists, await course.listCollections()]).toEqual([false, []]);
    for (const audience of ["draft", "public"])
      expect((await db.doc(`tenants/${tid}/courseTerms/${id}.${audience}`).get()).exists).toBe(false);
  });
});
