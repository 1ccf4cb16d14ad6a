import { html } from "hono/html";
import { counted } from "../../functions/quality/audit.ts";
import { renderReport } from "../../functions/quality/render-report.ts";
import type { EvaluatedCourse, Evaluation } from "./evaluate-courses.ts";
import type { Line } from "./evaluation-table.ts";

/** The evaluation as one page: figures and charts of all courses, then the report of each. */
export function evaluationPage(
  evaluation: Evaluation,
  lines: readonly Line[],
  courses: readonly EvaluatedCourse[],
): Promise<string> {
  const { provider, at, after, before, calls, repaired, dropped } = evaluation;
  return renderReport({
    title: "Evaluation of written courses",
    lead: `${after.courses} courses by ${provider}, ${at.slice(0, 10)}: ${counted(after.questions, "question")}, ${counted(calls, "call")}, ${counted(repaired, "lesson")} repaired, ${counted(dropped, "thing")} left out.`,
    overview: html`<section class="sheet"><h2>Figures</h2>
<div class="scroll"><table><thead><tr><th>Measure</th><th>As drafted</th><th>After the gate</th><th>Last run</th><th>Bar</th></tr></thead><tbody>
${lines.map(
  ({ name, before: was, after: is, last, unit, bar }) =>
    html`<tr><td>${name.trim()}</td><td>${shown(was, unit)}</td><td>${shown(is, unit)}</td><td>${shown(last, unit)}</td><td>${bar ? `${bar.text} ${bar.met ? "✓" : "✗"}` : ""}</td></tr>`,
)}
</tbody></table></div>
<h3>Flaws per question</h3>
${flawBar("As drafted", before)}${flawBar("After the gate", after)}
<h3>What somebody gets who has read nothing</h3>
${Object.entries(after.guesses).map(([strategy, share]) => guessBar(strategy, share, after.guessedByChance))}
</section>`,
    sheets: courses.map(({ name, topic, after: report, lost }) => ({
      name: topic,
      facts: [name, ...lost.map((reason) => `not written: ${reason}`)],
      report,
    })),
  });
}

const shown = (value: number | undefined, unit: string): string =>
  value === undefined ? "–" : `${Number.isInteger(value) ? value : value.toFixed(1)}${unit && ` ${unit}`}`;

/** Shares of questions without, with one and with more flaws, as one bar. */
function flawBar(
  label: string,
  { questions, withoutFlaws, withOneFlaw, withMoreFlaws }: Evaluation["after"],
) {
  const share = (count: number): number => (questions === 0 ? 0 : (100 * count) / questions);
  const [none, one, more] = [share(withoutFlaws), share(withOneFlaw), share(withMoreFlaws)];
  return html`<p class="meta">${label}: ${withoutFlaws} without, ${withOneFlaw} with one, ${withMoreFlaws} with two or more</p>
<svg viewBox="0 0 100 3" preserveAspectRatio="none" height="14" role="img" aria-label="${label}"><rect class="good" x="0" y="0" width="${none}" height="3"/><rect class="fair" x="${none}" y="0" width="${one}" height="3"/><rect class="poor" x="${none + one}" y="0" width="${more}" height="3"/></svg>`;
}

/** A share of right guesses, with a mark where chance is. */
function guessBar(strategy: string, share: number, chance: number) {
  return html`<p class="meta">${strategy.replaceAll("-", " ")}: ${(100 * share).toFixed(1)} % (chance ${(100 * chance).toFixed(1)} %)</p>
<svg viewBox="0 0 100 3" preserveAspectRatio="none" height="10" role="img" aria-label="${strategy}"><rect class="track" x="0" y="0" width="100" height="3"/><rect class="${share <= 0.35 ? "bar" : "poor"}" x="0" y="0" width="${100 * share}" height="3"/><rect class="good" x="${100 * chance}" y="0" width="0.4" height="3"/></svg>`;
}
