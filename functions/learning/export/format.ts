import { z } from "zod";
import type { ShownKey } from "../block.ts";
import type { Course } from "../course.ts";
import type { Lesson } from "../lesson.ts";

/** The kinds of file a course can be had as. A new one is a name here, a row below, and a file that renders it. */
export const FormatName = z.enum(["markdown", "html", "json", "pdf"]);
export type FormatName = z.infer<typeof FormatName>;

interface FileKind {
  readonly contentType: string;
  readonly extension: string;
}

export const FILE_KINDS = {
  /** RFC 7763; the variant is GitHub's. */
  markdown: { contentType: "text/markdown; charset=utf-8; variant=GFM", extension: "md" },
  html: { contentType: "text/html; charset=utf-8", extension: "html" },
  json: { contentType: "application/json", extension: "json" },
  pdf: { contentType: "application/pdf", extension: "pdf" },
} as const satisfies Record<FormatName, FileKind>;

/** Rises when the same course gives other bytes than before: whoever has kept a file is sent the new one. */
export const EDITION = 2;

/** What a file is made from. */
export interface Exported {
  readonly course: Course;
  /** Those that are ready, in order. */
  readonly lessons: readonly Lesson[];
  /** Titles of the cited sources that the reader may know, by id. */
  readonly sources: ReadonlyMap<string, string>;
  /** What is right, by lesson; absent where the reader is not to know it. */
  readonly keys?: ReadonlyMap<string, ShownKey>;
}

/** Makes the bytes of a file. Pure: the same course gives the same bytes, and no network is asked. */
export type Render = (exported: Exported) => Promise<Uint8Array<ArrayBuffer>>;
