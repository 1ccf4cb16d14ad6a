import { z } from "zod";
import type { Fault } from "../shared/problem.ts";
import { LessonPlan, Outline, type Passage } from "./draft.ts";
import type { Plan } from "./plan.ts";

const MOST_LESSONS = 20;
const WORDS_PER_LESSON = 150;

/** How many lessons so many words of material are enough for. */
export const mostLessons = (words: number): number => Math.max(1, Math.floor(words / WORDS_PER_LESSON));

export const wordsIn = (passages: readonly Passage[]): number =>
  passages.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);

const readOnly = { description: "Read only: what is sent here is ignored" };

/** A lesson that is planned and not written yet. */
const PlannedLesson = LessonPlan.extend({
  id: z.uuid(),
  passages: LessonPlan.shape.passages.meta({
    description: "The stretches of the sources it is written from, numbered through them: p1, p2, …",
  }),
}).strict();

/** The outline of a course as its owner sees it before they agree. */
export const PlannedOutline = Outline.extend({
  lessons: z.array(PlannedLesson),
  version: z.int().positive().meta({ description: "Rises with every change of the outline" }),
  notes: z.array(z.string()).meta({ description: "What the author should know of the material" }),
})
  .strict()
  .meta({ id: "Outline" });
export type PlannedOutline = z.infer<typeof PlannedOutline>;

/** The outline as its owner wants it. Lessons may be added, removed, renamed and put in another order. */
export const OutlineChange = Outline.extend({
  lessons: z
    .array(
      LessonPlan.extend({
        id: z.uuid().optional().meta({ description: "Of a lesson that stays; a new one has none" }),
        terms: LessonPlan.shape.terms.optional(),
        passages: LessonPlan.shape.passages.optional().meta({
          description: "Left out, a lesson keeps its own; for a new one they are searched for",
        }),
      })
        .strict()
        .meta({ id: "OutlineLesson" }),
    )
    .min(1)
    .max(MOST_LESSONS),
  version: z.int().optional().meta(readOnly),
  notes: z.array(z.string()).optional().meta(readOnly),
})
  .strict()
  .meta({ id: "OutlineChange" });
export type OutlineChange = z.infer<typeof OutlineChange>;

/** A plan as its owner sees it. */
export const shownOutline = ({ outline, lessonIds, notes, confirmation }: Plan): PlannedOutline => ({
  ...outline,
  lessons: outline.lessons.map((lesson, index) => ({ ...lesson, id: lessonIds[index] ?? "" })),
  version: confirmation?.version ?? 1,
  notes,
});

/** What a plan is written from, and how a lesson's passages are found there. */
export interface Material {
  readonly passages: readonly Passage[];
  readonly search: (lesson: LessonPlan) => readonly Passage[];
}

interface Change {
  readonly plan: Plan;
  readonly change: OutlineChange;
  readonly material: Material;
  readonly newId: () => string;
}

/** The plan that an edited outline makes, or what is wrong with it: it is held to what a model's is held to. */
export function changedPlan({ plan, change, material, newId }: Change): { plan: Plan } | { faults: Fault[] } {
  const { version: _, notes: __, lessons, ...said } = change;
  const known = new Map(plan.lessonIds.map((id, index) => [id, plan.outline.lessons[index]]));
  const planned = lessons.map(({ id, ...lesson }): LessonPlan => {
    const before = id === undefined ? undefined : known.get(id);
    const terms = lesson.terms ?? before?.terms ?? [];
    const own = { ...lesson, terms, passages: lesson.passages ?? before?.passages ?? [] };
    if (material.passages.length === 0 || own.passages.length > 0) return own;
    return { ...own, passages: material.search(own).map(({ ref }) => ref) };
  });
  const faults = [...identityFaults(lessons, known), ...faultsOf(planned, plan, material)];
  if (faults.length > 0) return { faults };
  const lessonIds = lessons.map(({ id }) => id ?? newId());
  return { plan: { ...plan, outline: { ...said, lessons: planned }, lessonIds } };
}

function identityFaults(lessons: OutlineChange["lessons"], known: ReadonlyMap<string, unknown>): Fault[] {
  const free = new Set(known.keys());
  return lessons.flatMap(({ id }, index): Fault[] =>
    id === undefined || free.delete(id)
      ? []
      : [
          {
            pointer: `#/lessons/${index}/id`,
            detail: "is not a lesson of this outline, or stands here twice",
          },
        ],
  );
}

/** Two texts a learner cannot tell apart. */
const same = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

function faultsOf(lessons: readonly LessonPlan[], plan: Plan, { passages }: Material): Fault[] {
  const refs = new Set(passages.map(({ ref }) => ref));
  const titles = lessons.map(({ title }) => same(title));
  const most = passages.length === 0 ? MOST_LESSONS : mostLessons(wordsIn(passages));
  const allowed = Math.max(most, plan.lessonIds.length);
  const tooMany: Fault[] =
    lessons.length > allowed
      ? [{ pointer: "#/lessons", detail: `the material is enough for ${allowed} lessons` }]
      : [];
  const ofLessons = lessons.flatMap((lesson, index): Fault[] => {
    const at = `#/lessons/${index}`;
    const unknown = lesson.passages.flatMap((ref, place) =>
      refs.has(ref)
        ? []
        : [{ pointer: `${at}/passages/${place}`, detail: "is not a passage of the sources" }],
    );
    const isNamed = lesson.passages.length > 0 || passages.length === 0;
    return [
      ...(titles.indexOf(titles[index] ?? "") < index
        ? [{ pointer: `${at}/title`, detail: "is the title of another lesson" }]
        : []),
      ...(isNamed
        ? []
        : [{ pointer: `${at}/passages`, detail: "nothing in the sources is about this lesson" }]),
      ...unknown,
    ];
  });
  return [...tooMany, ...ofLessons];
}
