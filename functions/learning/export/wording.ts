import { english, type Wording } from "./english.ts";
import { translations } from "./translations.ts";

/** The labels for a course's language; English where there are none. `locale` is the one that was found. */
export function wordingFor(language: string): { words: Wording; locale: string } {
  const locale = language.toLowerCase().split(/[-_]/)[0] ?? "";
  const words = Object.hasOwn(translations, locale) ? translations[locale] : undefined;
  return words ? { words, locale } : { words: english, locale: "en" };
}

/** Primary subtags of languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set("ar arc ckb dv fa he ku-arab nqo ps sd syr ug ur yi".split(" "));

export const directionOf = (language: string): "ltr" | "rtl" =>
  RIGHT_TO_LEFT.has(language.toLowerCase().split(/[-_]/)[0] ?? "") ? "rtl" : "ltr";
