import { html } from "hono/html";
import { counted } from "../../functions/quality/audit.ts";
import { badgeOf } from "../../functions/quality/badge.ts";
import { renderReport } from "../../functions/quality/render-report.ts";
import type { QualityReport } from "../../functions/quality/report.ts";
import type { EvaluatedCourse, Evaluation } from "./evaluate-courses.ts";
import { BEST_GUESS, type Line } from "./evaluation-table.ts";

/** The evaluation as one page: figures and charts of all courses, then the report of each. */
export function evaluationPage(
  evaluation: Evaluation,
  lines: readonly Line[],
  courses: readonly EvaluatedCourse[],
): Promise<string> {
  const { provider, at, after, before, calls, repaired, dropped } = evaluation;
  return renderReport({
    title: "Evaluation of written courses",
    lead: `${counted(after.courses, "course")} by ${provider}, ${at.slice(0, 10)}: ${counted(after.questions, "question")}, ${counted(calls, "call")} of the model, ${counted(repaired, "lesson")} repaired, ${counted(dropped, "thing")} left out.`,
    overview: html`<section class="sheet"><h2>All courses together</h2>
<h3>Flaws of questions</h3>
<div class="rows">${flawRow("As drafted", before)}${flawRow("After the gate", after)}</div>
<ul class="legend"><li>${dot("good")}without a flaw</li><li>${dot("fair")}with one</li><li>${dot("poor")}with two or more</li></ul>
<h3>What somebody gets who has read nothing</h3>
<div class="rows">${Object.entries(after.guesses).map(([strategy, share]) => guessRow(strategy, share, after.guessedByChance))}</div>
<p class="small">Of ${counted(after.guessed, "question")}; the thin line is chance, the thick one what the best may come to.</p>
<h3>Course by course</h3>
<div class="rows">${courses.map(({ topic, after: report }) => courseRow(topic, report))}</div>
<h3>Figures</h3>
${table(
  ["Measure", "As drafted", "After the gate", "Last run", "Bar"],
  lines.map(({ name, before: was, after: is, last, unit, bar }) => [
    name.replace(/^ +/, "– "),
    ...[was, is, last].map((value) => shown(value, unit)),
    bar ? `${bar.text} ${bar.met ? "✓" : "✗"}` : "",
  ]),
)}
<h3>What the gate found in drafts</h3>
${
  evaluation.gate.length === 0
    ? html`<p class="small">Nothing that had to be mended.</p>`
    : table(
        ["Rule", "Times", "Left out for it"],
        evaluation.gate.map(({ rule, found, dropped: out }) => [rule, String(found), String(out)]),
      )
}
</section>`,
    sheets: courses.map(({ name, topic, after: report, lost, places }) => ({
      name: topic,
      facts: [name, ...lost.map((reason) => `not written: ${reason}`)],
      ...{ report, places },
    })),
  });
}

const shown = (value: number | undefined, unit: string): string =>
  value === undefined ? "–" : `${Number.isInteger(value) ? value : value.toFixed(1)}${unit && ` ${unit}`}`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
  html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;

const dot = (kind: string) =>
  html`<span class="dot"><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10"/></svg></span>`;

type Flaws = Pick<QualityReport["items"], "withoutFlaws" | "withOneFlaw" | "withMoreFlaws">;

/** Shares of questions without, with one and with more flaws, as one bar. */
function stack({ withoutFlaws, withOneFlaw, withMoreFlaws }: Flaws) {
  const all = Math.max(1, withoutFlaws + withOneFlaw + withMoreFlaws);
  const [none, one, more] = [withoutFlaws, withOneFlaw, withMoreFlaws].map((count) => (100 * count) / all);
  const label = `${withoutFlaws} without a flaw, ${withOneFlaw} with one, ${withMoreFlaws} with more`;
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${label}"><rect class="good" width="${none}" height="10"/><rect class="fair" x="${none}" width="${one}" height="10"/><rect class="poor" x="${(none ?? 0) + (one ?? 0)}" width="${more}" height="10"/></svg>`;
}

const flawRow = (label: string, flaws: Flaws) =>
  html`<div class="row"><span>${label}</span>${stack(flaws)}<span class="number">${flaws.withoutFlaws} · ${flaws.withOneFlaw} · ${flaws.withMoreFlaws}</span></div>`;

const courseRow = (topic: string, report: QualityReport) =>
  html`<div class="row"><span>${topic}</span>${stack(report.items)}<span class="number">${badgeOf(report).score} of 100</span></div>`;

/** A share of right guesses, with marks where chance and the bar are. */
function guessRow(strategy: string, share: number, chance: number) {
  const kind = 100 * share <= BEST_GUESS ? "bar" : "poor";
  return html`<div class="row"><span>${GUESSES[strategy] ?? strategy}</span><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${(100 * share).toFixed(1)} %"><rect class="track" width="100" height="10"/><rect class="${kind}" width="${100 * share}" height="10"/><rect class="mark" x="${100 * chance}" width="0.25" height="10"/><rect class="mark" x="${BEST_GUESS}" width="0.6" height="10"/></svg><span class="number">${(100 * share).toFixed(1)} %</span></div>`;
}

const GUESSES: Readonly<Record<string, string>> = {
  longest: "Picks the longest answer",
  "stem-overlap": "Picks what repeats the question",
  "without-absolutes": "Drops “always” and “never”",
  "same-place": "Always picks one place",
};
