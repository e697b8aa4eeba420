// A chart as the text of an SVG: horizontal bars with whiskers, ours in a colour of their own, for light and dark pages.

import { scaleTo } from "./scale.mjs";

const WIDTH = 760;
const TOP = 56;
const STEP = 24;
const BAR = 14;
const BOTTOM = 44;
/** Right of the bars, for the figures. */
const MARGIN = 64;
/** A letter of the labels, at most: whoever shows it chooses the font. */
const LETTER = 6.8;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .group { font-weight: 600; }
  .end { text-anchor: end; }
  .middle { text-anchor: middle; }
  .bar { fill: #afb8c1; }
  .ours { fill: #bc4c00; }
  .grid { stroke: #d1d9e0; }
  .reference { stroke: #59636e; stroke-dasharray: 3 3; }
  .whisker { stroke: #24292f; fill: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    .bar { fill: #57606a; }
    .ours { fill: #e8843c; }
    .grid { stroke: #30363d; }
    .reference { stroke: #9198a1; }
    .whisker { stroke: #e6edf3; }
  }
`;

/**
 * @typedef {object} Bar
 * @property {string} name
 * @property {number} value
 * @property {number} [low] With `high` the ends of its whisker.
 * @property {number} [high]
 * @property {boolean} [ours]
 *
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} unit Of the axis.
 * @property {number} [reference] Where a line is drawn, such as the baseline's 1.
 * @property {number} [digits] Of the figures, after the point; 2.
 * @property {readonly { name?: string, bars: readonly Bar[] }[]} groups
 *
 * @param {Chart} chart
 */
export function chartOf({ title, unit, reference, digits = 2, groups }) {
  const lines = linesOf(groups);
  const bars = groups.flatMap((group) => group.bars);
  const left = Math.max(...bars.map(({ name }) => name.length)) * LETTER + 24;
  const most = Math.max(reference ?? 0, ...bars.map(({ value, high = value }) => high));
  const scale = scaleTo(most, { from: left, to: WIDTH - MARGIN });
  const bottom = TOP + lines.length * STEP;
  return document(title, bottom + BOTTOM, [
    text(16, 26, title, "title"),
    ...axis(scale, bottom, unit),
    ...lines.flatMap((line, at) => drawn(line, TOP + at * STEP, { scale, left, digits })),
    ...(reference === undefined ? [] : [upright(scale.at(reference), bottom, "reference")]),
  ]);
}

const linesOf = (groups) =>
  groups.flatMap(({ name, bars }) => [...(name === undefined ? [] : [{ heading: name }]), ...bars]);

function drawn(line, y, { scale, left, digits }) {
  const base = y + BAR - 2;
  if (line.heading !== undefined) return [text(16, base, line.heading, "group")];
  const { name, value, low = value, high = value, ours } = line;
  const [begin, end] = [scale.at(0), scale.at(value)];
  const width = round(Math.max(end - begin, 1));
  return [
    text(left - 8, base, name, "end"),
    `<rect class="${ours ? "ours" : "bar"}" x="${round(begin)}" y="${y}" width="${width}" height="${BAR}"/>`,
    ...(low < high ? [whisker(scale.at(low), scale.at(high), y + BAR / 2)] : []),
    text(Math.max(end, scale.at(high)) + 6, base, figureOf(value, digits)),
  ];
}

function whisker(from, to, y) {
  const [a, b] = [round(from), round(to)];
  return `<path class="whisker" d="M${a} ${y}H${b}M${a} ${y - 4}v8M${b} ${y - 4}v8"/>`;
}

const axis = (scale, bottom, unit) => [
  ...scale.ticks.flatMap((tick) => [
    upright(scale.at(tick), bottom, "grid"),
    text(scale.at(tick), bottom + 14, figureOf(tick), "quiet middle"),
  ]),
  text((scale.from + scale.to) / 2, bottom + 32, unit, "quiet middle"),
];

const upright = (x, bottom, name) =>
  `<path class="${name}" d="M${round(x)} ${TOP - 6}V${round(bottom)}"/>`;

const document = (
  title,
  height,
  parts,
) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
${parts.join("\n")}
</svg>
`;

const text = (x, y, words, names = "") =>
  `<text${names && ` class="${names}"`} x="${round(x)}" y="${round(y)}">${escaped(words)}</text>`;

const figureOf = (value, digits) =>
  value.toLocaleString("en-US", {
    maximumFractionDigits: digits ?? 2,
    minimumFractionDigits: digits ?? 0,
  });

const round = (number) => Math.round(number * 10) / 10;

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

export const escaped = (words) => words.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark]);
