import type { QualityReport } from "./report.ts";
import { SEVERITIES } from "./rule.ts";

/** What a report is told from: all findings, not only the listed ones. */
export type Told = Pick<QualityReport, "verdict" | "items" | "scores" | "findings">;

/** More than three things to do are none. */
const MOST_ISSUES = 3;

/**
 * A report in sentences a teacher understands: first how it came out, then what matters most (errors before flaws,
 * frequent ones before rare), last the measures that are poor. Never names an answer.
 */
export function tellReport(told: Told): string[] {
  const issues = issuesOf(told.findings).slice(0, MOST_ISSUES);
  const poor = told.scores.filter(({ verdict }) => verdict === "poor").map(({ sentence }) => sentence);
  return [overall(told), ...issues, ...poor.slice(0, MOST_ISSUES - issues.length)];
}

const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count === 0 ? "no" : count} ${count === 1 ? one : more}`;

function overall({ verdict, items, findings }: Told): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const questions =
    items.judged === 0
      ? "There are no questions in it"
      : items.withoutFlaws === items.judged
        ? `${items.judged === 1 ? "Its one question has" : `All ${items.judged} questions have`} no flaw`
        : `${items.withoutFlaws} of ${counted(items.judged, "question")} have no flaw, ${items.withOneFlaw} ${items.withOneFlaw === 1 ? "has" : "have"} one, ${items.withMoreFlaws} ${items.withMoreFlaws === 1 ? "has" : "have"} more`;
  const all = `there ${errors === 1 ? "is" : "are"} ${counted(errors, "error")} and ${counted(warnings, "warning")} in all`;
  return `${verdict === "passed" ? "Fit for learners" : "Not yet fit for learners"}: ${questions.charAt(0).toLowerCase()}${questions.slice(1)}; ${all}.`;
}

/** One sentence for each rule that found an error or a flaw, the worst first. */
function issuesOf(findings: Told["findings"]): string[] {
  const byRule = new Map<string, { finding: Told["findings"][number]; count: number }>();
  for (const finding of findings) {
    if (finding.severity === "note") continue;
    const known = byRule.get(finding.rule);
    if (known) known.count += 1;
    else byRule.set(finding.rule, { finding, count: 1 });
  }
  const weight = ({ finding }: { finding: Told["findings"][number] }) => SEVERITIES.indexOf(finding.severity);
  return [...byRule.values()]
    .sort((a, b) => weight(b) - weight(a) || b.count - a.count)
    .map(({ finding, count }) => {
      const times = count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
      return `${finding.title} (${times}): ${finding.advice}`;
    });
}
