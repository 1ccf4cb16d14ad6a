import { lexiconFor } from "../quality/lexicon.ts";
import type { Remark } from "../quality/rule.ts";
import { unsafeContent } from "../quality/rules/unsafe-content.ts";
import type { LessonDraft, LessonInput, Outline, OutlineInput, Passage, QuestionDraft } from "./draft.ts";
import { locateQuote } from "./locate-quote.ts";
import type { BlockDraft } from "./rewriting.ts";

/** Two texts a learner cannot tell apart. */
const same = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

const repeated = (texts: readonly string[]): boolean => new Set(texts.map(same)).size < texts.length;

/** What is wrong with an outline, in sentences its author can act on. */
export function checkOutline(outline: Outline, { brief, passages }: OutlineInput): string[] {
  const findings: string[] = [];
  const known = new Set(passages.map((passage) => passage.ref));
  if (outline.lessons.length > brief.lessonCount)
    findings.push(`There are ${outline.lessons.length} lessons; plan at most ${brief.lessonCount}.`);
  if (repeated(outline.lessons.map((lesson) => lesson.title)))
    findings.push("Two lessons have the same title.");
  // Learners see the plan before the first lesson is there to be judged.
  for (const { detail } of unsafeWords(outline, brief.language))
    findings.push(`The plan holds what is not fit for learners: ${detail}`);
  for (const [index, lesson] of outline.lessons.entries()) {
    const unknown = lesson.passages.filter((ref) => !known.has(ref));
    if (unknown.length > 0)
      findings.push(`Lesson ${index + 1} names passages that do not exist: ${unknown.join(", ")}.`);
    if (passages.length > 0 && lesson.passages.length === 0)
      findings.push(`Lesson ${index + 1} names no passage it is written from.`);
  }
  return findings;
}

function unsafeWords(outline: Outline, language: string): readonly Remark[] {
  const { title, objectives, summary, description, tags, lessons } = outline;
  const said = [
    summary,
    description,
    ...tags,
    ...lessons.flatMap((lesson) => [lesson.title, lesson.summary]),
  ];
  return unsafeContent.find(
    {
      ...{ title, language, grounded: false, lessons: [] },
      objectives: [...objectives, ...said, ...lessons.flatMap((lesson) => lesson.objectives)],
    },
    lexiconFor(language),
  );
}

const MINIMUM_QUESTIONS = 3;

/** What is wrong with a lesson's draft, in sentences its author can act on. */
export function checkLesson(draft: LessonDraft, { passages }: Pick<LessonInput, "passages">): string[] {
  const findings: string[] = [];
  if (draft.questions.length < MINIMUM_QUESTIONS)
    findings.push(`There are ${draft.questions.length} questions; write at least ${MINIMUM_QUESTIONS}.`);
  return [...findings, ...checkQuestions(draft.questions), ...checkTexts(draft.texts, passages)];
}

/** What is wrong with a block's draft, in sentences its author can act on. */
export function checkBlock(draft: BlockDraft, { passages }: Pick<LessonInput, "passages">): string[] {
  if (draft.kind === "quiz") return checkQuestions(draft.questions);
  return draft.kind === "text" ? checkTexts([draft], passages) : [];
}

function checkQuestions(questions: readonly QuestionDraft[]): string[] {
  const each = questions.flatMap((question, index) =>
    checkQuestion(question).map((finding) => `Question ${index + 1}: ${finding}`),
  );
  return repeated(questions.map(({ prompt }) => prompt)) ? ["Two questions ask the same.", ...each] : each;
}

function checkTexts(texts: LessonDraft["texts"], passages: readonly Passage[]): string[] {
  if (passages.length === 0) return [];
  const findings: string[] = [];
  const byRef = new Map(passages.map((passage) => [passage.ref, passage]));
  for (const [index, text] of texts.entries()) {
    if (text.citations.length === 0) findings.push(`Text ${index + 1} cites no passage.`);
    for (const { passage, quote } of text.citations) {
      const cited = byRef.get(passage);
      if (!cited) findings.push(`Text ${index + 1} cites ${passage}, which is not one of the passages.`);
      else if (!locateQuote(cited, quote))
        findings.push(
          `Text ${index + 1}: the quote “${quote.slice(0, 80)}” does not stand in ${passage}. Quote exactly.`,
        );
    }
  }
  return findings;
}

function checkQuestion({ kind, options }: QuestionDraft): string[] {
  const right = options.filter((option) => option.correct).length;
  const findings: string[] = [];
  if (options.length < 2) findings.push("it needs at least two options.");
  if (repeated(options.map((option) => option.text))) findings.push("two options are the same.");
  if (kind === "multiple") {
    if (right < 2) findings.push("of a multiple question at least two options are right.");
    if (right === options.length) findings.push("at least one option must be wrong.");
  } else if (right !== 1) findings.push(`exactly one option must be right; ${right} are.`);
  if (kind === "trueFalse" && options.length !== 2) findings.push("a true/false question has two options.");
  return findings;
}
