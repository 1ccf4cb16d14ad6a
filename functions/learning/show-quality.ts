import type { QualityBadge } from "../quality/badge.ts";
import type { Finding, QualityReport } from "../quality/report.ts";
import { tellReport } from "../quality/tell-report.ts";
import type { CourseQuality, StoredReport } from "./quality.ts";

/** A report as somebody sees it; those who may not see answer keys learn nothing from it about any answer. */
export function showQuality(
  { report, ...told }: StoredReport,
  badge: QualityBadge,
  { mayReadKeys }: { mayReadKeys: boolean },
): CourseQuality {
  if (mayReadKeys) return { ...report, ...told, badge, withheld: 0 };
  const findings = report.findings.filter(({ reveals }) => !reveals).map(withoutQuotes);
  const scores = report.scores.map(withoutStrategy);
  return {
    ...{ ...report, ...told, badge, findings, scores },
    sentences: tellReport({ ...report, findings, scores }),
    withheld: report.findings.length - findings.length,
  };
}

type Score = QualityReport["scores"][number];

/** What is said of these tells how to guess best, which is no help to learning. */
const STRATEGIC: Readonly<Record<string, (score: Score) => string>> = {
  "blind-guesser": ({ value, sentence }) =>
    `Somebody who has read nothing gets ${value} % of the questions right${/; by chance .*$/.exec(sentence)?.[0] ?? "."}`,
  "key-positions": ({ verdict }) =>
    `The right answers ${verdict === "good" ? "are spread over the places" : "prefer some places"}.`,
};
const withoutStrategy = (score: Score): Score => {
  const sentence = STRATEGIC[score.name]?.(score);
  return sentence === undefined ? score : { ...score, sentence };
};

/** What is said of a question may quote its options, and with them what is right. */
const withoutQuotes = (finding: Finding): Finding =>
  finding.itemId === undefined ? finding : { ...finding, detail: `${finding.title}.` };
