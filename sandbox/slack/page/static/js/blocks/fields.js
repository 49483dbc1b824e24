// Elements one types or ticks: text, number, e-mail, URL, dates and times,
// radio buttons, checkboxes, files.

import { h } from '../dom.js';
import { plain, text } from '../render.js';
import { toLocalInput, fromLocalInput } from '../time.js';

// Each of these is an <input>; `read` turns its text into Slack's value.
const asIs = (v) => v || null;
const INPUTS = {
  plain_text_input: { type: 'text', initial: (el) => el.initial_value },
  email_text_input: { type: 'email', initial: (el) => el.initial_value },
  url_text_input: { type: 'url', initial: (el) => el.initial_value },
  number_input: { type: 'text', mode: 'decimal', initial: (el) => el.initial_value },
  datepicker: { type: 'date', initial: (el) => el.initial_date },
  timepicker: { type: 'time', initial: (el) => el.initial_time },
  datetimepicker: {
    type: 'datetime-local', initial: (el) => el.initial_date_time,
    show: (v) => (v ? toLocalInput(v) : ''), read: (v) => fromLocalInput(v),
  },
  file_input: { type: 'file', initial: () => null },
  rich_text_input: { type: 'text', initial: () => '' },
};

export function field(el, ctx, block, onChange, aria = {}) {
  if (el.type === 'radio_buttons') return choices(el, ctx, block, onChange, 'radio', aria);
  if (el.type === 'checkboxes') return choices(el, ctx, block, onChange, 'checkbox', aria);
  const kind = INPUTS[el.type];
  if (!kind) return h('code', { class: 'unknown-element' }, JSON.stringify(el));
  return typed(el, ctx, block, onChange, kind, aria);
}

function typed(el, ctx, block, onChange, kind, aria) {
  const start = ctx.form.start(block.block_id, el.action_id, { value: kind.initial(el) ?? null });
  const show = kind.show || ((v) => v ?? '');
  const read = kind.read || asIs;
  const long = el.multiline || el.type === 'rich_text_input';
  const node = h(long ? 'textarea' : 'input', {
    class: 'text', id: aria.id, type: long ? null : kind.type, inputmode: kind.mode, rows: long ? 4 : null,
    placeholder: plain(el.placeholder) || null, maxlength: el.max_length, minlength: el.min_length,
    autofocus: el.focus_on_load, autocomplete: 'off', 'aria-label': aria.id ? null : plain(el.placeholder) || el.action_id,
    'aria-describedby': aria.describedby, 'aria-invalid': aria.invalid ? 'true' : null, 'data-action-id': el.action_id,
  });
  if (kind.type !== 'file') node.value = show(start?.value);
  const keep = () => {
    const value = read(node.value);
    ctx.form.set(block.block_id, el.action_id, { value });
    return value;
  };
  node.addEventListener('input', keep);
  listen(node, el, kind, () => onChange(keep()));
  return node;
}

// A picker reports each change; a text only on Enter, or on each letter where
// dispatch_action_config says so.
function listen(node, el, kind, report) {
  if (['date', 'time', 'datetime-local'].includes(kind.type)) {
    node.addEventListener('change', report);
    return;
  }
  const when = el.dispatch_action_config?.trigger_actions_on || ['on_enter_pressed'];
  if (when.includes('on_character_entered')) node.addEventListener('input', report);
  if (when.includes('on_enter_pressed')) {
    node.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && node.tagName === 'INPUT' && !e.isComposing) report();
    });
  }
}

let groups = 0; // makes the names of radio groups differ

function choices(el, ctx, block, onChange, type, aria) {
  const initial = type === 'radio' ? el.initial_option?.value ?? null : (el.initial_options || []).map((o) => o.value);
  const start = ctx.form.start(block.block_id, el.action_id, { value: initial })?.value;
  const picked = new Set([].concat(start ?? []));
  const name = `choice-${++groups}`;
  const report = () => {
    const on = [...box.querySelectorAll('input:checked')].map((n) => n.value);
    const value = type === 'radio' ? on[0] ?? null : on;
    ctx.form.set(block.block_id, el.action_id, { value });
    onChange(value);
  };
  const one = (o, i) => h('label', { class: 'choice' },
    h('input', { type, name, value: o.value, checked: picked.has(o.value), id: i === 0 ? aria.id : null, onchange: report }),
    h('span', {}, text(o.text, ctx.names), o.description && h('small', {}, text(o.description, ctx.names))));
  const box = h('div', { class: 'choices', role: type === 'radio' ? 'radiogroup' : 'group', 'aria-describedby': aria.describedby, 'data-action-id': el.action_id },
    (el.options || []).map(one));
  return box;
}
