import { readFileSync } from "node:fs";
import type { Brief, Passage } from "#functions/generation/draft";
import { splitPassages } from "#functions/learning/source";

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

/** A text's passages as a pipeline gives them. */
export const passagesOf = (text: string, sourceId = "source"): Passage[] =>
  splitPassages(text).map(({ order, start, end, heading, text: words }) => ({
    ref: `p${order + 1}`,
    sourceId,
    start,
    end,
    ...(heading === undefined ? {} : { heading }),
    text: words,
  }));

export const aBrief = (over: Partial<Brief> = {}): Brief => ({
  topic: "",
  difficulty: "beginner",
  language: "en",
  interests: [],
  objectives: [],
  lessonCount: 5,
  ...over,
});
