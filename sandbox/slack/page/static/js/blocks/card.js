// Cards, and a carousel that holds a row of them.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { text } from '../render.js';
import { thumb } from './layout.js';

export function card(b, ctx) {
  return h('article', { class: 'card' },
    b.hero_image && thumb(b.hero_image, ctx, 'card-hero'),
    h('div', { class: 'card-body' },
      h('div', { class: 'card-head' },
        b.icon ? thumb(b.icon, ctx, 'card-icon') : b.slack_icon && h('span', { class: 'card-sign' }, icon(b.slack_icon.name)),
        h('div', {},
          b.title && h('div', { class: 'card-title' }, text(b.title, ctx.names)),
          b.subtitle && h('div', { class: 'card-subtitle' }, text(b.subtitle, ctx.names)))),
      b.body && h('div', { class: 'card-text' }, text(b.body, ctx.names)),
      b.subtext && h('div', { class: 'card-subtext' }, text(b.subtext, ctx.names)),
      b.actions?.length && h('div', { class: 'actions' }, b.actions.map((el) => ctx.element(el, ctx, b)))));
}

export function carousel(b, ctx) {
  const row = h('div', { class: 'carousel-row', tabindex: 0, role: 'group', 'aria-label': 'Cards' },
    (b.elements || []).map((c, i) => card({ ...c, block_id: c.block_id || `${b.block_id}-${i}` }, ctx)));
  const turn = (by) => () => row.scrollBy({ left: by * row.clientWidth * 0.8, behavior: 'smooth' });
  return h('div', { class: 'carousel' }, row, b.elements?.length > 1 && h('div', { class: 'carousel-turn' },
    h('button', { type: 'button', class: 'btn-quiet', 'aria-label': 'Earlier cards', onclick: turn(-1) }, icon('back')),
    h('button', { type: 'button', class: 'btn-quiet', 'aria-label': 'Further cards', onclick: turn(1) }, icon('right'))));
}
