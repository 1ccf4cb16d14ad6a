import type { GenerateCourse } from "../learning/contract.ts";
import type { StoredSource } from "../learning/source.ts";
import type { Library } from "../learning/source-library.ts";
import { type Fault, Problem } from "../shared/problem.ts";
import type { Capability } from "./capability.ts";
import { Brief } from "./draft.ts";

export interface CheckDeps {
  readonly library: Library;
  readonly capability: Capability;
}

/**
 * What a course is to be, with the language it will be written in.
 * @throws {Problem} `validation-error` for a source that is not the caller's or not ready, and for a language the
 * model cannot write.
 */
export async function checkRequest(
  deps: CheckDeps,
  { userId, request }: { userId: string; request: GenerateCourse },
): Promise<Brief> {
  const sources = await chosenSources(deps, userId, request.sourceIds);
  const language = writtenLanguage(deps.capability, request.language, sources);
  return Brief.parse({ ...request, language });
}

async function chosenSources(
  deps: CheckDeps,
  userId: string,
  ids: readonly string[],
): Promise<StoredSource[]> {
  const found = await Promise.all(ids.map((id) => deps.library.find(userId, id)));
  const errors = found.flatMap((source, index): Fault[] => {
    if (source?.status === "ready") return [];
    const detail = source ? WHY_NOT[source.status] : "is not a source of yours";
    return [{ pointer: `#/sourceIds/${index}`, detail }];
  });
  if (errors.length > 0) throw new Problem("validation-error", "Some sources cannot be used.", { errors });
  return found.filter((source) => source !== undefined);
}

const WHY_NOT = {
  uploading: "is not uploaded yet",
  processing: "is being read; it can be used once it is ready",
  failed: "could not be read",
} as const;

/** The language to write in: the one asked for, else the sources' own. */
function writtenLanguage(
  capability: Capability,
  asked: string | undefined,
  sources: readonly StoredSource[],
): string {
  const refused = (detail: string) =>
    new Problem("validation-error", "The course cannot be written in this language.", {
      errors: [{ pointer: "#/language", detail }],
    });
  const base = (tag: string) => tag.toLowerCase().split("-")[0] ?? tag;
  const known = sources.map((source) => source.language).find((tag) => tag !== "und");
  const language = asked ?? known ?? "en";
  if (capability.languages !== "any" && !capability.languages.includes(base(language)))
    throw refused(`the configured model writes ${capability.languages.join(", ")} only, not ${language}`);
  const other = sources.find(
    (source) => source.language !== "und" && base(source.language) !== base(language),
  );
  if (other && !capability.translates)
    throw refused(
      `the source “${other.title}” is written in ${other.language}, and the configured model does not translate`,
    );
  return language;
}
