import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { headline } from "./audit.ts";
import type { NotJudged, Place } from "./banks/bank.ts";
import type { Finding, QualityReport } from "./report.ts";
import { SEVERITIES } from "./rule.ts";
import { STYLE } from "./style.ts";

type Html = ReturnType<typeof html>;

/** A report, and what it is about. */
export interface ReportSheet {
  /** A file or a course. */
  readonly name: string;
  /** Shown small below the name, as the format and the language. */
  readonly facts?: readonly string[];
  readonly report: QualityReport;
  readonly places?: readonly Place[];
  readonly notJudged?: readonly NotJudged[];
}

export interface ReportPage {
  readonly title: string;
  /** What it all comes to, where there are several reports. */
  readonly lead?: string;
  /** What stands before the reports. */
  readonly overview?: Html | Promise<Html>;
  readonly sheets: readonly ReportSheet[];
  /** What could not be read at all, and why. */
  readonly unread?: readonly { readonly name: string; readonly reason: string }[];
}

/** Nothing is loaded, nothing runs, and the one style sheet is this one. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** Reports as one page for people, which needs nothing else and prints well. Pure; every text is escaped. */
export async function renderReport({
  title,
  lead,
  overview,
  sheets,
  unread = [],
}: ReportPage): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<header><h1 dir="auto">${title}</h1>${lead === undefined ? "" : html`<p class="lead">${lead}</p>`}</header>
${
  unread.length > 0
    ? html`<section class="sheet"><h2>Not read</h2>${table(
        ["File", "Why"],
        unread.map(({ name, reason }) => [name, reason]),
      )}</section>`
    : ""
}
${overview ?? ""}
${sheets.map(sheetOf)}
<footer>Every rule is deterministic and cites a publication; the same questions give the same report.</footer>
</main>
</body>
</html>
`;
  return page.toString();
}

function sheetOf({ name, facts = [], report, places = [], notJudged = [] }: ReportSheet): Html {
  const { verdict, sentences, scores, skipped, partly } = report;
  return html`<section class="sheet">
<div class="top"><div><h2 dir="auto">${name}</h2>${facts.length > 0 ? html`<p class="meta">${facts.join(" · ")}</p>` : ""}</div>
<span class="verdict ${verdict}">${verdict === "passed" ? "✓ Passed" : "✗ Failed"}</span></div>
<div class="says">${(sentences.length > 0 ? sentences : [headline(report)]).map((sentence) => html`<p dir="auto">${sentence}</p>`)}</div>
${report.items.judged > 0 ? shares(report.items) : ""}
${scores.length > 0 ? html`<h3>Scores</h3><div class="rows">${scores.map(scoreRow)}</div>` : ""}
${report.findings.length > 0 ? html`<h3>What was found</h3><div class="rows">${ruleRows(report.findings)}</div>` : ""}
${report.findings.length > 0 ? html`<h3>Where</h3>${questions(report.findings, places)}` : ""}
${notJudged.length > 0 ? html`<h3>Not judged</h3>${table(["Question", "Line", "Why"], notJudged.map(leftOutRow))}` : ""}
${skipped.length > 0 ? html`<h3>Rules not asked</h3><p class="small">${skippedText(skipped)}</p>` : ""}
${partly.length > 0 ? html`<p class="small">Looked at the form alone, without words of the language: ${partly.join(", ")}.</p>` : ""}
</section>`;
}

/** Widths are of a hundred; a bar that is not nothing can be seen. */
const width = (part: number, whole: number): number =>
  part <= 0 || whole <= 0 ? 0 : Math.min(100, Math.max(0.6, Math.round((part / whole) * 1000) / 10));

const bar = (part: number, kind: string, label: string): Html =>
  html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${label}"><rect class="track" width="100" height="10"/><rect class="${kind}" width="${part}" height="10"/></svg>`;

const dot = (kind: string): Html =>
  html`<span class="dot"><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10"/></svg></span>`;

function shares({ judged, withoutFlaws, withOneFlaw, withMoreFlaws }: QualityReport["items"]): Html {
  const parts = [
    { kind: "good", count: withoutFlaws, label: "without a flaw" },
    { kind: "fair", count: withOneFlaw, label: "with one flaw" },
    { kind: "poor", count: withMoreFlaws, label: "with two or more" },
  ];
  const ends = parts.map((_, index) => parts.slice(0, index).reduce((sum, { count }) => sum + count, 0));
  const place = (count: number) => Math.round((count / judged) * 10_000) / 100;
  return html`<div class="shares"><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${parts.map(({ count, label }) => `${count} ${label}`).join(", ")}">
${parts.map(({ kind, count }, index) => html`<rect class="${kind}" x="${place(ends[index] ?? 0)}" width="${place(count)}" height="10"/>`)}</svg>
<ul class="legend">${parts.map(({ kind, count, label }) => html`<li>${dot(kind)}${count.toLocaleString("en")} ${label}</li>`)}</ul></div>`;
}

const shownNumber = (value: number): string =>
  value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1 });

function scoreRow({ title, value, scale, verdict, sentence }: QualityReport["scores"][number]): Html {
  const label = `${shownNumber(value)} ${scale.unit}`.trim();
  const part = width(Math.min(value, scale.max) - scale.min, scale.max - scale.min);
  return html`<div class="row"><span>${title}</span>${bar(part, verdict, `${label}, of ${scale.min} to ${scale.max}: ${verdict}`)}<span class="number">${label}</span><p class="means" dir="auto">${sentence}</p></div>`;
}

/** Which rules found most. */
function ruleRows(findings: readonly Finding[]): Html[] {
  const groups = [...Map.groupBy(findings, ({ rule }) => rule).values()].sort((a, b) => b.length - a.length);
  const most = groups[0]?.length ?? 0;
  return groups.map(([first, ...more]) => {
    const count = more.length + (first ? 1 : 0);
    const kind = { error: "poor", warning: "fair", note: "bar" }[first?.severity ?? "note"];
    return html`<div class="row"><span>${first?.title ?? ""}</span>${bar(width(count, most), kind, `${count}`)}<span class="number">${count}</span></div>`;
  });
}

/** Findings by what they are about, in the order of the file; what is about no question comes first. */
function questions(findings: readonly Finding[], places: readonly Place[]): Html[] {
  const order = new Map(places.map((place, index) => [place.pointer, { ...place, index }]));
  const groups = [...Map.groupBy(findings, ({ pointer }) => pointer)].map(([pointer, about]) => ({
    ...{ pointer, about, place: order.get(pointer) },
  }));
  groups.sort((a, b) => (a.place?.index ?? -1) - (b.place?.index ?? -1));
  return groups.map(({ pointer, about, place }) => {
    const where = [place?.line === undefined ? [] : `line ${place.line}`, pointer].flat().join(" · ");
    const name = place?.name ?? (pointer === "" ? "The whole" : pointer);
    return html`<article class="question"><h4 dir="auto">${name}</h4><p class="place">${where}</p>${worstFirst(about).map(findingOf)}</article>`;
  });
}

const worstFirst = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));

const findingOf = ({ severity, title, rule, detail, advice }: Finding): Html =>
  html`<div class="finding"><span class="chip ${severity}">${severity}</span><div><p class="what">${title}<code>${rule}</code></p><p class="detail" dir="auto">${detail}</p><p class="advice">${advice}</p></div></div>`;

const leftOutRow = ({ name, line, reason, broken }: NotJudged): string[] => [
  name,
  line === undefined ? "" : String(line),
  broken ? `Broken: ${reason}` : reason,
];

const skippedText = (skipped: QualityReport["skipped"]): string =>
  [...Map.groupBy(skipped, ({ reason }) => reason)]
    .map(([reason, rules]) => {
      const names = rules.map(({ rule }) => rule).join(", ");
      return `${names}: ${rules.length > 1 ? "each " : ""}${reason}.`;
    })
    .join(" ");

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): Html =>
  html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td dir="auto">${cell}</td>`)}</tr>`)}</tbody></table>`;
