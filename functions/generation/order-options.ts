import { createHash } from "node:crypto";
import { quantityOf } from "../quality/quantity.ts";
import type { QuestionDraft } from "./draft.ts";

/**
 * Options in an order that tells nothing: models put the right one first. The order is that of a hash, so that
 * the same draft makes the same lesson. Quantities of one unit rise and true comes before false, as everybody expects.
 */
export function orderOptions({ kind, prompt, options }: QuestionDraft): QuestionDraft["options"] {
  if (kind === "trueFalse") return options;
  const read = options.map((option) => ({ option, quantity: quantityOf(option.text) }));
  const [first] = read;
  if (first?.quantity && read.every(({ quantity }) => quantity?.unit === first.quantity?.unit))
    return read
      .toSorted((a, b) => (a.quantity?.number ?? 0) - (b.quantity?.number ?? 0))
      .map(({ option }) => option);
  const rank = (text: string) => createHash("sha256").update(`${prompt}\n${text}`).digest("hex");
  return options.toSorted((a, b) => (rank(a.text) < rank(b.text) ? -1 : 1));
}
