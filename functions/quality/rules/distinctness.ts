import { proseOf } from "../prose.ts";
import type { Measure } from "../rule.ts";
import { shinglesOf } from "../similarity.ts";

/** Fewer hardly repeat anything. */
const FEWEST_WORDS = 100;
/** People's texts of a few thousand words have 90 % and more; a text that repeats its phrases falls below 80. */
const GOOD = 90;
const FAIR = 75;

export const distinctness: Measure = {
  name: "distinctness",
  title: "Says things once",
  source:
    "Li, Galley, Brockett, Gao & Dolan, A Diversity-Promoting Objective Function, NAACL 2016 (distinct-n)",
  languages: "any",
  measure: ({ lessons }) => {
    const texts = lessons.flatMap(({ sections }) => sections.map((section) => proseOf(section).words));
    const total = texts.reduce((sum, words) => sum + Math.max(0, words.length - 2), 0);
    if (total < FEWEST_WORDS) return undefined;
    const runs = new Set<string>();
    for (const words of texts) if (words.length > 2) for (const run of shinglesOf(words, 3)) runs.add(run);
    const value = Math.min(100, Math.round((100 * runs.size) / total));
    return {
      name: "distinctness",
      value,
      scale: { min: 0, max: 100, unit: "%" },
      verdict: value >= GOOD ? "good" : value >= FAIR ? "fair" : "poor",
      sentence: `Of every 100 runs of three words, ${value} are new; the others stood in the course before.`,
    };
  },
};
