import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { z } from "zod";
import { extractiveModel } from "../functions/generation/extractive/extractive-model.ts";
import { modelFromConfig } from "../functions/platform/inference/model-from-config.ts";
import { readBriefs } from "./eval/brief.ts";
import { countRules, HALVES, readHalf } from "./eval/count-rules.ts";
import { Evaluation, evaluateCourses } from "./eval/evaluate-courses.ts";
import { evaluationPage } from "./eval/evaluation-page.ts";
import { evaluationTable, gateTable, linesOf } from "./eval/evaluation-table.ts";
import { confusionTable, isBelow, ruleTable } from "./eval/rule-table.ts";
import { CannotStart } from "./operation/installation.ts";
import { endWith, runCommand } from "./operation/run-command.ts";

const program = new Command("npm run eval --")
  .description(
    "Has a course written for each brief of test/corpus/briefs, judges it as drafted and after the gate, and compares with the last run; --rules judges the rules instead, by labelled questions.",
  )
  .argument("[briefs...]", "names of briefs (default: all)")
  .option(
    "--rules",
    "precision and recall of every rule, on the half it was tuned on and on the one set aside",
  )
  .option(
    "--verbose",
    "with --rules: the questions of the tuned half that are judged otherwise than labelled",
  )
  .option("--json <file>", "the figures as JSON as well")
  .option("--html <file>", "the figures, charts and reports as one page as well")
  .addHelpText(
    "after",
    `
The model is the one of LYO_MODEL_PROVIDER (LYO_MODEL_NAME, LYO_MODEL_BASE_URL, …); the built-in engine unless set.
Exit code 1 when a bar is missed.`,
  )
  .action((names: string[], options: Options) =>
    options.rules ? evaluateRules(options) : evaluate(names, options),
  );

interface Options {
  rules?: true;
  verbose?: true;
  json?: string;
  html?: string;
}

async function evaluateRules({ verbose, json }: Options): Promise<void> {
  const halves = await Promise.all(HALVES.map(async (half) => ({ half, items: await readHalf(half) })));
  for (const { half, items } of halves) {
    if (items.length === 0) throw new Error(`There are no questions of the half ${half}.`);
    console.log(`${ruleTable(half, items)}\n\n${confusionTable(items)}\n`);
  }
  const tuned = countRules(halves.find(({ half }) => half === "tuned")?.items ?? []);
  // The half set aside is never looked at question by question, or it would be tuned on.
  if (verbose)
    for (const { id, missed, wrongly } of tuned.misjudged)
      console.log(
        `${id}: missed ${missed.join(", ") || "nothing"}; wrongly found ${wrongly.join(", ") || "nothing"}`,
      );
  if (json) {
    const figures = halves.map(({ half, items }) => ({
      half,
      questions: items.length,
      ...countRules(items),
    }));
    writeFileSync(
      json,
      `${JSON.stringify(
        figures.map(({ misjudged: _, ...of }) => of),
        null,
        2,
      )}\n`,
    );
  }
  const below = tuned.counts.filter(isBelow).map(({ rule }) => rule);
  if (below.length === 0) return;
  console.error(`Below the bar on the tuned half: ${below.join(", ")}`);
  endWith(1);
}

async function evaluate(names: readonly string[], { json, html }: Options): Promise<void> {
  const briefs = await readBriefs(names);
  if (briefs.length === 0) throw new Error(`There is no brief called ${names.join(", ")}.`);
  const model = configuredModel();
  const { evaluation, courses } = await evaluateCourses(model, briefs, ({ name, after, lost }) => {
    const { judged, withoutFlaws } = after.items;
    console.log(
      `${name}: ${after.verdict}, ${withoutFlaws} of ${judged} questions without a flaw${lost.map((what) => `; not written: ${what}`).join("")}`,
    );
  });
  const [lost] = courses.flatMap((course) => course.lost);
  if (evaluation.after.lessons === 0)
    throw new CannotStart(`Nothing could be written: ${lost ?? "no lesson"}`);
  const kept = keptAt(model.name, names);
  const lines = linesOf(evaluation, lastRun(kept, evaluation));
  console.log(`\n${evaluationTable(lines)}\n\n${gateTable(evaluation)}`);
  const text = `${JSON.stringify(evaluation, null, 2)}\n`;
  mkdirSync(join(kept, ".."), { recursive: true });
  writeFileSync(kept, text);
  if (json) writeFileSync(json, text);
  if (html) writeFileSync(html, await evaluationPage(evaluation, lines, courses));
  if (lines.some(({ bar }) => bar?.met === false)) endWith(1);
}

/** Where the last run of a model is kept, apart from those over some briefs alone. */
function keptAt(model: string, names: readonly string[]): string {
  const of = [model, ...[...names].sort()].map((name) => name.replace(/\W+/g, "-")).join("-");
  return join(
    process.env["LYO_DATA_DIR"] || join(import.meta.dirname, "../.local"),
    `eval-${of.slice(0, 200)}.json`,
  );
}

/** The last run over the same briefs; none where that is not there or was of another version. */
function lastRun(path: string, { briefs }: Evaluation): Evaluation | undefined {
  if (!existsSync(path)) return undefined;
  const last = Evaluation.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
  return last && last.briefs.join() === briefs.join() ? last : undefined;
}

const Provider = z.enum(["extractive", "openai-compatible", "vertex", "vertex-generative"]);

function configuredModel() {
  const { env } = process;
  return modelFromConfig(
    { extractive: extractiveModel, count: () => undefined },
    {
      provider: Provider.parse(env["LYO_MODEL_PROVIDER"] || "extractive"),
      name: env["LYO_MODEL_NAME"],
      baseUrl: env["LYO_MODEL_BASE_URL"],
      apiKey: env["LYO_MODEL_API_KEY"],
      location: env["LYO_MODEL_LOCATION"],
      project: env["GOOGLE_CLOUD_PROJECT"] ?? "",
      timeoutMs: Number(env["LYO_MODEL_TIMEOUT_MS"] ?? 120_000),
    },
  );
}

await runCommand(program);
