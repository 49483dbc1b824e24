// The `table` block: first row is the head; columns may be aligned and wrapped.

import { h } from '../dom.js';
import { unescape } from '../mrkdwn.js';
import { replaceEmoji } from '../emoji.js';
import { withEmoji } from '../emoji_art.js';
import { richText, richPlain } from '../richtext.js';

export const number = (v) => new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 }).format(v);

// cellText is what a cell says, for sorting and filtering.
export function cellText(cell) {
  if (!cell) return '';
  if (cell.type === 'rich_text') return richPlain(cell);
  if (cell.type === 'raw_number') return cell.text || number(cell.value);
  if (cell.type === 'action_cell') return cell.element?.text?.text || '';
  return String(cell.text ?? '');
}

export function cellBody(cell, ctx, block) {
  if (cell?.type === 'rich_text') return richText(cell, ctx.names);
  if (cell?.type === 'action_cell') return cell.element ? ctx.element(cell.element, ctx, block) : cellBody(cell.fallback, ctx, block);
  return withEmoji(replaceEmoji(unescape(cellText(cell))));
}

export const isNumber = (cell) => cell?.type === 'raw_number';

export function table(b, ctx) {
  const [head = [], ...rows] = b.rows || [];
  const cls = (cell, i) => {
    const set = b.column_settings?.[i] || {};
    return `align-${set.align || (isNumber(cell) ? 'right' : 'left')}${set.is_wrapped ? ' wraps' : ''}`;
  };
  const headClass = (cell, i) => cls(rows[0]?.[i], i);
  return h('div', { class: 'table-scroll', tabindex: 0 }, h('table', { class: 'grid' },
    h('thead', {}, h('tr', {}, head.map((c, i) => h('th', { scope: 'col', class: headClass(c, i) }, cellBody(c, ctx, b))))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((c, i) => h('td', { class: cls(c, i) }, cellBody(c, ctx, b))))))));
}
