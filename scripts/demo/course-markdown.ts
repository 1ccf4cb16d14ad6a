import type { Block, Citation } from "../../functions/learning/block.ts";
import type { Course } from "../../functions/learning/course.ts";
import type { Lesson } from "../../functions/learning/lesson.ts";

/** A course as one readable Markdown document: texts with their sources, questions without their keys. */
export function courseMarkdown(
  course: Course,
  lessons: readonly Lesson[],
  titles: ReadonlyMap<string, string>,
): string {
  const notes: string[] = [];
  const note = (citation: Citation): string => {
    const title = titles.get(citation.sourceId) ?? "source";
    notes.push(
      `[^${notes.length + 1}]: “${citation.quote}” — ${title}, characters ${citation.start}–${citation.end}`,
    );
    return `[^${notes.length}]`;
  };
  const { generation } = course;
  const about = [
    `${course.lessonCount} lessons, about ${course.estimatedMinutes} minutes, ${course.difficulty}`,
    ...(generation
      ? [`written by ${generation.model}${generation.degraded ? " (no language model)" : ""}`]
      : []),
  ].join("; ");
  const parts = [
    `# ${course.title}`,
    `_${about}_`,
    course.description || course.summary,
    list("You will be able to", course.objectives),
    ...lessons.map((lesson) => lessonMarkdown(lesson, note)),
    ...(notes.length > 0 ? ["## Sources", notes.join("\n")] : []),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? "" : `**${title}**\n\n${items.map((item) => `- ${item}`).join("\n")}`;

function lessonMarkdown(lesson: Lesson, note: (citation: Citation) => string): string {
  const head = [
    `## ${lesson.order}. ${lesson.title}`,
    `_${lesson.summary}_`,
    list("Objectives", lesson.objectives),
  ];
  if (lesson.status !== "ready")
    return [...head, `(This lesson is ${lesson.status}.)`].filter(Boolean).join("\n\n");
  return [...head, ...lesson.blocks.map((block) => blockMarkdown(block, note))].filter(Boolean).join("\n\n");
}

function blockMarkdown(block: Block, note: (citation: Citation) => string): string {
  switch (block.type) {
    case "text":
      return block.markdown + (block.citations ?? []).map(note).join("");
    case "example":
      return block.markdown
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    case "code":
      return `\`\`\`${block.language}\n${block.code}\n\`\`\``;
    case "quiz":
      return `### Questions\n\n${block.questions
        .map((question, index) => {
          const options = question.options.map((option) => `   - [ ] ${option.text}`).join("\n");
          return `${index + 1}. ${question.prompt}\n${options}`;
        })
        .join("\n")}`;
    case "flashcards":
      return `### Flashcards\n\n${block.cards.map((card) => `- **${card.front}** ${card.back}`).join("\n")}`;
    case "resource":
      return `- ${block.title} (${block.kind}): ${block.url}`;
  }
}
