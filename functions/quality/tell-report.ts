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

function overall({ verdict, items, findings }: Told): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const others = findings.filter(
    ({ severity, itemId }) => severity === "warning" && itemId === undefined,
  ).length;
  return [
    `${verdict === "passed" ? "Fit for learners" : "Not yet fit for learners"}: ${questions(items)}.`,
    ...(errors > 0 ? [`${errors === 1 ? "1 thing is" : `${errors} things are`} wrong.`] : []),
    ...(others > 0 ? [`${others === 1 ? "1 other thing" : `${others} other things`} could be better.`] : []),
  ].join(" ");
}

function questions({ judged, withoutFlaws, withOneFlaw, withMoreFlaws }: Told["items"]): string {
  if (judged === 0) return "there are no questions in it";
  if (judged === 1) {
    const flaws = withoutFlaws === 1 ? "no flaw" : withOneFlaw === 1 ? "a flaw" : "more than one flaw";
    return `its one question has ${flaws}`;
  }
  if (withoutFlaws === judged) return `none of its ${judged} questions has a flaw`;
  const have = (count: number) => (count === 1 ? "has" : "have");
  return [
    withoutFlaws === 0
      ? `none of its ${judged} questions is without a flaw`
      : `${withoutFlaws} of its ${judged} questions ${have(withoutFlaws)} no flaw`,
    ...(withOneFlaw > 0 ? [`${withOneFlaw} ${have(withOneFlaw)} one`] : []),
    ...(withMoreFlaws > 0 ? [`${withMoreFlaws} ${have(withMoreFlaws)} more than one`] : []),
  ].join(", ");
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
