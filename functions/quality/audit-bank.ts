import { headline, leftOutSentence, type QualityAudit } from "./audit.ts";
import type { Reading } from "./banks/read-bank.ts";
import { judgeCoursework } from "./judge-coursework.ts";

/** Judges a bank that was read, and says what of it was not judged. Pure. */
export function auditBank({ coursework, format, languageFrom, places, notJudged }: Reading): QualityAudit {
  const report = judgeCoursework(coursework);
  const told = report.sentences.length > 0 ? report.sentences : [headline(report)];
  return {
    ...report,
    sentences: [...told, leftOutSentence(notJudged) ?? []].flat(),
    ...{ title: coursework.title, format, language: coursework.language, languageFrom },
    ...{ places: [...places], notJudged: [...notJudged] },
  };
}
