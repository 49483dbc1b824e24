// The `data_table` block: sorts by a column, filters by text, turns pages.

import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { cellText, cellBody, isNumber } from './table.js';

const PAGE = 10;
const FILTER_FROM = 8; // rows; a shorter table needs no filter

export function dataTable(b, ctx) {
  const [head = [], ...rows] = b.rows || [];
  const size = Number(b.page_size) || PAGE;
  const state = { column: -1, up: true, page: 0, filter: '' };
  const body = h('tbody');
  const foot = h('div', { class: 'pager' });
  const heads = head.map((cell, i) => sortHead(cell, i, isNumber(rows[0]?.[i])));

  function sortHead(cell, i, right) {
    const sort = () => {
      state.up = state.column === i ? !state.up : true;
      state.column = i;
      state.page = 0;
      draw();
    };
    if (!cellText(cell)) return h('td');
    return h('th', { scope: 'col', 'aria-sort': 'none', class: right ? 'align-right' : 'align-left' },
      h('button', { type: 'button', class: 'sort', onclick: sort }, cellText(cell), icon('sort')));
  }

  function draw() {
    const found = order(narrow(rows, state.filter), state);
    const pages = Math.max(1, Math.ceil(found.length / size));
    state.page = Math.min(state.page, pages - 1);
    const shown = found.slice(state.page * size, (state.page + 1) * size);
    replace(body, shown.map(drawRow), !shown.length && h('tr', {}, h('td', { colspan: head.length, class: 'muted' }, 'No row matches')));
    heads.forEach((th, i) => th.tagName === 'TH' && th.setAttribute('aria-sort', state.column !== i ? 'none' : state.up ? 'ascending' : 'descending'));
    drawPager(found.length, pages);
  }

  function drawRow(row) {
    return h('tr', {}, row.map((cell, i) => {
      const lead = i === (b.row_header_column_index ?? -1);
      return h(lead ? 'th' : 'td', { scope: lead ? 'row' : null, class: isNumber(cell) ? 'align-right' : 'align-left' }, cellBody(cell, ctx, b));
    }));
  }

  function drawPager(total, pages) {
    const turn = (by, label, sign) => h('button', {
      type: 'button', class: 'btn-quiet', 'aria-label': label, disabled: state.page + by < 0 || state.page + by >= pages,
      onclick: () => { state.page += by; draw(); },
    }, icon(sign));
    const first = total ? state.page * size + 1 : 0;
    const last = Math.min(total, (state.page + 1) * size);
    replace(foot, h('span', { class: 'muted' }, `${first}–${last} of ${total}`), pages > 1 && [turn(-1, 'Previous page', 'back'), turn(1, 'Next page', 'right')]);
  }

  const filter = rows.length >= FILTER_FROM && h('input', {
    class: 'text filter', type: 'search', placeholder: 'Filter rows', 'aria-label': `Filter ${b.caption || 'table'}`,
    oninput: (e) => { state.filter = e.target.value; state.page = 0; draw(); },
  });
  draw();
  return h('div', { class: 'datatable' },
    h('div', { class: 'datatable-head' }, h('strong', {}, b.caption), filter),
    h('div', { class: 'table-scroll', tabindex: 0 }, h('table', { class: 'grid', 'aria-label': b.caption }, h('thead', {}, h('tr', {}, heads)), body)),
    foot);
}

function narrow(rows, filter) {
  const q = filter.trim().toLowerCase();
  return q ? rows.filter((row) => row.some((c) => cellText(c).toLowerCase().includes(q))) : rows;
}

function order(rows, { column, up }) {
  if (column < 0) return rows;
  const by = (a, b) => (isNumber(a[column]) && isNumber(b[column])
    ? a[column].value - b[column].value
    : cellText(a[column]).localeCompare(cellText(b[column]), 'en', { numeric: true }));
  return [...rows].sort((a, b) => (up ? by(a, b) : by(b, a)));
}
