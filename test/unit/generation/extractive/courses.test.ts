import { describe, expect, it } from "vitest";
import { type QuestionDraft, Review } from "#functions/generation/draft";
import { extractiveModel } from "#functions/generation/extractive/extractive-model";
import { ask, type Course, courseFrom } from "./course.ts";
import { aBrief, library, libraryText, passagesOf } from "./passages.ts";
import { extremes, fiftyThousandWords } from "./texts.ts";

const fold = (text: string) => text.normalize("NFKC").toLowerCase().trim();
const questionsOf = (course: Course) => course.lessons.flatMap((lesson) => lesson.questions);
const keyOf = (question: QuestionDraft) => question.options.findIndex((option) => option.correct);

const courses = new Map<string, Course>();
for (const name of library) {
  const { title, text } = libraryText(name);
  courses.set(name, await courseFrom(text, aBrief({ topic: title, lessonCount: 6 })));
  courses.set(`${name} in three lessons`, await courseFrom(text, aBrief({ topic: title, lessonCount: 3 })));
}
for (const { name, text, lessonCount } of extremes)
  courses.set(name, await courseFrom(text, aBrief({ lessonCount })));

describe.each([...courses])("the course from %s", (_, course) => {
  it("passes the checks every draft goes through", () => {
    expect(course.findings).toEqual([]);
  });

  it("asks at least three questions in every lesson", () => {
    for (const lesson of course.lessons) expect(lesson.questions.length).toBeGreaterThanOrEqual(3);
  });

  it("has exactly one right answer to each question, and no two answers alike", () => {
    for (const { kind, options } of questionsOf(course)) {
      expect(options.filter((option) => option.correct)).toHaveLength(1);
      expect(new Set(options.map((option) => fold(option.text))).size).toBe(options.length);
      expect(options).toHaveLength(kind === "trueFalse" ? 2 : 4);
    }
  });

  it("does not give an answer away in its question", () => {
    for (const question of questionsOf(course)) {
      if (question.kind === "trueFalse") continue;
      const key = fold(question.options[keyOf(question)]?.text ?? "");
      expect(fold(question.prompt).split(/[^\p{L}\p{N},.]+/u)).not.toContain(key);
      const lengths = question.options.map((option) => option.text.length);
      const others = lengths.filter((__, at) => at !== keyOf(question));
      if (key.split(" ").length >= 4) expect(key.length).toBeLessThanOrEqual(1.25 * Math.max(...others));
    }
  });

  it("never offers all or none of the above, and asks nothing that only its neighbours explain", () => {
    for (const { prompt, options } of questionsOf(course)) {
      expect(options.map((option) => option.text).join("\n")).not.toMatch(
        /\b(all|none|both) of (the|these)\b/i,
      );
      expect(prompt).not.toMatch(/“(It|This|These|They|He|She|However|Therefore)\b/);
    }
  });

  it("explains each answer from its source and ties it to an objective of its lesson", () => {
    for (const [index, lesson] of course.lessons.entries()) {
      for (const { explanation, objective } of lesson.questions) {
        expect(explanation).toMatch(/“.+”/);
        expect(course.outline.lessons[index]?.objectives).toContain(objective);
      }
    }
  });

  it("asks nothing twice in a lesson", () => {
    for (const lesson of course.lessons) {
      expect(new Set(lesson.questions.map(({ prompt }) => fold(prompt))).size).toBe(lesson.questions.length);
    }
  });

  it("quotes its passages exactly under every text", () => {
    const texts = new Map(course.passages.map((passage) => [passage.ref, passage.text]));
    for (const lesson of course.lessons) {
      for (const { citations } of lesson.texts) {
        expect(citations.length).toBeGreaterThan(0);
        for (const { passage, quote } of citations) expect(texts.get(passage)).toContain(quote);
      }
    }
  });

  it("shows no raw HTML and no links", () => {
    for (const lesson of course.lessons) {
      const shown = [...lesson.texts.map((text) => text.markdown), lesson.example ?? ""].join("\n");
      expect(shown).not.toMatch(/<[a-z!/]|\]\(|https?:\/\//i);
    }
  });

  it("follows the text and uses no passage twice", () => {
    const order = new Map(course.passages.map((passage, at) => [passage.ref, at]));
    const used = course.outline.lessons.flatMap((lesson) =>
      lesson.passages.map((ref) => order.get(ref) ?? -1),
    );
    expect(used).toEqual([...new Set(used)].toSorted((a, b) => a - b));
    expect(used).not.toContain(-1);
  });

  it("names every lesson differently, in words", () => {
    const titles = course.outline.lessons.map((lesson) => lesson.title);
    expect(new Set(titles.map(fold)).size).toBe(titles.length);
    for (const title of titles) {
      expect(title).toMatch(/^[\p{Lu}\p{N}“"]/u);
      expect(title).not.toMatch(/\b(the|a|an|of|and|or|which|that|for)$/i);
    }
  });
});

describe("the text of a lesson that leaves much out", () => {
  const line = (text: string) =>
    text
      .replace(/^#.*$/gm, "")
      .replace(/\*\*|\\/g, "")
      .replace(/\s+/g, " ");

  it("never takes a sentence that leans on another without that other", async () => {
    let seen = 0;
    for (const name of library) {
      const source = line(libraryText(name).text);
      const { lessons } = await courseFrom(libraryText(name).text, aBrief({ lessonCount: 1 }));
      for (const text of lessons.flatMap((lesson) => lesson.texts.map(({ markdown }) => line(markdown)))) {
        for (const found of text.matchAll(/(?<=[.!?] )(It|They|These|This|Its|Their|He) [^.!?]+/g)) {
          const at = source.indexOf(found[0]);
          expect(text, found[0]).toContain(`${source.slice(at - 30, at)}${found[0]}`);
          seen += 1;
        }
      }
    }
    expect(seen).toBeGreaterThan(5);
  });
});

describe("guessing without having read", () => {
  const asked = library.flatMap((name) => {
    const made = [courses.get(name), courses.get(`${name} in three lessons`)];
    return made
      .flatMap((course) => (course ? questionsOf(course) : []))
      .filter(({ options }) => options.length === 4);
  });

  /** Share of right answers when the options that score highest are picked from by chance. */
  const hits = (score: (question: QuestionDraft, option: string, at: number) => number) => {
    const shares = asked.map((question) => {
      const scores = question.options.map((option, at) => score(question, option.text, at));
      const best = scores.flatMap((value, at) => (value === Math.max(...scores) ? [at] : []));
      return best.includes(keyOf(question)) ? 1 / best.length : 0;
    });
    return shares.reduce<number>((sum, share) => sum + share, 0) / asked.length;
  };
  const words = (text: string) => new Set(fold(text).match(/\p{L}{3,}/gu) ?? []);

  it.each([
    ["the longest", (_: QuestionDraft, option: string) => option.length],
    ["the shortest", (_: QuestionDraft, option: string) => -option.length],
    [
      "the most like the question",
      ({ prompt }: QuestionDraft, option: string) =>
        [...words(option)].filter((word) => words(prompt).has(word)).length,
    ],
    ["the first", (_: QuestionDraft, __: string, at: number) => -at],
    ["the last", (_: QuestionDraft, __: string, at: number) => at],
    ["the second", (_: QuestionDraft, __: string, at: number) => (at === 1 ? 1 : 0)],
    ["the third", (_: QuestionDraft, __: string, at: number) => (at === 2 ? 1 : 0)],
  ])("picking %s answer is right in at most 35 % of the cases", (_, score) => {
    expect(asked.length).toBeGreaterThan(200);
    expect(hits(score)).toBeLessThanOrEqual(0.35);
  });
});

describe("the engine", () => {
  it("writes the same course from the same input", async () => {
    const { text } = libraryText("photosynthesis");
    const brief = aBrief({ topic: "photosynthesis" });
    expect(await courseFrom(text, brief)).toEqual(await courseFrom(text, brief));
  });

  it("makes no more lessons than one for 150 words, nor more than asked for", () => {
    for (const { outline, passages } of courses.values()) {
      const size = passages.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);
      expect(outline.lessons.length).toBeLessThanOrEqual(Math.max(1, Math.floor(size / 150)));
      expect(outline.lessons.length).toBeLessThanOrEqual(6);
    }
  });

  it("answers as an engine that stands in: nothing used, finished, and degraded", async () => {
    const model = extractiveModel();
    expect(model).toMatchObject({ name: "extractive", degraded: true });
    const input = { brief: aBrief(), passages: passagesOf(libraryText("photosynthesis").text) };
    const request = { operation: "outline", system: "", turns: [], input, schema: {}, maxTokens: 1 };
    const answer = await model.complete({ ...request, signal: new AbortController().signal });
    expect(answer).toMatchObject({
      model: "extractive",
      usage: { promptTokens: 0, completionTokens: 0 },
      finish: "stop",
    });
    await expect(model.complete({ ...request, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  });

  it("refuses what it cannot write from, for good", async () => {
    const brief = aBrief({ topic: "anything" });
    const french =
      "Le chat est un animal domestique qui vit dans les maisons depuis longtemps et que tout le monde aime. ".repeat(
        20,
      );
    for (const text of ["", "🎉🎉🎉 12 34", french]) {
      await expect(ask("outline", { brief, passages: passagesOf(text) })).rejects.toMatchObject({
        slug: "sources-missing",
      });
    }
  });

  it("reviews a course: repeats and thin lessons are named", async () => {
    const course = courses.get("photosynthesis");
    const lessons = (course?.outline.lessons ?? []).map(({ title, summary }) => ({
      title,
      summary,
      questions: ["Q?", `${title}?`],
    }));
    const review = Review.parse(await ask("review", { brief: aBrief(), outline: course?.outline, lessons }));
    expect(review.issues.some(({ lesson, problem }) => lesson === 1 && problem.includes("Repeats"))).toBe(
      true,
    );
    expect(review.issues.filter(({ problem }) => problem.includes("three are the least"))).toHaveLength(
      lessons.length,
    );
  });

  it("writes from fifty thousand words in bounded time", async () => {
    const text = fiftyThousandWords();
    // Of this process alone: a busy machine makes nothing slower by it.
    const began = process.cpuUsage();
    const course = await courseFrom(text, aBrief({ topic: "science", lessonCount: 12 }));
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(30_000);
    expect(course.lessons.length).toBeGreaterThan(6);
    for (const lesson of course.lessons) expect(lesson.questions.length).toBeGreaterThanOrEqual(3);
  });
});
