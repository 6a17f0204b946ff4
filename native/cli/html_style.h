// SPDX-License-Identifier: Apache-2.0
// The style sheet of html_report.cpp: light or dark as the reader's system is, wide or narrow.
#pragma once

namespace segue {

inline constexpr const char* kReportStyle = R"css(
:root { --bg: #f6f7f9; --panel: #ffffff; --ink: #1c2330; --muted: #667085; --line: #dfe3ea; --stripe: #f3f5f8;
  --a: #2563c9; --b: #f0a355; --b-line: #c46a12; --good: #1a7f4b; --warn: #a05a00; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #12161d; --panel: #1a202a; --ink: #e6e9ef; --muted: #98a2b3; --line: #2c3442; --stripe: #202733;
    --a: #6ea8ff; --b: #8a5a24; --b-line: #e79a4b; --good: #5cc992; --warn: #e0a458; --bad: #ff8a80; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 36px 0 4px; }
h3 { font-size: 14px; margin: 0 0 8px; }
p { margin: 4px 0 12px; max-width: 76ch; }
.muted, figcaption, .sub { color: var(--muted); }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin: 0 5px 0 0; }
.key.a { background: var(--a); } .key.b { background: var(--b); margin-left: 14px; }
.facts { display: flex; flex-wrap: wrap; gap: 10px; margin: 16px 0; }
.fact { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; min-width: 130px; }
.fact b { display: block; font-size: 20px; line-height: 1.3; }
.fact span { color: var(--muted); font-size: 13px; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 14px; min-width: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(310px, 1fr)); gap: 14px; }
table { width: 100%; border-collapse: collapse; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; }
th, td { padding: 5px 10px; text-align: left; border-top: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--muted); font-size: 13px; border-top: 0; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.n { text-align: right; }
td.bar { width: 216px; }
.sub { font-size: 13px; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
svg { display: block; max-width: 100%; }
svg.chart { width: 100%; height: auto; overflow: visible; }
svg.chart text { font: 11px system-ui, sans-serif; fill: var(--muted); }
svg.range { width: 200px; height: 22px; }
svg .slot { fill: transparent; }
svg rect.a { fill: var(--a); } svg rect.b { fill: var(--b); }
svg circle.a { fill: var(--a); stroke: var(--panel); stroke-width: 1.5; }
svg.range .slot { fill: var(--stripe); }
svg .mean { stroke: var(--b-line); stroke-width: 2; }
svg .own { stroke: var(--a); stroke-width: 2; }
svg .axis { stroke: var(--muted); } svg .grid { stroke: var(--line); }
svg polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
svg .line-a { stroke: var(--a); } svg .line-b { stroke: var(--b-line); stroke-width: 2.4; }
svg.roll { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
svg.roll .paper { fill: var(--panel); } svg.roll .black-key { fill: var(--stripe); } svg.roll .bar-line { stroke: var(--line); }
figure { margin: 0; min-width: 0; } figcaption { font-size: 12px; margin-top: 3px; overflow-wrap: anywhere; }
.rolls { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 14px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; margin-bottom: 12px; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); gap: 6px 26px; }
.strip { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: 6px; }
ul.left { padding-left: 18px; overflow-wrap: anywhere; }
@media (max-width: 720px) {
  main { padding: 18px 12px 40px; }
  h1 { font-size: 22px; }
  table, tbody { display: block; } thead { display: none; }
  tbody tr { display: grid; grid-template-columns: 1fr auto; padding: 8px 10px; border-top: 1px solid var(--line); gap: 1px 12px; }
  tbody tr:first-child { border-top: 0; }
  th, td { border: 0; padding: 0; } td.bar { grid-column: 1 / -1; width: auto; }
  th, td.verdict { grid-column: 1 / -1; }
  td[data-label]::before { content: attr(data-label) " "; color: var(--muted); font-size: 12px; }
  td.n { text-align: left; font-size: 13px; } svg.range { width: 100%; }
  .cards, .pairs { grid-template-columns: minmax(0, 1fr); }
  .rolls { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .strip { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .fact { flex: 1 1 40%; }
}
)css";

}  // namespace segue
