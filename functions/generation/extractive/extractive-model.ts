import { detectAll } from "tinyld";
import type { Model, ModelRequest } from "../../platform/inference/model.ts";
import { Problem } from "../../shared/problem.ts";
import { LessonInput, OutlineInput, type Passage, ReviewInput } from "../draft.ts";
import { RepairInput } from "../repairing.ts";
import { BlockInput, RewriteInput } from "../rewriting.ts";
import { loadNlp } from "./load-nlp.ts";
import { repairLesson } from "./repair-lesson.ts";
import { rewriteBlock } from "./rewrite-block.ts";
import { rewriteLesson } from "./rewrite-lesson.ts";
import { writeLesson } from "./write-lesson.ts";
import { writeOutline } from "./write-outline.ts";
import { writeReview } from "./write-review.ts";

/**
 * A stand-in for a language model that needs no network and no weights: it writes courses out of the sentences of
 * their sources, the same course for the same input. Operations `outline`, `lesson` and `review` take the inputs
 * of `draft.ts`, `rewrite-lesson` and `rewrite-block` those of `rewriting.ts`, `repair-lesson` that of `repairing.ts`, and answer with their drafts. Throws `sources-missing` when there is no English prose to work with.
 */
export function extractiveModel(): Model {
  return {
    name: "extractive",
    degraded: true,
    complete: async (request) => {
      const answer = await answerTo(request);
      request.signal.throwIfAborted();
      return {
        text: JSON.stringify(answer),
        model: "extractive",
        usage: { promptTokens: 0, completionTokens: 0 },
        finish: "stop",
      };
    },
  };
}

async function answerTo({ operation, input, signal }: ModelRequest): Promise<unknown> {
  signal.throwIfAborted();
  switch (operation) {
    case "outline": {
      const outline = OutlineInput.parse(input);
      refuseUnreadable(outline.passages);
      return writeOutline({ analyse: await loadNlp() }, outline);
    }
    case "lesson": {
      const lesson = LessonInput.parse(input);
      refuseUnreadable(lesson.passages);
      return writeLesson({ analyse: await loadNlp() }, lesson);
    }
    case "rewrite-lesson": {
      const rewriting = RewriteInput.parse(input);
      refuseUnreadable(rewriting.passages);
      return rewriteLesson({ analyse: await loadNlp() }, rewriting);
    }
    case "repair-lesson": {
      const repair = RepairInput.parse(input);
      refuseUnreadable(repair.passages);
      return repairLesson({ analyse: await loadNlp() }, repair);
    }
    case "rewrite-block": {
      const rewriting = BlockInput.parse(input);
      refuseUnreadable(rewriting.passages);
      return rewriteBlock({ analyse: await loadNlp() }, rewriting);
    }
    case "review":
      return writeReview(ReviewInput.parse(input));
    default:
      throw new Problem("feature-unavailable", `The built-in engine cannot do "${operation}".`);
  }
}

function refuseUnreadable(passages: readonly Passage[]): void {
  const text = passages.map((passage) => passage.text).join("\n");
  if (!/\p{L}{3}/u.test(text)) {
    throw new Problem(
      "sources-missing",
      "The built-in engine writes courses from source text, and there is none.",
    );
  }
  if (!isEnglish(text)) {
    throw new Problem(
      "sources-missing",
      "The built-in engine reads English only, and the sources are in another language.",
    );
  }
}

/** Two signs must agree before a text is refused: the detector's and the share of English function words. */
function isEnglish(text: string): boolean {
  const sample = text.slice(0, 4000).toLowerCase();
  const words = sample.match(/\p{L}+/gu) ?? [];
  const functional = words.filter((word) =>
    /^(the|of|and|to|in|is|that|a|it|for|as|was|are|with|by|on)$/.test(word),
  ).length;
  if (words.length < 20 || functional / words.length > 0.15) return true;
  return detectAll(sample)
    .slice(0, 2)
    .some(({ lang }) => lang === "en");
}
