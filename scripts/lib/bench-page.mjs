// The report as one page that needs nothing else: tables with a plot in each row, in light and in dark.
import { limitInWords, shownNumber, shownRatio, shownShare, shownSpread } from "./bench-report.mjs";
import { escaped } from "./flame.mjs";

const style = `
:root { color-scheme: light dark; --page: #fff; --text: #1c2024; --soft: #60646c; --line: #dfe2e6; --card: #f6f7f9;
  --good: #1a7f4b; --bad: #b3401d; --info: #4a6fa5; }
@media (prefers-color-scheme: dark) {
  :root { --page: #15181c; --text: #e6e8ea; --soft: #9aa1aa; --line: #333940; --card: #1e2228;
    --good: #5fcf94; --bad: #ff9166; --info: #8fb4ec; }
}
body { margin: 2rem auto; padding: 0 1.25rem; max-width: 76rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin-bottom: .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.quick { font-size: .85rem; font-weight: 600; padding: .15rem .6rem; border-radius: 1rem; border: 1px solid var(--bad);
  color: var(--bad); vertical-align: middle; margin-left: .5rem; white-space: nowrap; }
.sum { font-size: 1.1rem; margin: .5rem 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; padding: .75rem 1rem; margin: 0 0 1rem;
  background: var(--card); border-radius: .5rem; } dt { color: var(--soft); } dd { margin: 0; }
p { max-width: 50rem; color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; font-size: .85rem; vertical-align: bottom; }
tr.group th { color: var(--text); font-size: 1.05rem; font-weight: 600; padding-top: 1.6rem; }
tr.group td { vertical-align: bottom; }
td.name { white-space: normal; min-width: 13rem; } .n { text-align: right; }
.plot { padding: 0 .6rem; width: 280px; } .plot svg { display: block; }
.good { color: var(--good); } .bad { color: var(--bad); } .info { color: var(--info); }
.soft { color: var(--soft); font-size: .85rem; }
pre { background: var(--card); padding: .75rem; border-radius: .5rem; overflow-x: auto; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } .grid { stroke: var(--line); }
.one { stroke: var(--soft); } .goal { stroke: var(--text); stroke-width: 2; } .dot, .range { stroke: currentColor; fill: currentColor; }
.hollow { stroke: currentColor; fill: var(--page); stroke-width: 2; }
`;

const plotWidth = 280;
const margin = 12;

/**
 * The axis that all plots of a page share: ratios on a logarithmic scale, so that twice as good and half as good lie
 * equally far from 1.
 * @param {readonly (readonly number[])[]} spreads
 */
export function axisOf(spreads) {
  const values = spreads.flat().filter((value) => value > 0);
  // Whole powers of two; what lies beyond is drawn at the edge, its numbers stand beside it.
  const least = Math.max(-4, Math.min(-1, Math.floor(Math.log2(Math.min(1, ...values)))));
  const greatest = Math.min(6, Math.max(1, Math.ceil(Math.log2(Math.max(1, ...values)))));
  const clamped = (ratio) => Math.min(greatest, Math.max(least, Math.log2(ratio)));
  const x = (ratio) => margin + ((clamped(ratio) - least) / (greatest - least)) * (plotWidth - 2 * margin);
  const ticks = Array.from({ length: greatest - least + 1 }, (_, index) => 2 ** (least + index));
  return { ticks, x };
}

/** @param {import("./bench-report.mjs").Report} report */
export function pageOf(report) {
  const { title, isQuick, notes, about, judged, reached, groups, limits, problems } = report;
  const lines = groups.flatMap((group) => group.lines);
  const axis = axisOf(lines.flatMap(({ spread, goal }) => [spread ?? [], goal === null ? [] : [goal]]));
  const facts = about.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}${isQuick ? '<span class="quick">quick run</span>' : ""}</h1>
<div class="sum"><strong>${reached} of ${judged}</strong> lines reach their goal.</div>
<dl>${facts}</dl>
${notes.map((note) => `<p>${escaped(note)}</p>`).join("\n")}
<p>In the plots the dot is the ratio, the bar its spread, the short upright line the goal; to the right of 1 is better
for Narcine. <span class="good">A full dot</span> reaches its goal, <span class="bad">a hollow one</span> does not,
<span class="info">lines without a goal</span> only inform.</p>
${linesTable(groups, axis)}
${limits.length === 0 ? "" : limitsTable(limits)}
${problems.length === 0 ? "" : `<h2>What went wrong</h2>\n${problems.map((one) => `<pre>${escaped(one)}</pre>`).join("\n")}`}
</body>
</html>
`;
}

/** One table for all groups: their plots stand under each other on one axis. */
function linesTable(groups, axis) {
  return `<div class="wide"><table>
<thead><tr><th>line</th><th class="n">ours</th><th class="n">stock</th><th>unit</th><th class="n">ratio</th><th class="n">spread</th>\
<th class="plot"></th></tr></thead>
${groups.map((group) => groupBody(group, axis)).join("\n")}
</table></div>`;
}

function groupBody({ name, lines }, axis) {
  return `<tbody>
<tr class="group"><th colspan="6" scope="rowgroup">${escaped(name)}</th><td class="plot">${axisHead(axis)}</td></tr>
${lines.map((line) => lineRow(line, axis)).join("\n")}
</tbody>`;
}

function kindOf({ goal, ratio, isBelow }) {
  if (goal === null || (ratio === null && !isBelow)) return "info";
  return isBelow ? "bad" : "good";
}

function lineRow(line, axis) {
  const share = line.share === null ? "" : `; ours is ${shownShare(line.share)} of it`;
  const limit = line.limit === null ? "" : `<div class="soft">${escaped(limitInWords(line.limit))}${share}</div>`;
  return `<tr><td class="name">${escaped(line.name)}${limit}</td><td class="n">${shownNumber(line.ours)}</td>\
<td class="n">${shownNumber(line.stock)}</td><td class="soft">${escaped(line.unit)}</td>\
<td class="n ${kindOf(line)}"><strong>${shownRatio(line.ratio)}</strong></td><td class="n soft">${shownSpread(line.spread)}</td>\
<td class="plot">${plotOf(line, axis)}</td></tr>`;
}

function axisHead({ ticks, x }) {
  const labels = ticks
    .map(
      (tick) =>
        `<text x="${x(tick).toFixed(1)}" y="14" text-anchor="middle">${tick < 1 ? `1/${1 / tick}` : tick}</text>`,
    )
    .join("");
  return `<svg width="${plotWidth}" height="18" role="img" aria-label="axis of ratios">${labels}</svg>`;
}

/** One line's ratio, spread and goal on the page's axis. */
export function plotOf(line, axis) {
  const { name, ratio, spread, goal } = line;
  const at = (value) => axis.x(value).toFixed(1);
  const upright = (value, kind, from, to) =>
    `<line class="${kind}" x1="${at(value)}" x2="${at(value)}" y1="${from}" y2="${to}"/>`;
  const grid = axis.ticks.map((tick) => upright(tick, tick === 1 ? "one" : "grid", 0, 24)).join("");
  const words = `${name}: ${ratio === null ? "no ratio" : `ratio ${shownRatio(ratio)}, spread ${shownSpread(spread)}`}`;
  const dotKind = line.isBelow ? "hollow" : "dot";
  const data =
    ratio === null
      ? ""
      : `<g class="${kindOf(line)}"><line class="range" stroke-width="3" x1="${at(spread[0])}" x2="${at(spread[1])}" y1="12" y2="12"/>\
<circle class="${dotKind}" cx="${at(ratio)}" cy="12" r="4.5"/></g>`;
  const mark = goal === null ? "" : upright(goal, "goal", 4, 20);
  return `<svg width="${plotWidth}" height="24" role="img" aria-label="${escaped(words)}"><title>${escaped(words)}</title>${grid}${mark}${data}</svg>`;
}

function limitsTable(limits) {
  const rows = limits.map(
    ({ name, value, unit, spread }) =>
      `<tr><td class="name">${escaped(name)}</td><td class="n">${shownNumber(value)}</td><td class="soft">${escaped(unit)}</td>\
<td class="n soft">${spread.map(shownNumber).join(" to ")}</td></tr>`,
  );
  return `<h2>What the machine can do at best</h2>
<p>Measured without Ray, by one thread of Python: a runtime that copies with several threads may be above it.</p>
<div class="wide"><table>
<thead><tr><th>limit</th><th class="n">median</th><th>unit</th><th class="n">spread</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>`;
}
