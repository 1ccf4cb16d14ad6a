import { describe, expect, it } from "vitest";
import { courseRenderer } from "#functions/learning/course-renderer";
import { leaves } from "../../support/exported.ts";
import { inArabic, inChinese, inGreek, withEmoji } from "../../support/exported-texts.ts";

const bounds = { milliseconds: 20_000, heapMegabytes: 256, megabytes: 512 };
const render = courseRenderer({ ...bounds, atOnce: 2, waiting: 2 });
const begins = async (file: Promise<Uint8Array>) => Buffer.from(await file).toString("latin1", 0, 8);

describe("a file of a course", () => {
  it("is made in a process of its own, and is a PDF where most letters can be printed", async () => {
    const files = [inGreek(), withEmoji()].map((course) => begins(render("pdf", course)));
    expect(await Promise.all(files)).toEqual(["%PDF-1.7", "%PDF-1.7"]);
  });

  it.each([
    ["Chinese", inChinese],
    ["Arabic", inArabic],
  ])("is no PDF of what its fonts lack, and HTML all the same: %s", async (_, course) => {
    await expect(render("pdf", course())).rejects.toMatchObject({
      slug: "conflict",
      members: { reason: "unprintable" },
    });
    expect(await begins(render("html", course()))).toBe("<!doctyp");
  });

  it("is refused when it takes longer than it may, and while too many wait", async () => {
    const hurried = courseRenderer({ ...bounds, milliseconds: 1, atOnce: 1, waiting: 0 });
    const made = [leaves(), leaves()].map((course) => hurried("html", course));
    expect(await Promise.allSettled(made)).toMatchObject([
      { reason: { slug: "deadline-exceeded" } },
      { reason: { slug: "feature-unavailable", retryAfterSeconds: 5 } },
    ]);
  });
});
