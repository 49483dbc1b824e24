// The `data_visualization` block drawn with SVG: line, area, bar and pie, each
// with a legend, and with its numbers as a table for screen readers.

import { h, svg } from '../dom.js';
import { number } from './table.js';
import { pie } from './pie.js';

const W = 560;
const H = 250;
const PAD = { left: 46, right: 12, top: 12, bottom: 44 };

export function chart(b) {
  const c = b.chart || {};
  const series = c.series || [];
  const body = c.type === 'pie' ? pie(c.segments || []) : plot(c, series);
  const names = c.type === 'pie' ? [] : series.map((s) => s.name);
  return h('figure', { class: 'chart' },
    h('figcaption', {}, b.title), body,
    names.length > 1 && h('ul', { class: 'legend' }, names.map((n, i) => h('li', {}, h('i', { class: `key series-${i % 6}` }), n))),
    c.type !== 'pie' && numbers(b.title, c));
}

function numbers(title, c) {
  const cats = c.axis_config?.categories || [];
  return h('table', { class: 'sr-only' }, h('caption', {}, title),
    h('tbody', {}, (c.series || []).map((s) => h('tr', {}, h('th', {}, s.name), cats.map((cat) => h('td', {}, `${cat}: ${valueAt(s, cat)}`))))));
}

const valueAt = (s, cat) => s.data?.find((p) => p.label === cat)?.value ?? 0;

function plot(c, series) {
  const cats = c.axis_config?.categories || series[0]?.data?.map((p) => p.label) || [];
  const all = series.flatMap((s) => cats.map((cat) => valueAt(s, cat)));
  const y = scale(all);
  const step = (W - PAD.left - PAD.right) / Math.max(1, cats.length);
  const x = (i) => PAD.left + step * (i + 0.5);
  const draw = { bar: bars, area: areas }[c.type] || lines;
  return svg('svg', { class: 'plot', viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': `${c.type} chart` },
    y.ticks.map((t) => [
      svg('line', { class: 'gridline', x1: PAD.left, x2: W - PAD.right, y1: y.at(t), y2: y.at(t) }),
      svg('text', { class: 'tick', x: PAD.left - 6, y: y.at(t) + 4, 'text-anchor': 'end' }, number(t)),
    ]),
    labels(cats, x),
    c.axis_config?.x_label && svg('text', { class: 'axis', x: (W + PAD.left) / 2, y: H - 4, 'text-anchor': 'middle' }, c.axis_config.x_label),
    c.axis_config?.y_label && svg('text', { class: 'axis', transform: `translate(11 ${(H - PAD.bottom + PAD.top) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, c.axis_config.y_label),
    series.map((s, n) => draw({ s, n, cats, x, y, step, count: series.length })));
}

// Labels that would touch are left out evenly; the first one stays.
function labels(cats, x) {
  const longest = Math.max(1, ...cats.map((c) => c.length));
  const every = Math.ceil((longest * 6.4 + 8) / ((W - PAD.left) / Math.max(1, cats.length)));
  return cats.map((cat, i) => i % every === 0 && svg('text', { class: 'tick', x: x(i), y: H - PAD.bottom + 17, 'text-anchor': 'middle' }, cat));
}

// scale finds round ticks that hold every value and zero.
export function scale(values) {
  let low = Math.min(0, ...values);
  let high = Math.max(0, ...values);
  if (low === high) high = 1;
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough);
  low = Math.floor(low / step) * step;
  high = Math.ceil(high / step) * step;
  const count = Math.round((high - low) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((low + i * step).toPrecision(10)));
  const at = (v) => PAD.top + ((high - v) / (high - low)) * (H - PAD.top - PAD.bottom);
  return { at, ticks };
}

const tip = (s, cat) => svg('title', {}, `${s.name}, ${cat}: ${number(valueAt(s, cat))}`);

function bars({ s, n, cats, x, y, step, count }) {
  const wide = Math.min(46, (step * 0.72) / count);
  return cats.map((cat, i) => {
    const v = valueAt(s, cat);
    const top = Math.min(y.at(v), y.at(0));
    return svg('rect', { class: `series-${n % 6}`, x: x(i) - (wide * count) / 2 + n * wide + 1, y: top, width: Math.max(1, wide - 2), height: Math.max(1, Math.abs(y.at(v) - y.at(0))), rx: 2 }, tip(s, cat));
  });
}

const path = ({ s, cats, x, y }) => cats.map((cat, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y.at(valueAt(s, cat)).toFixed(1)}`).join('');

function lines(p) {
  return [
    svg('path', { class: `line series-${p.n % 6}`, d: path(p) }),
    p.cats.map((cat, i) => svg('circle', { class: `dot series-${p.n % 6}`, cx: p.x(i), cy: p.y.at(valueAt(p.s, cat)), r: 3 }, tip(p.s, cat))),
  ];
}

function areas(p) {
  const last = p.x(p.cats.length - 1).toFixed(1);
  const base = p.y.at(0).toFixed(1);
  return [svg('path', { class: `area series-${p.n % 6}`, d: `${path(p)}L${last} ${base}L${p.x(0).toFixed(1)} ${base}Z` }), lines(p)];
}
