// The plain blocks: headers, sections, context lines, images, alerts, and the
// two that hold other blocks, container and layout.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { text, plain, plainNodes } from '../render.js';
import { richText } from '../richtext.js';

export function header(b) {
  const level = Math.min(4, Math.max(1, Number(b.level) || 2));
  return h(`h${level + 1}`, { class: `head head-${b.level ? level : 'plain'}` }, plainNodes(b.text));
}

export function section(b, ctx) {
  const main = h('div', { class: 'section-main' },
    b.text && h('div', { class: 'section-text' }, text(b.text, ctx.names)),
    b.fields && h('div', { class: 'fields' }, b.fields.map((f) => h('div', { class: 'field' }, text(f, ctx.names)))));
  if (!b.accessory) return main;
  return h('div', { class: 'section-row' }, main, h('div', { class: 'accessory' }, ctx.element(b.accessory, ctx, b)));
}

export function context(b, ctx) {
  return h('div', { class: 'context' }, (b.elements || []).map((el) =>
    (el.type === 'image' ? thumb(el, ctx, 'context-image') : h('div', { class: 'context-text' }, text(el, ctx.names)))));
}

export const divider = () => h('hr', { class: 'divider' });

export function sourceOf(b, ctx) {
  return ctx.file(b.image_url || b.slack_file?.url || b.slack_file?.id);
}

export function thumb(el, ctx, cls) {
  return h('img', { class: cls, src: sourceOf(el, ctx), alt: el.alt_text || '', loading: 'lazy' });
}

export function image(b, ctx) {
  const src = sourceOf(b, ctx);
  const img = h('img', { class: 'picture', src, alt: b.alt_text || '', title: b.alt_text || null });
  img.addEventListener('error', () => img.replaceWith(h('div', { class: 'picture-lost' }, icon('file'), b.alt_text || 'Picture could not be loaded')));
  return h('figure', { class: 'image' },
    b.title && h('figcaption', {}, plain(b.title)),
    h('a', { href: src, target: '_blank', rel: 'noopener', 'aria-label': `Open picture: ${b.alt_text || 'untitled'}` }, img));
}

export function file(b, ctx) {
  return h('div', { class: 'file-row' }, icon('file'),
    h('a', { class: 'link', href: ctx.file(b.external_id || b.file_id), target: '_blank', rel: 'noopener' }, b.title || b.external_id || 'File'));
}

const LEVELS = { info: 'info', warning: 'warning', error: 'error', success: 'ticked', default: 'info' };

export function alert(b, ctx) {
  const level = LEVELS[b.level] ? b.level : 'default';
  return h('div', { class: `alert alert-${level}`, role: level === 'error' ? 'alert' : 'status' },
    icon(LEVELS[level]), h('div', {}, text(b.text, ctx.names)));
}

export function actions(b, ctx) {
  return h('div', { class: 'actions' }, (b.elements || []).map((el) => ctx.element(el, ctx, b)));
}

export function contextActions(b, ctx) {
  return h('div', { class: 'actions context-actions' }, (b.elements || []).map((el) => ctx.element(el, ctx, b)));
}

export function container(b, ctx) {
  const title = b.rich_text_title ? richText(b.rich_text_title, ctx.names) : plain(b.title);
  const head = h('div', { class: 'container-head' },
    b.icon && thumb(b.icon, ctx, 'container-icon'),
    h('div', {}, h('div', { class: 'container-title' }, title), b.subtitle && h('div', { class: 'muted' }, text(b.subtitle, ctx.names))));
  const body = h('div', { class: 'container-body' }, ctx.blocks(b.child_blocks));
  const cls = `container container-${b.width || 'standard'}${b.has_header_divider ? ' container-line' : ''}`;
  if (!b.is_collapsible) return h('section', { class: cls }, head, body);
  return h('details', { class: cls, open: !b.default_collapsed }, h('summary', {}, icon('right'), head), body);
}

// layout lays blocks out in rows and columns.
export function grid(b, ctx) {
  const rows = (b.rows || []).map((row) => h('div', { class: 'layout-row' }, (row.items || []).map((item, i) =>
    h('div', { class: `layout-item layout-${item.width || 'standard'} align-${item.horizontal_alignment || 'start'}` },
      ctx.block(item.block, ctx, i)))));
  return h('section', { class: `layout lines-${b.grid_lines || 'none'}`, 'aria-label': b.label },
    b.is_label_visible && h('div', { class: 'layout-label' }, b.label), rows);
}
