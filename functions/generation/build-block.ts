import type { AnswerKey, Block } from "../learning/block.ts";
import { sanitizeMarkdown } from "../learning/sanitize-markdown.ts";
import type { NewId } from "../shared/id.ts";
import { buildQuestion, citationsOf } from "./build-lesson.ts";
import type { Passage } from "./draft.ts";
import type { BlockDraft } from "./rewriting.ts";

/** Makes a checked draft a block, and sets what is right in it apart. */
export function buildBlock(
  deps: { newId: NewId },
  { draft, passages }: { draft: BlockDraft; passages: readonly Passage[] },
): { block: Block; keys: AnswerKey["questions"] } {
  const key: AnswerKey = { lessonId: "", questions: {} };
  return { block: blockOf(deps, { draft, passages, key }), keys: key.questions };
}

function blockOf(
  deps: { newId: NewId },
  { draft, passages, key }: { draft: BlockDraft; passages: readonly Passage[]; key: AnswerKey },
): Block {
  const id = deps.newId();
  switch (draft.kind) {
    case "text": {
      const citations = citationsOf(draft, passages);
      return { id, type: "text", markdown: sanitizeMarkdown(draft.markdown), citations };
    }
    case "example":
      return { id, type: "example", markdown: sanitizeMarkdown(draft.markdown) };
    case "code": {
      const { language, code, explanation } = draft;
      return { id, type: "code", language, code, ...(explanation !== undefined && { explanation }) };
    }
    case "quiz":
      return {
        ...{ id, type: "quiz" },
        questions: draft.questions.map((question) => buildQuestion(deps, question, key)),
      };
    case "flashcards":
      return {
        ...{ id, type: "flashcards" },
        cards: draft.cards.map(({ front, back }) => ({ id: deps.newId(), front, back })),
      };
  }
}
