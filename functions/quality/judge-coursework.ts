import { type Coursework, type Item, itemsOf, type LessonText } from "./coursework.ts";
import { type Lexicon, lexiconFor } from "./lexicon.ts";
import type { Finding, ItemCounts, LessonReport, QualityReport } from "./report.ts";
import type { Remark, Rule, RuleInfo } from "./rule.ts";
import { COURSE_RULES } from "./rules/course-rules.ts";
import { ITEM_RULES } from "./rules/item-rules.ts";
import { MEASURES } from "./rules/measures.ts";
import { tellReport } from "./tell-report.ts";

/** More than this is more than anybody reads; the counts tell of all. */
export const MOST_FINDINGS = 500;

/** Looks at a course, or a bank of questions, by every rule and measure that knows its language. Pure. */
export function judgeCoursework(course: Coursework): QualityReport {
  const lexicon = lexiconFor(course.language);
  const applies = ({ languages }: Pick<RuleInfo, "languages">): boolean =>
    languages === "any" || (lexicon.language !== undefined && languages.includes(lexicon.language));
  const rules: readonly Rule[] = [...ITEM_RULES, ...COURSE_RULES];
  const findings = rules.filter(applies).flatMap((rule) => findingsOf(rule, course, lexicon));
  const scores = MEASURES.filter(applies).flatMap(({ name, title, measure }) => {
    const score = measure(course, lexicon);
    return score ? [{ ...score, name, title }] : [];
  });
  const flaws = flawsByItem(findings);
  const items = countItems(itemsOf(course), flaws);
  const verdict = verdictOf(items, findings);
  const byLesson = Map.groupBy(findings, ({ lessonId }) => lessonId);
  return {
    verdict,
    sentences: tellReport({ verdict, items, scores, findings }),
    items,
    lessons: course.lessons.map((lesson) => lessonReport(lesson, byLesson.get(lesson.id) ?? [], flaws)),
    scores,
    findings: findings.slice(0, MOST_FINDINGS),
    // A rule and a measure may share their name.
    skipped: [
      ...new Set([...rules, ...MEASURES].filter((rule) => !applies(rule)).map(({ name }) => name)),
    ].map((rule) => ({ rule, reason: `has no words of the language ${course.language}` })),
    partly:
      lexicon.language === undefined
        ? [...rules, ...MEASURES].filter(({ knowsWords }) => knowsWords).map(({ name }) => name)
        : [],
  };
}

const verdictOf = ({ withMoreFlaws }: ItemCounts, findings: readonly Finding[]): LessonReport["verdict"] =>
  withMoreFlaws > 0 || findings.some(({ severity }) => severity === "error") ? "failed" : "passed";

function countItems(items: readonly Item[], flaws: ReadonlyMap<string, number>): ItemCounts {
  const counts = items.map(({ id }) => flaws.get(id) ?? 0);
  return {
    judged: counts.length,
    withoutFlaws: counts.filter((count) => count === 0).length,
    withOneFlaw: counts.filter((count) => count === 1).length,
    withMoreFlaws: counts.filter((count) => count > 1).length,
  };
}

function lessonReport(
  { id, items: asked }: LessonText,
  findings: readonly Finding[],
  flaws: ReadonlyMap<string, number>,
): LessonReport {
  const items = countItems(asked, flaws);
  const count = (wanted: Finding["severity"]) =>
    findings.filter(({ severity }) => severity === wanted).length;
  return {
    ...{ lessonId: id, verdict: verdictOf(items, findings), items },
    ...{ errors: count("error"), warnings: count("warning") },
  };
}

/** How many flaws each question has: errors and warnings of rules that look at questions. */
function flawsByItem(findings: readonly Finding[]): Map<string, number> {
  const flaws = new Map<string, number>();
  for (const { itemId, severity } of findings)
    if (itemId !== undefined && severity !== "note") flaws.set(itemId, (flaws.get(itemId) ?? 0) + 1);
  return flaws;
}

function findingsOf(rule: Rule, course: Coursework, lexicon: Lexicon): Finding[] {
  const { name, severity, title, advice, reveals } = rule;
  const tell = ({ detail, pointer }: Remark, place: Pick<Finding, "pointer" | "itemId" | "lessonId">) => ({
    ...{ rule: name, severity, title, advice, reveals, detail },
    ...place,
    ...(pointer !== undefined && { pointer }),
  });
  switch (rule.scope) {
    case "item":
      return course.lessons.flatMap(({ id: lessonId, items }) =>
        items.flatMap((item) =>
          rule
            .find(item, lexicon)
            .map((remark) => tell(remark, { pointer: item.pointer, itemId: item.id, lessonId })),
        ),
      );
    case "lesson":
      return course.lessons.flatMap((lesson) =>
        rule
          .find(lesson, course, lexicon)
          .map((remark) => tell(remark, { pointer: lesson.pointer, lessonId: lesson.id })),
      );
    case "course":
      return rule.find(course, lexicon).map((remark) => tell(remark, { pointer: "" }));
  }
}
