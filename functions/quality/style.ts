/** How a quality report looks: on a screen by day and night, and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f3f4f6; --ink: #1b1f27; --soft: #5b6472; --line: #dfe3e8; --well: #f7f8fa;
  --good: #1a7f4b; --fair: #a86500; --poor: #c0322b; --note: #2f63c0;
  --good-tint: #e4f4ea; --fair-tint: #fdf1dc; --poor-tint: #fce8e6; --note-tint: #e7eefb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a1d23; --ground: #111317; --ink: #e7e9ee; --soft: #9aa3b2; --line: #30353e; --well: #20242b;
    --good: #5cc48c; --fair: #e3a84b; --poor: #f07f77; --note: #85aef5;
    --good-tint: #17301f; --fair-tint: #352814; --poor-tint: #3a1d1b; --note-tint: #1a2740;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 58rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: .8rem; text-transform: uppercase; letter-spacing: .07em; color: var(--soft); margin: 2rem 0 .75rem; }
h4 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: 0; }
.lead { font-size: 1.15rem; color: var(--soft); max-width: 44rem; }
.sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 1.75rem 2rem; margin-top: 1.5rem; }
.top { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; }
.meta { color: var(--soft); font-size: .875rem; margin-top: .15rem; }
.verdict { flex: none; font-weight: 650; font-size: .85rem; padding: .25rem .8rem; border-radius: 99px; }
.verdict.passed { color: var(--good); background: var(--good-tint); }
.verdict.failed { color: var(--poor); background: var(--poor-tint); }
.says { margin-top: 1rem; } .says p + p { margin-top: .25rem; color: var(--soft); }
svg { display: block; width: 100%; overflow: hidden; border-radius: 4px; }
.shares > svg { height: 14px; border-radius: 7px; margin-top: 1.25rem; }
.track { fill: var(--line); } .good { fill: var(--good); } .fair { fill: var(--fair); } .poor { fill: var(--poor); } .bar { fill: var(--note); } .mark { fill: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .6rem 0 0; padding: 0; list-style: none; font-size: .875rem; }
.dot { display: inline-block; width: 10px; height: 10px; margin-right: .45rem; vertical-align: baseline; }
.dot svg { height: 10px; border-radius: 5px; }
.rows { display: grid; grid-template-columns: minmax(9rem, 17rem) 1fr auto; gap: .5rem 1rem; align-items: center; font-size: .925rem; }
.row { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center; }
.row svg { height: 9px; }
.row .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.row .means { grid-column: 1 / -1; color: var(--soft); font-size: .875rem; }
.question { border: 1px solid var(--line); border-radius: 10px; padding: .9rem 1.1rem; margin-top: .7rem; background: var(--well); }
.question .place { color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.finding { display: grid; grid-template-columns: 5.2rem 1fr; gap: .15rem .9rem; margin-top: .8rem; }
.chip { align-self: start; justify-self: start; font-size: .72rem; font-weight: 650; padding: .16rem .55rem; border-radius: 5px; margin-top: .16rem; }
.chip.error { color: var(--poor); background: var(--poor-tint); }
.chip.warning { color: var(--fair); background: var(--fair-tint); }
.chip.note { color: var(--note); background: var(--note-tint); }
.what { font-weight: 600; } .what code { font-weight: 400; color: var(--soft); font-size: .8rem; margin-left: .4rem; }
.detail { overflow-wrap: anywhere; } .advice { color: var(--soft); font-size: .9rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .85em; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; border-top: 0; color: var(--soft); } th { white-space: nowrap; }
a { color: inherit; } .small { color: var(--soft); font-size: .85rem; }
footer { color: var(--soft); font-size: .8rem; margin-top: 2rem; }
@media (max-width: 34rem) {
  .sheet { padding: 1.2rem 1rem; border-radius: 10px; } .finding { grid-template-columns: 1fr; }
  .rows { grid-template-columns: 1fr auto; } .row svg { grid-column: 1 / -1; grid-row: 2; margin-top: .2rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --well: #fff;
    --good: #1a7f4b; --fair: #8a5300; --poor: #a8231c; --note: #2453a6;
    --good-tint: #fff; --fair-tint: #fff; --poor-tint: #fff; --note-tint: #fff; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  .sheet { border: 0; padding: 0; margin-top: 1.2rem; } .sheet + .sheet { break-before: page; }
  .question, .row, tr { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  .chip, .verdict { border: 1px solid currentColor; }
  svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
