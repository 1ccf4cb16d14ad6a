import { z } from "zod";
import type { Brief, LessonDraft } from "./draft.ts";

/**
 * What must not stand before learners of any age: the policies that Google's safety classifiers for Gemma judge by
 * (Zeng et al.: ShieldGemma, arXiv:2407.21772, table 1), and self-harm, which they count as dangerous.
 */
export const HARMS = {
  dangerous: "content that helps or encourages to harm people, or to make weapons, explosives or drugs",
  "self-harm": "content that encourages or instructs to harm oneself",
  hate: "hatred or dehumanising words against people for what they are",
  harassment: "content that threatens, bullies or abuses somebody",
  sexual: "sexually explicit content",
} as const;

/** What the model that checks a lesson is shown: the lesson alone, not what its author was told. */
export interface SafetyInput {
  readonly language: Brief["language"];
  readonly checked: Pick<LessonDraft, "summary" | "texts" | "example" | "questions" | "flashcards"> & {
    readonly title: string;
    readonly objectives: readonly string[];
  };
}

/** What it finds; nothing in a lesson that is fit for learners. */
export const SafetyVerdict = z.object({
  unsafe: z
    .array(
      z.object({
        harm: z.enum(Object.keys(HARMS) as [keyof typeof HARMS, ...(keyof typeof HARMS)[]]),
        /** Copied exactly from the lesson. */
        quote: z.string().trim().min(1).max(300),
      }),
    )
    .max(20),
});
export type SafetyVerdict = z.infer<typeof SafetyVerdict>;
