import { beforeAll, describe, expect, it } from "vitest";
import { checkLesson } from "#functions/generation/check-draft";
import { LessonDraft, type LessonInput, Outline } from "#functions/generation/draft";
import { lessonPassages } from "#functions/generation/gather-passages";
import type { RepairInput } from "#functions/generation/repairing";
import { ask } from "./course.ts";
import { aBrief, libraryText, passagesOf } from "./passages.ts";

let lesson: LessonInput;
let draft: LessonDraft;
beforeAll(async () => {
  const brief = aBrief({ topic: "Photosynthesis", lessonCount: 1 });
  const passages = passagesOf(libraryText("photosynthesis").text);
  const outline = Outline.parse(await ask("outline", { brief, passages }));
  const [plan] = outline.lessons;
  if (!plan) throw new Error("a lesson");
  lesson = { brief, outline, index: 0, ...lessonPassages(plan, passages) };
  draft = LessonDraft.parse(await ask("lesson", lesson));
});

const wrongAt = (question: number) => [{ pointer: `/questions/${question}`, problem: "It is flawed." }];
const promptOf = ({ questions }: LessonDraft, n: number) => questions[n]?.prompt ?? "";

async function repaired(more: Partial<RepairInput>): Promise<LessonDraft> {
  const { brief, passages, surroundings, outline } = lesson;
  const input = { brief, passages, surroundings, lesson: outline.lessons[0], draft, ...more };
  return LessonDraft.parse(await ask("repair-lesson", input));
}

describe("the engine's repair of a lesson", () => {
  it("asks something else in place of what is wrong, and is a sound lesson", async () => {
    const again = await repaired({ findings: wrongAt(1) });
    expect(again.questions.map(({ prompt }) => prompt)).not.toContain(promptOf(draft, 1));
    expect(again.questions).toHaveLength(draft.questions.length);
    expect(checkLesson(again, lesson)).toEqual([]);
  });

  it("asks neither what was wrong at first nor what is wrong in its last attempt", async () => {
    const once = await repaired({ findings: wrongAt(0) });
    const asked = new Set(draft.questions.map(({ prompt }) => prompt));
    const isNew = once.questions.findIndex(({ prompt }) => !asked.has(prompt));
    const twice = await repaired({
      findings: wrongAt(0),
      earlier: { draft: once, findings: wrongAt(isNew) },
    });
    const prompts = twice.questions.map(({ prompt }) => prompt);
    expect(isNew).toBeGreaterThanOrEqual(0);
    expect(prompts).not.toContain(promptOf(draft, 0));
    expect(prompts).not.toContain(promptOf(once, isNew));
  });
});
