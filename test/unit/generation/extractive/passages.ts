import { readFileSync } from "node:fs";
import type { Brief, Passage } from "#functions/generation/draft";

/** The library's text without its front matter. */
export function libraryText(name: string): { title: string; text: string } {
  const root = new URL("../../../../", import.meta.url);
  const path = name === "demo-source" ? `scripts/${name}.md` : `infra/local/library/${name}.md`;
  const raw = readFileSync(new URL(path, root), "utf8");
  const [, matter = "", text = raw] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(raw) ?? [];
  return { title: /^title: (.*)$/m.exec(matter)?.[1] ?? name, text };
}

export const library = [
  "french-revolution",
  "how-tcp-moves-data",
  "immune-system",
  "musical-harmony",
  "photosynthesis",
  "plate-tectonics",
  "supply-and-demand",
  "demo-source",
] as const;

/** Cuts a text at headings and blank lines into stretches of about 60 to 150 words. */
export function passagesOf(text: string, sourceId = "source"): Passage[] {
  const passages: Passage[] = [];
  let heading: string | undefined;
  let start = 0;
  const flush = (end: number) => {
    const body = text.slice(start, end);
    if (body.trim() !== "") {
      const from = start + body.length - body.trimStart().length;
      const kept = body.trim();
      passages.push({
        ref: `p${passages.length + 1}`,
        sourceId,
        start: from,
        end: from + kept.length,
        ...(heading === undefined ? {} : { heading }),
        text: kept,
      });
    }
    start = end;
  };
  for (const found of text.matchAll(/^#{1,6} +(.*?)\r?$\n?|\r?\n[ \t]*\r?\n|[.!?]["”]? /gm)) {
    const after = found.index + found[0].length;
    if (found[0].startsWith("#")) {
      flush(found.index);
      heading = found[1];
      start = after;
      continue;
    }
    const words = text.slice(start, after).split(/\s+/).length;
    if (words >= (found[0].includes("\n") ? 60 : 130)) flush(after);
  }
  flush(text.length);
  return passages;
}

export const aBrief = (over: Partial<Brief> = {}): Brief => ({
  topic: "",
  difficulty: "beginner",
  language: "en",
  interests: [],
  objectives: [],
  lessonCount: 5,
  ...over,
});
