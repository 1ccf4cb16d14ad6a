import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { judgeCoursework } from "../../functions/quality/judge-coursework.ts";
import { ITEM_RULES } from "../../functions/quality/rules/item-rules.ts";
import { type LabelledItem, LabelledItems } from "./labelled-item.ts";

const CORPUS = join(import.meta.dirname, "../../test/corpus/items");

/** The rules were tuned on one half of the corpus; the other was set aside. */
export const HALVES = ["tuned", "held"] as const;
export type Half = (typeof HALVES)[number];

/** How a rule did over labelled questions. */
export interface RuleCount {
  readonly rule: string;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** A question that was judged otherwise than it is labelled. */
export interface Misjudged {
  readonly id: string;
  readonly missed: readonly string[];
  readonly wrongly: readonly string[];
}

/** Of what a rule found, the share that is right; 1 where it found nothing. */
export const precisionOf = ({ truePositives: hits, falsePositives: wrong }: RuleCount): number =>
  hits + wrong === 0 ? 1 : hits / (hits + wrong);
/** Of what is labelled with a rule, the share that it found; 1 where nothing is. */
export const recallOf = ({ truePositives: hits, falseNegatives: missed }: RuleCount): number =>
  hits + missed === 0 ? 1 : hits / (hits + missed);

/** Every labelled question of a half. @throws {z.ZodError} for a file that is not as the schema has it. */
export async function readHalf(half: Half): Promise<LabelledItem[]> {
  const files = (await readdir(CORPUS)).filter((name) => name.startsWith(`${half}-`)).sort();
  const read = files.map(async (name) =>
    LabelledItems.parse(JSON.parse(await readFile(join(CORPUS, name), "utf8"))),
  );
  return (await Promise.all(read)).flat();
}

/** What the rules find in a labelled question, looked at as a bank of one. */
export function findIn({ id, language, item }: LabelledItem): string[] {
  const lesson = { id: "bank", pointer: "", title: "", summary: "", objectives: [], sections: [], cards: [] };
  const { findings } = judgeCoursework({
    ...{ title: "", language, objectives: [], grounded: false },
    lessons: [{ ...lesson, items: [{ ...item, id, pointer: "/items/0" }] }],
  });
  const names = new Set(ITEM_RULES.map(({ name }) => name));
  return [...new Set(findings.flatMap(({ rule }) => (names.has(rule) ? [rule] : [])))];
}

/** Counts each rule over labelled questions; a rule that has no words of a question's language is not asked there. */
export function countRules(
  items: readonly LabelledItem[],
  find: (item: LabelledItem) => readonly string[] = findIn,
): { counts: RuleCount[]; misjudged: Misjudged[] } {
  const judged = items.map((item) => ({ item, found: new Set(find(item)), wanted: new Set(item.flaws) }));
  const counts = ITEM_RULES.map(({ name: rule, languages }): RuleCount => {
    const asked = judged.filter(
      ({ item }) => languages === "any" || languages.some((language) => item.language.startsWith(language)),
    );
    const of = (found: boolean, wanted: boolean) =>
      asked.filter((each) => each.found.has(rule) === found && each.wanted.has(rule) === wanted).length;
    return {
      rule,
      truePositives: of(true, true),
      falsePositives: of(true, false),
      falseNegatives: of(false, true),
      trueNegatives: of(false, false),
    };
  });
  const misjudged = judged.flatMap(({ item, found, wanted }) => {
    const missed = [...wanted].filter((rule) => !found.has(rule));
    const wrongly = [...found].filter((rule) => !wanted.has(rule));
    return missed.length + wrongly.length > 0 ? [{ id: item.id, missed, wrongly }] : [];
  });
  return { counts, misjudged };
}

/** Which rules were found where which were wanted: `[wanted][found]`, with "clean" for none. */
export function confusionOf(
  items: readonly LabelledItem[],
  find: (item: LabelledItem) => readonly string[] = findIn,
): Map<string, Map<string, number>> {
  const table = new Map<string, Map<string, number>>();
  for (const item of items) {
    const found = find(item);
    const missed = item.flaws.filter((rule) => !found.includes(rule));
    const wrongly = found.filter((rule) => !item.flaws.includes(rule));
    const pairs: (readonly [string, string])[] = [
      ...item.flaws.filter((rule) => found.includes(rule)).map((rule) => [rule, rule] as const),
      // What was taken for another: each missed one with each wrong one, or with nothing.
      ...missed.flatMap((rule) =>
        (wrongly.length > 0 ? wrongly : ["clean"]).map((other) => [rule, other] as const),
      ),
      ...(missed.length === 0 ? wrongly.map((other) => ["clean", other] as const) : []),
      ...(item.flaws.length === 0 && found.length === 0 ? [["clean", "clean"] as const] : []),
    ];
    for (const [wanted, got] of pairs) {
      const row = table.get(wanted) ?? new Map<string, number>();
      row.set(got, (row.get(got) ?? 0) + 1);
      table.set(wanted, row);
    }
  }
  return table;
}
