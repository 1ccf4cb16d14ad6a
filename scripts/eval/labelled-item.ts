import { z } from "zod";
import { Item } from "../../functions/quality/coursework.ts";
import { Language } from "../../functions/shared/language.ts";

/** A question of the corpus, and which rules a careful reader would apply to it. */
export const LabelledItem = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  subject: z.string().min(1),
  language: Language,
  item: Item.omit({ id: true, pointer: true }).extend({ accepted: Item.shape.accepted.default([]) }),
  /** Every rule that holds for it; none for a clean one. */
  flaws: z.array(z.string()),
  /** Rules that it nearly breaks, and does not. */
  near: z.array(z.string()).default([]),
  note: z.string().optional(),
});
export type LabelledItem = z.infer<typeof LabelledItem>;

export const LabelledItems = z.array(LabelledItem).min(1);
