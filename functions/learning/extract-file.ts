import { type Bounds, callApart, OutOfBounds } from "../platform/call-apart.ts";
import { Problem } from "../shared/problem.ts";
import type { Extract } from "./extract.ts";
import type { FileType } from "./file.ts";
import type { Extraction } from "./run-extraction.ts";

const BOUNDS: Bounds = { milliseconds: 60_000, heapMegabytes: 384, megabytes: 640 };

/** Reads a file. @throws {Problem} of a slug `source-…` that tells its owner why it cannot be used. */
export type ExtractFile = (bytes: Uint8Array, announced: FileType) => Promise<Extract>;

/** Not imported here: the libraries that read files are large, and belong to the other process alone. */
const READER = {
  // Compiled as this module is.
  module: import.meta.url.replace(/extract-file(?=[.]\w+$)/, "run-extraction"),
  name: "runExtraction",
};

/**
 * Files are strangers', so each is read in a process that has nothing but the file: a bomb costs its owner a refusal,
 * and the function goes on. One at a time, so that an instance needs memory for one.
 */
export function fileExtractor(bounds: Bounds = BOUNDS): ExtractFile {
  let last: Promise<unknown> = Promise.resolve();
  return (bytes, announced) => {
    const reading = last.then(() => extractFile({ bytes, announced }, bounds));
    last = reading.catch(() => undefined);
    return reading;
  };
}

async function extractFile(
  input: { bytes: Uint8Array; announced: FileType },
  bounds: Bounds,
): Promise<Extract> {
  const answer = await callApart({ ...READER, input }, bounds).catch((error: unknown) => {
    throw error instanceof OutOfBounds ? tooMuch(error, bounds) : error;
  });
  // `runExtraction` returns nothing else.
  const extraction = answer as Extraction;
  if ("extract" in extraction) return extraction.extract;
  const { slug, detail, cause } = extraction.refusal;
  throw new Problem(slug, detail, { cause });
}

const tooMuch = (cause: OutOfBounds, { milliseconds }: Bounds): Problem =>
  new Problem(
    "source-too-large",
    cause.of === "time"
      ? `The file took longer than ${milliseconds / 1000} seconds to read. Split it, and bring the parts.`
      : "The file unpacks to far more than its size, more than can be read. Bring a simpler copy, or its text.",
    { cause },
  );
