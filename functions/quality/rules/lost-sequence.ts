import { HALADYNA } from "../publications.ts";
import { quantityOf } from "../quantity.ts";
import type { ItemRule } from "../rule.ts";

export const lostSequence: ItemRule = {
  scope: "item",
  name: "lost-sequence",
  title: "The numbers are in no order",
  severity: "warning",
  advice: "Sort them: looking for a number is not what is tested.",
  source: HALADYNA,
  languages: "any",
  reveals: false,
  find: ({ options }) => {
    if (options.length < 3) return [];
    const values = options.map(({ text }) => quantityOf(text));
    if (values.some((value) => value === undefined) || new Set(values.map((value) => value?.unit)).size > 1)
      return [];
    const numbers = values.flatMap((value) => (value ? [value.number] : []));
    const isSorted = (sign: number) =>
      numbers.every((number, n) => n === 0 || sign * (number - (numbers[n - 1] ?? 0)) >= 0);
    return isSorted(1) || isSorted(-1)
      ? []
      : [
          {
            detail: `The options stand neither rising nor falling: ${options
              .slice(0, 4)
              .map(({ text }) => text.trim().slice(0, 20))
              .join(", ")}.`,
          },
        ];
  },
};
