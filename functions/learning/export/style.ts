/** How a course looks as a page: quiet on a screen, light or dark, and whole on paper. Nothing is loaded. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2129; --soft: #565d6b; --line: #d9dde4; --page: #fdfdfc; --panel: #f3f4f7; --accent: #1f5fbf;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e6ea; --soft: #a3abb9; --line: #3a404b; --page: #15181d; --panel: #1f242c; --accent: #8ab8ff; }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: break-word;
  font: 1.0625rem/1.65 "Iowan Old Style", "Charter", "Source Serif 4", Georgia, "Noto Serif", serif;
}
.sheet { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1, h2, h3, h4, h5, h6, nav, .facts, .eyebrow, .skip, th, .instruction, summary, .number, footer {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1, h2, h3, h4, h5, h6 { line-height: 1.25; text-wrap: balance; margin: 2em 0 .6em; }
h1 { font-size: clamp(1.8rem, 7vw, 2.4rem); letter-spacing: -.015em; margin: 0 0 .5rem; }
h2 { font-size: 1.7rem; margin-top: 0; letter-spacing: -.01em; }
h3 { font-size: 1.2rem; }
h4, h5, h6 { font-size: 1rem; }
p, ul, ol, dl, table, pre, blockquote { margin: 0 0 1.1em; }
.contains-task-list { list-style: none; padding-inline-start: 1rem; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
.skip { position: absolute; inset-inline-start: -999rem; }
.skip:focus { inset: .75rem auto auto .75rem; background: var(--page); padding: .4rem .8rem; z-index: 1; }
.lead { font-size: 1.2rem; color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: .4rem 1.25rem; list-style: none; padding: 0; font-size: .875rem; color: var(--soft); }
.notice, .hint { background: var(--panel); border-inline-start: 3px solid var(--accent); padding: .6rem 1rem; border-radius: 0 .4rem .4rem 0; }
nav { background: var(--panel); border-radius: .6rem; padding: 1.25rem 1.5rem; margin: 2rem 0; font-size: .95rem; }
nav h2 { font-size: 1rem; margin: 0 0 .5rem; }
nav ol { list-style: none; margin: 0; padding: 0; }
nav li { padding: .2rem 0; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.lesson, .answers { border-top: 1px solid var(--line); margin-top: 3.5rem; padding-top: 2.5rem; }
.eyebrow { font-size: .8125rem; color: var(--soft); margin: 0 0 .35rem; }
.goals { background: var(--panel); border-radius: .6rem; padding: 1rem 1.25rem; margin: 0 0 1.5rem; }
.goals h3 { margin: 0 0 .4rem; font-size: .95rem; }
.goals ul { margin: 0; padding-inline-start: 1.2rem; }
.example { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; margin: 0 0 1.1em; }
.example > h3 { margin-top: 0; }
.example > :last-child, .goals > :last-child, blockquote > :last-child { margin-bottom: 0; }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); color: var(--soft); }
code, pre { font-family: ui-monospace, "Cascadia Code", Menlo, Consolas, "Noto Sans Mono", monospace; font-size: .9em; }
code { background: var(--panel); padding: .1em .3em; border-radius: .25em; }
pre { background: var(--panel); padding: 1rem 1.25rem; border-radius: .6rem; overflow-x: auto; line-height: 1.5; direction: ltr; text-align: left; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
pre code { background: none; padding: 0; }
.table { overflow-x: auto; margin: 0 0 1.1em; }
table { border-collapse: collapse; width: 100%; font-size: .95em; }
.table table { margin: 0; }
figure { margin: 0 0 1.1em; }
figure pre { margin: 0; }
figcaption { font-size: .9em; color: var(--soft); margin-top: .4rem; }
th, td { border: 1px solid var(--line); padding: .5rem .75rem; text-align: start; vertical-align: top; }
[align=right] { text-align: right; }
[align=center] { text-align: center; }
th { background: var(--panel); font-size: .85em; }
td.front { width: 38%; font-weight: 600; }
.questions { list-style: none; padding: 0; }
.questions > li { margin: 0 0 1.5rem; }
.prompt { margin: 0 0 .35rem; }
.number { font-weight: 700; margin-inline-end: .35em; }
.instruction { font-size: .8125rem; color: var(--soft); margin: 0 0 .35rem; }
.options { list-style: none; margin: 0; padding: 0; }
.options li { display: flex; gap: .6rem; padding: .25rem 0; }
.letter { flex: none; width: 1.6rem; height: 1.6rem; border: 1px solid var(--soft); border-radius: 50%; font: 600 .8rem/1.5rem system-ui, sans-serif; text-align: center; }
.gap { border-bottom: 1px solid var(--soft); height: 1.8rem; max-width: 20rem; }
summary { cursor: pointer; font-size: .875rem; color: var(--soft); margin-top: .35rem; }
.notes { font-size: .875rem; color: var(--soft); }
.notes h3 { font-size: .95rem; }
.notes ol { padding: 0; list-style: none; }
.notes li { padding: .15rem 0; display: flex; gap: .6rem; }
sup { line-height: 0; font-size: .72em; }
sup a { text-decoration: none; padding: 0 .12em; }
:target { scroll-margin-top: 1.5rem; }
.notes li:target, .text:target { background: var(--panel); }
.answers ol { list-style: none; padding: 0; }
.answers li { margin: 0 0 .8rem; }
@page { margin: 20mm 18mm; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --page: #fff; --panel: #f4f4f4; --accent: #000; }
  body { font-size: 10.5pt; line-height: 1.5; }
  .sheet { max-width: none; padding: 0; }
  .skip, .back { display: none; }
  .lesson, .answers { break-before: page; border: 0; margin: 0; padding: 0; }
  h1, h2, h3, h4, h5, h6 { break-after: avoid; }
  .questions > li, tr, .example, blockquote, .notes li, .answers li, pre { break-inside: avoid; }
  pre { white-space: pre-wrap; overflow: visible; }
  .table { overflow: visible; }
  p { orphans: 3; widows: 3; }
  .resource a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .85em; color: var(--soft); }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
`;
