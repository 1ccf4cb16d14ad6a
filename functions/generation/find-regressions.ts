import type { Finding, QualityReport } from "../quality/report.ts";
import type { RepairInput } from "./repairing.ts";

/** Something wrong, as the author of a draft is told of it. */
export type Complaint = RepairInput["findings"][number];

export const complaintOf = ({ pointer, title, detail, advice }: Finding): Complaint => ({
  pointer,
  problem: `${title}: ${detail} ${advice}`,
});

/** How often each rule found something. */
export function countByRule(findings: readonly Finding[]): { rule: string; count: number }[] {
  return [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, of]) => ({ rule, count: of.length }));
}

const RANK = { good: 2, fair: 1, poor: 0 };

/** What is worse in a repaired lesson than it was: more of any flaw, fewer questions, a poorer score. */
export function findRegressions(after: QualityReport, before: QualityReport): Complaint[] {
  const told = ({ findings }: QualityReport) => findings.filter(({ severity }) => severity !== "note");
  const was = new Map(countByRule(told(before)).map(({ rule, count }) => [rule, count]));
  const more = new Set(
    countByRule(told(after)).flatMap(({ rule, count }) => (count > (was.get(rule) ?? 0) ? [rule] : [])),
  );
  // What stood there before is not what made it worse.
  const same = ({ rule, pointer, detail }: Finding) => JSON.stringify([rule, pointer, detail]);
  const known = new Set(told(before).map(same));
  const scores = new Map(before.scores.map(({ name, verdict }) => [name, RANK[verdict]]));
  const fewer = after.items.judged < before.items.judged;
  return [
    ...told(after)
      .filter((finding) => more.has(finding.rule) && !known.has(same(finding)))
      .map(complaintOf),
    ...(fewer
      ? [{ pointer: "/questions", problem: `There were ${before.items.judged} questions; write as many.` }]
      : []),
    ...after.scores
      .filter(({ name, verdict }) => RANK[verdict] < (scores.get(name) ?? 0))
      .map(({ title, sentence }) => ({
        pointer: "",
        problem: `${title} is poorer than before: ${sentence}`,
      })),
  ];
}
