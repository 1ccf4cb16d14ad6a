import { z } from "zod";
import { Language } from "../shared/language.ts";
import { BankFormat, NotJudged, Place } from "./banks/bank.ts";
import { QualityReport } from "./report.ts";

/** What came of looking at somebody's question bank. It was they who brought the answers: nothing is kept from them. */
export const QualityAudit = QualityReport.extend({
  title: z.string(),
  format: BankFormat,
  language: Language,
  /** Whether the language was told with the bank, stands in it, or was made out by its words. */
  languageFrom: z.enum(["told", "bank", "words"]),
  /** Where each question stands that was judged, in order; findings name it by its pointer. */
  places: z.array(Place),
  notJudged: z.array(NotJudged),
}).meta({ id: "QualityAudit" });
export type QualityAudit = z.infer<typeof QualityAudit>;

/** How many of what: `1 question`, `12 questions`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** What the numbers of questions come to, in a sentence. */
export function headline({ items, findings }: Pick<QualityReport, "items" | "findings">): string {
  const { judged, withoutFlaws, withOneFlaw, withMoreFlaws } = items;
  if (judged === 0) return "No question was judged.";
  if (withoutFlaws === judged && findings.length === 0)
    return judged === 1
      ? "The question has no flaw."
      : `None of the ${counted(judged, "question")} has a flaw.`;
  const parts = [
    `${withoutFlaws.toLocaleString("en")} without a flaw`,
    ...(withOneFlaw > 0 ? [`${withOneFlaw.toLocaleString("en")} with one`] : []),
    ...(withMoreFlaws > 0 ? [`${withMoreFlaws.toLocaleString("en")} with two or more`] : []),
  ];
  return `${counted(judged, "question")} judged: ${parts.join(", ")}.`;
}

/** What was left out, in a sentence; undefined when that is nothing. */
export function leftOutSentence(notJudged: readonly NotJudged[]): string | undefined {
  if (notJudged.length === 0) return undefined;
  const broken = notJudged.filter((question) => question.broken).length;
  const unknown = notJudged.length - broken;
  const parts = [
    ...(broken > 0 ? [`${counted(broken, "question")} could not be read`] : []),
    ...(unknown > 0 ? [`${counted(unknown, "question")} of a kind that no rule looks at`] : []),
  ];
  return `Not judged: ${parts.join(", ")}.`;
}
