import { claimsOf } from "../claims.ts";
import type { LessonRule, Measure } from "../rule.ts";
import { quoted } from "../words.ts";

const source =
  "Min et al., FActScore, EMNLP 2023; Gao et al., ALCE, EMNLP 2023; numbers and names as in Nan et al., Entity-level Factual Consistency, EACL 2021";

export const unsupportedClaim: LessonRule = {
  scope: "lesson",
  name: "unsupported-claim",
  title: "A number or a name is not in the source",
  severity: "warning",
  advice: "Take the number or name from the cited passage, cite the passage that has it, or leave it out.",
  source,
  // Numbers are looked for in every language, names where only names have capitals.
  languages: "any",
  reveals: false,
  find: ({ sections }, _, lexicon) =>
    sections.flatMap((section) =>
      claimsOf(section, lexicon)
        .filter(({ unknown }) => unknown.length > 0)
        .map(({ sentence, unknown }) => ({
          detail: `None of the cited passages has ${unknown
            .slice(0, 3)
            .map((fact) => quoted(fact, 40))
            .join(", ")}: ${quoted(sentence)}.`,
          pointer: section.pointer,
        })),
    ),
};

export const distantClaim: LessonRule = {
  scope: "lesson",
  name: "distant-claim",
  title: "A sentence has little of its source",
  severity: "note",
  advice: "Look whether the cited passage says this, and cite the one that does.",
  source,
  languages: ["en", "es", "de"],
  reveals: false,
  find: ({ sections }, _, lexicon) =>
    sections.flatMap((section) =>
      claimsOf(section, lexicon)
        .filter(({ unknown, isNear }) => unknown.length === 0 && !isNear)
        .map(({ sentence }) => ({
          detail: `The cited passages share hardly a word with ${quoted(sentence)}.`,
          pointer: section.pointer,
        })),
    ),
};

export const groundingScore: Measure = {
  name: "grounding",
  title: "Borne out by the sources",
  source,
  languages: ["en", "es", "de"],
  measure: ({ lessons }, lexicon) => {
    const claims = lessons.flatMap(({ sections }) =>
      sections.flatMap((section) => claimsOf(section, lexicon)),
    );
    if (claims.length === 0) return undefined;
    const borneOut = claims.filter(({ unknown, isNear }) => unknown.length === 0 && isNear).length;
    const value = Math.round((100 * borneOut) / claims.length);
    return {
      name: "grounding",
      value,
      scale: { min: 0, max: 100, unit: "%" },
      verdict: value >= 95 ? "good" : value >= 85 ? "fair" : "poor",
      sentence: `${borneOut} of ${claims.length} statements are borne out by the passages they cite (${value} %).`,
    };
  },
};
