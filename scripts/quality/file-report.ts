import { counted, headline, leftOutSentence, type QualityAudit } from "../../functions/quality/audit.ts";
import type { ReportPage } from "../../functions/quality/render-report.ts";
import type { QualityReport } from "../../functions/quality/report.ts";
import { SEVERITIES, type Severity } from "../../functions/quality/rule.ts";
import type { Fault } from "../../functions/shared/problem.ts";

/** What came of one file. */
export type FileReport = { readonly file: string } & (
  | { readonly audit: QualityAudit }
  | { readonly problem: { readonly detail: string; readonly errors: readonly Fault[] } }
);

export type Threshold = Severity | "never";

/** Whether something is as bad as that; a question that cannot be read is an error. */
export function isBadEnough(report: FileReport, threshold: Threshold): boolean {
  if (threshold === "never" || "problem" in report) return false;
  const { findings, notJudged } = report.audit;
  const least = SEVERITIES.indexOf(threshold);
  return (
    notJudged.some(({ broken }) => broken) ||
    findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= least)
  );
}

/** All reports together, in the form of one. */
export function totalOf(reports: readonly FileReport[]) {
  const audits = reports.flatMap((report) => ("audit" in report ? [report.audit] : []));
  const sum = (of: (items: QualityReport["items"]) => number) =>
    audits.reduce((all, { items }) => all + of(items), 0);
  const findings = audits.flatMap((audit) => audit.findings);
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return {
    files: reports.length,
    unreadable: reports.length - audits.length,
    items: {
      judged: sum(({ judged }) => judged),
      withoutFlaws: sum(({ withoutFlaws }) => withoutFlaws),
      withOneFlaw: sum(({ withOneFlaw }) => withOneFlaw),
      withMoreFlaws: sum(({ withMoreFlaws }) => withMoreFlaws),
    },
    notJudged: audits.reduce((all, { notJudged }) => all + notJudged.length, 0),
    findings: { error: count("error"), warning: count("warning"), note: count("note") },
  };
}

/** What all files come to, in sentences. */
export function totalSentences(reports: readonly FileReport[]): string[] {
  const { unreadable, items } = totalOf(reports);
  const audits = reports.flatMap((report) => ("audit" in report ? [report.audit] : []));
  const findings = audits.flatMap((audit) => audit.findings);
  return [
    `${counted(reports.length, "file")}: ${headline({ items, findings })}`,
    leftOutSentence(audits.flatMap(({ notJudged }) => notJudged)) ?? [],
    unreadable > 0 ? `${counted(unreadable, "file")} could not be read.` : [],
  ].flat();
}

export const asJson = (reports: readonly FileReport[]): string =>
  JSON.stringify(
    {
      files: reports.map((report) =>
        "audit" in report
          ? { file: report.file, ...report.audit }
          : { file: report.file, problem: report.problem },
      ),
      total: totalOf(reports),
    },
    undefined,
    2,
  );

/** The page for people. */
export function pageOf(reports: readonly FileReport[]): ReportPage {
  return {
    title: "Quality of questions",
    ...(reports.length > 1 && { lead: totalSentences(reports).join(" ") }),
    sheets: reports.flatMap((report) => ("audit" in report ? [sheetOf(report)] : [])),
    unread: reports.flatMap((report) =>
      "problem" in report ? [{ name: report.file, reason: report.problem.detail }] : [],
    ),
  };
}

const FORMATS = { json: "JSON", gift: "GIFT", qti: "QTI" } as const;

function sheetOf({ file, audit }: { file: string; audit: QualityAudit }): ReportPage["sheets"][number] {
  return {
    name: file,
    facts: [audit.title === "" ? [] : audit.title, FORMATS[audit.format], languageOf(audit)].flat(),
    ...{ report: audit, places: audit.places, notJudged: audit.notJudged },
  };
}

export const languageOf = ({ language, languageFrom }: QualityAudit): string => {
  const name = new Intl.DisplayNames("en", { type: "language" }).of(language) ?? language;
  return languageFrom === "words" ? `${name}, by its words` : name;
};
