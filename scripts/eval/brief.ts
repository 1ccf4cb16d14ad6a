import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Brief, type Passage } from "../../functions/generation/draft.ts";
import { splitPassages } from "../../functions/learning/source.ts";

const ROOT = join(import.meta.dirname, "../..");
const BRIEFS = join(ROOT, "test/corpus/briefs");

/** What a course of the evaluation is to be about, and the text it is written from. */
const BriefFile = z.strictObject({
  topic: z.string(),
  difficulty: Brief.shape.difficulty,
  language: Brief.shape.language,
  lessonCount: Brief.shape.lessonCount,
  objectives: Brief.shape.objectives,
  targetMinutes: z.int().positive().optional(),
  /** Beside the brief, or from the top of the repository. */
  source: z.string().optional(),
});

/** A brief of the evaluation, with its material. */
export interface EvaluationBrief {
  readonly name: string;
  readonly brief: Brief;
  readonly passages: readonly Passage[];
}

/** All briefs, by name; or those that are named. */
export async function readBriefs(wanted: readonly string[] = []): Promise<EvaluationBrief[]> {
  const names = (await readdir(BRIEFS)).filter((name) => name.endsWith(".json")).sort();
  const chosen = names.filter((name) => wanted.length === 0 || wanted.includes(name.replace(/\.json$/, "")));
  return Promise.all(chosen.map(readBrief));
}

async function readBrief(file: string): Promise<EvaluationBrief> {
  const { source, ...said } = BriefFile.parse(JSON.parse(await readFile(join(BRIEFS, file), "utf8")));
  const path = source === undefined ? undefined : join(source.includes("/") ? ROOT : BRIEFS, source);
  const text = path === undefined ? "" : (await readFile(path, "utf8")).replace(/^---\n[\s\S]*?\n---\n/, "");
  return {
    name: file.replace(/\.json$/, ""),
    brief: { ...said, interests: [] },
    passages: splitPassages(text).map(({ order, start, end, heading, text: words }) => ({
      ...{ ref: `p${order + 1}`, sourceId: SOURCE, start, end, text: words },
      ...(heading !== undefined && { heading }),
    })),
  };
}

/** Every brief has one source. */
const SOURCE = "00000000-0000-4000-8000-000000000001";
