// A pie with a legend that carries the numbers.

import { h, svg } from '../dom.js';
import { number } from './table.js';

const R = 80;

export function pie(segments) {
  const total = segments.reduce((sum, s) => sum + Math.max(0, s.value), 0) || 1;
  let turn = 0;
  const slices = segments.map((s, i) => {
    const share = Math.max(0, s.value) / total;
    const from = turn;
    turn += share;
    return svg('path', { class: `slice series-${i % 6}`, d: slice(from, turn) }, svg('title', {}, `${s.label}: ${number(s.value)}`));
  });
  const percent = (s) => `${Math.round((s.value / total) * 100)}%`;
  return h('div', { class: 'pie' },
    svg('svg', { viewBox: '-84 -84 168 168', role: 'img', 'aria-label': segments.map((s) => `${s.label} ${percent(s)}`).join(', ') }, slices),
    h('ul', { class: 'legend legend-tall' }, segments.map((s, i) =>
      h('li', {}, h('i', { class: `key series-${i % 6}` }), h('span', {}, s.label), h('b', {}, number(s.value)), h('span', { class: 'muted' }, percent(s))))));
}

// slice draws from one share of the circle to another, clockwise from the top.
function slice(from, to) {
  if (to - from > 0.9999) return `M0 ${-R}A${R} ${R} 0 1 1 -0.01 ${-R}Z`;
  const point = (t) => `${(R * Math.sin(2 * Math.PI * t)).toFixed(2)} ${(-R * Math.cos(2 * Math.PI * t)).toFixed(2)}`;
  return `M0 0L${point(from)}A${R} ${R} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)}Z`;
}
