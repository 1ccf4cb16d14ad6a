import type { Review, ReviewInput } from "../draft.ts";
import { folded } from "./distractor.ts";
import { within } from "./summary.ts";
import { describe } from "./write-outline.ts";

/** What can be seen of a whole course without understanding it: repeats, and lessons that ask too little. */
export function writeReview(input: ReviewInput): Review {
  const { outline, lessons } = input;
  return {
    summary: outline.summary,
    description: describe(
      outline.summary,
      lessons.map((lesson) => lesson.title),
    ),
    tags: outline.tags,
    issues: [...repeats(lessons), ...thin(lessons)].slice(0, 40),
  };
}

function repeats(lessons: ReviewInput["lessons"]): Review["issues"] {
  const firstSeen = new Map<string, number>();
  return lessons.flatMap((lesson, at) =>
    [`title ${lesson.title}`, ...lesson.questions.map((question) => `question ${question}`)].flatMap(
      (text) => {
        const seen = firstSeen.get(folded(text));
        if (seen === undefined) firstSeen.set(folded(text), at);
        return seen === undefined
          ? []
          : [{ lesson: at, problem: within(`Repeats of lesson ${seen + 1} the ${text}`, 400) }];
      },
    ),
  );
}

const thin = (lessons: ReviewInput["lessons"]): Review["issues"] =>
  lessons.flatMap((lesson, at) =>
    lesson.questions.length < 3
      ? [{ lesson: at, problem: `Asks ${lesson.questions.length} questions; three are the least.` }]
      : [],
  );
