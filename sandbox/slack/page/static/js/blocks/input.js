// An input block: its label, its element, its hint, and the error beside it.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { plain } from '../render.js';
import { select } from './selects.js';
import { field } from './fields.js';
import { fire } from './elements.js';

export function input(b, ctx) {
  const id = `in-${b.block_id}-${b.element.action_id}`.replace(/[^\w-]/g, '_');
  const error = ctx.errors?.[b.block_id];
  const onChange = b.dispatch_action ? (value) => fire(b.element, ctx, b, value) : () => {};
  const make = /select$/.test(b.element.type) ? select : field;
  const control = make(b.element, ctx, b, onChange, { id, describedby: `${id}-note`, invalid: Boolean(error) });
  return h('div', { class: `input${error ? ' input-bad' : ''}` },
    h('label', { for: id, class: 'input-label' }, plain(b.label), b.optional && h('span', { class: 'muted' }, ' (optional)')),
    control,
    h('div', { id: `${id}-note` },
      error && h('div', { class: 'input-error', role: 'alert' }, icon('warning'), error),
      b.hint && h('div', { class: 'input-hint' }, plain(b.hint))));
}
