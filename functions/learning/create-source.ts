import type { Transact } from "../platform/firestore/transact.ts";
import { type Clock, timestamp } from "../shared/clock.ts";
import type { NewId } from "../shared/id.ts";
import { Problem } from "../shared/problem.ts";
import { composeSource } from "./compose-source.ts";
import { readable } from "./extract.ts";
import { keepSource } from "./keep-source.ts";
import type { StoredSource } from "./source.ts";
import type { SourceStore } from "./source-store.ts";

export interface NewSource {
  readonly ownerId: string;
  readonly title: string;
  readonly text: string;
  readonly visibility: "private" | "tenant";
}

/**
 * Keeps a text, split into passages and ready to write courses from. One that its owner has brought before is kept
 * too, and names the older one.
 * @throws {Problem} `validation-error` for a text without words, or one that is not text.
 */
export async function createSource(
  deps: { sources: SourceStore; transact: Transact; clock: Clock; newId: NewId },
  input: NewSource,
): Promise<StoredSource> {
  const { ownerId, title, visibility } = input;
  const text = readable(input.text);
  if (typeof text !== "string") throw refused(text.fault);
  const composed = await composeSource(title, { text });
  if (!composed) throw refused("has no words to write a course from");
  const base = { id: deps.newId(), contentType: "text/plain", createdAt: timestamp(deps.clock()) };
  return deps.transact((unit) =>
    keepSource(deps, unit, { base: { ...base, ownerId, title, visibility }, composed }),
  );
}

const refused = (detail: string): Problem =>
  new Problem("validation-error", "The text cannot be used.", { errors: [{ pointer: "#/text", detail }] });
