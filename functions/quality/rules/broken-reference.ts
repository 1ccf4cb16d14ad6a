import type { Coursework } from "../coursework.ts";
import type { CourseRule, LessonRule, Remark } from "../rule.ts";
import { fold, quoted } from "../words.ts";

export const brokenReference: CourseRule = {
  scope: "course",
  name: "broken-reference",
  title: "Something is missing or stands twice",
  severity: "error",
  advice: "Give everything an id of its own, and leave out what is empty.",
  source: "Course schema of this service: ids are unique, sections and lessons say something",
  languages: "any",
  reveals: false,
  find: (course) =>
    course.lessons.length === 0
      ? [{ detail: "There is no lesson in it." }]
      : [...repeatedIds(course), ...emptyPlaces(course)],
};

function repeatedIds({ lessons }: Coursework): Remark[] {
  const kinds = [
    { noun: "lessons", things: lessons },
    { noun: "sections", things: lessons.flatMap(({ sections }) => sections) },
    { noun: "questions", things: lessons.flatMap(({ items }) => items) },
    { noun: "flashcards", things: lessons.flatMap(({ cards }) => cards) },
  ];
  return kinds.flatMap(({ noun, things }) => {
    const seen = new Set<string>();
    return things.flatMap(({ id, pointer }) => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      return [{ detail: `Two ${noun} have the id ${quoted(id, 40)}.`, pointer }];
    });
  });
}

const emptyPlaces = ({ lessons }: Coursework): Remark[] =>
  lessons.flatMap(({ title, pointer, sections, items, cards }) => {
    if (sections.length + items.length + cards.length === 0)
      return [{ detail: `The lesson ${quoted(title)} has neither text nor questions.`, pointer }];
    return sections
      .filter(({ markdown }) => markdown.trim() === "")
      .map((section) => ({
        detail: `A section of ${quoted(title)} says nothing.`,
        pointer: section.pointer,
      }));
  });

export const unknownObjective: LessonRule = {
  scope: "lesson",
  name: "unknown-objective",
  title: "A question tests no objective of its lesson",
  severity: "warning",
  advice: "Tie the question to an objective of the lesson, in its exact words, or add that objective.",
  source: "Haladyna, Downing & Rodriguez, Applied Measurement in Education 15(3), 2002, rule 1",
  languages: "any",
  reveals: false,
  find: ({ objectives, items }) => {
    if (objectives.length === 0) return [];
    const listed = new Set(objectives.map(fold));
    return items.flatMap(({ objective, pointer }) =>
      objective === undefined || listed.has(fold(objective))
        ? []
        : [{ detail: `A question is for ${quoted(objective)}, which the lesson does not list.`, pointer }],
    );
  },
};
