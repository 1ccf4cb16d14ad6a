/** What a list of courses may be narrowed to. */
export interface Filter {
  readonly difficulty?: string | undefined;
  /** BCP 47; `pt` finds `pt-BR` too. */
  readonly language?: string | undefined;
  readonly tag?: string | undefined;
}

/** What a course is filed by. */
interface Filed {
  readonly difficulty: string;
  readonly language: string;
  readonly tags: readonly string[];
  readonly status: string;
}

/** Tags are compared as they are stored: trimmed, in lower case. */
export const foldTag = (tag: string): string => tag.normalize("NFKC").trim().toLowerCase();

/** The one word under which a course is filed that a filter asks for. */
export const facetOf = ({ difficulty, language = "", tag = "" }: Filter, archived = false): string =>
  `${archived ? "archived" : ""}|${difficulty ?? ""}|${language.toLowerCase()}|${foldTag(tag)}`;

/**
 * Every word a course is filed under: one for each combination of filters that finds it, so that any of them is one
 * equality in a query, and all lists share one index.
 */
export function facetsOf({ difficulty, language, tags, status }: Filed): string[] {
  const languages = [undefined, language, language.split("-")[0]];
  const combinations = [undefined, difficulty].flatMap((level) =>
    languages.flatMap((spoken) =>
      [undefined, ...tags].map((tag) =>
        facetOf({ difficulty: level, language: spoken, tag }, status === "archived"),
      ),
    ),
  );
  return [...new Set(combinations)];
}
