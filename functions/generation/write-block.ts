import { ask } from "../platform/inference/ask.ts";
import { checkBlock } from "./check-draft.ts";
import { checkSafety, type SafetyDeps } from "./check-safety.ts";
import type { LessonDraft } from "./draft.ts";
import { failuresOf, unfit } from "./gate-lesson.ts";
import { judgeDraft } from "./judge-draft.ts";
import { blockPrompt } from "./prompts.ts";
import type { BlockDraft, BlockInput } from "./rewriting.ts";

/**
 * Has one block of a lesson written anew. It passes the gate that whole lessons pass: its author is shown what fails,
 * twice, and an examiner looks at what is left.
 * @throws {Problem} `model-unavailable`, with `reason: "unusable-answer"` when nothing that may be shown comes of it.
 */
export async function writeBlock(deps: SafetyDeps, input: BlockInput): Promise<BlockDraft> {
  const { value } = await ask(deps.model, {
    ...blockPrompt(input),
    signal: AbortSignal.timeout(deps.timeoutMs),
    check: (draft) => [...checkBlock(draft, input), ...failuresOfBlock(draft, input)],
  });
  const { title, objectives } = input.lesson;
  const told = { language: input.brief.language, title, objectives, draft: asLesson(value) };
  if ((await checkSafety(deps, told)).length > 0) throw unfit();
  return value;
}

function failuresOfBlock(draft: BlockDraft, { brief, lesson, passages }: BlockInput): string[] {
  const { title, objectives } = lesson;
  const report = judgeDraft(asLesson(draft), { brief, title, objectives, passages });
  return failuresOf(report).map((found) => `${found.title}: ${found.detail} ${found.advice}`);
}

/** A lesson of this one block. */
function asLesson(draft: BlockDraft): LessonDraft {
  const empty = { summary: "", texts: [], questions: [], flashcards: [] };
  switch (draft.kind) {
    case "text":
      return { ...empty, texts: [draft] };
    case "example":
      return { ...empty, example: draft.markdown };
    case "code":
      return { ...empty, example: `${draft.explanation ?? ""}\n\n\`\`\`\n${draft.code}\n\`\`\`` };
    case "quiz":
      return { ...empty, questions: draft.questions };
    case "flashcards":
      return { ...empty, flashcards: draft.cards };
  }
}
