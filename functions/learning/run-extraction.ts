import { Problem, type ProblemSlug } from "../shared/problem.ts";
import type { Extract } from "./extract.ts";
import type { FileType } from "./file.ts";
import { readFile } from "./read-file.ts";

/** What was read, or why not: a problem does not cross from one process to another. */
export type Extraction =
  | { readonly extract: Extract }
  | { readonly refusal: { readonly slug: ProblemSlug; readonly detail: string; readonly cause: string } };

/** Reads a file, in a process that does nothing else. */
export async function runExtraction(file: { bytes: Uint8Array; announced: FileType }): Promise<Extraction> {
  try {
    return { extract: await readFile(file.bytes, file.announced) };
  } catch (error) {
    // Whatever a library trips over is the file's doing.
    const { slug, message, cause } =
      error instanceof Problem
        ? error
        : new Problem("source-damaged", "The file is damaged and cannot be read.", { cause: error });
    return { refusal: { slug, detail: message, cause: String(cause ?? "") } };
  }
}
