// Things to press: buttons, overflow menus, icon and feedback buttons. Other
// elements are handed to selects.js and fields.js.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { OWN } from '../form.js';
import { menu, confirmDialog } from '../float.js';
import { plain, plainNodes, text } from '../render.js';
import { safeURL } from '../mrkdwn.js';
import { thumb } from './layout.js';
import { select } from './selects.js';
import { field } from './fields.js';

const KINDS = {
  button,
  workflow_button: button,
  overflow,
  icon_button: iconButton,
  feedback_buttons: feedback,
  image: (el, ctx) => thumb(el, ctx, 'accessory-image'),
};

export function element(el, ctx, block) {
  if (el.visible_to_user_ids && !el.visible_to_user_ids.includes(ctx.names.me)) return null;
  if (KINDS[el.type]) return KINDS[el.type](el, ctx, block);
  const onChange = (value) => fire(el, ctx, block, value);
  if (/select$/.test(el.type)) return select(el, ctx, block, onChange);
  return field(el, ctx, block, onChange);
}

// fire asks for confirmation where the element wants it, then tells the server.
export async function fire(el, ctx, block, value) {
  if (el.confirm && !(await confirmed(el.confirm, ctx))) return false;
  const action = { action_id: el.action_id };
  if (!block.block_id.startsWith(OWN)) action.block_id = block.block_id;
  if (value !== undefined && value !== null) action.value = value;
  await ctx.act(action);
  return true;
}

function confirmed(c, ctx) {
  return confirmDialog({
    title: plain(c.title) || 'Are you sure?', text: text(c.text, ctx.names),
    yes: plain(c.confirm) || 'Yes', no: plain(c.deny) || 'Cancel', danger: c.style === 'danger',
  });
}

// busy shows that a press went out, and takes no second press until it is back.
async function busy(button, work) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

function button(el, ctx, block) {
  const style = { primary: ' btn-primary', danger: ' btn-danger' }[el.style] || '';
  const attrs = { class: `btn${style}`, 'aria-label': el.accessibility_label, 'data-action-id': el.action_id, 'data-value': el.value };
  if (el.url && safeURL(el.url)) {
    return h('a', { ...attrs, href: el.url, target: '_blank', rel: 'noopener noreferrer', onclick: () => fire({ ...el, confirm: null }, ctx, block, el.value) }, plainNodes(el.text));
  }
  const node = h('button', { type: 'button', ...attrs }, plainNodes(el.text));
  node.addEventListener('click', () => busy(node, () => fire(el, ctx, block, el.value)));
  return node;
}

function overflow(el, ctx, block) {
  const node = h('button', { type: 'button', class: 'btn btn-icon', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': 'More actions', 'data-action-id': el.action_id }, icon('more'));
  node.addEventListener('click', () => menu(node, (el.options || []).map((o) => ({
    label: text(o.text, ctx.names), hint: plain(o.description),
    pick: () => {
      if (o.url && safeURL(o.url)) window.open(o.url, '_blank', 'noopener');
      busy(node, () => fire(el, ctx, block, o.value));
    },
  }))));
  return node;
}

function iconButton(el, ctx, block) {
  const label = el.accessibility_label || plain(el.text);
  const node = h('button', { type: 'button', class: 'btn-quiet', title: label, 'aria-label': label, 'data-action-id': el.action_id, 'data-value': el.value }, icon(el.icon));
  node.addEventListener('click', () => busy(node, () => fire(el, ctx, block, el.value)));
  return node;
}

function feedback(el, ctx, block) {
  const pair = h('div', { class: 'feedback', role: 'group', 'aria-label': 'Was this useful?' });
  const thumbs = [[el.positive_button, 'up'], [el.negative_button, 'thumbdown']];
  for (const [choice, sign] of thumbs) {
    if (!choice) continue;
    const label = choice.accessibility_label || plain(choice.text);
    const node = h('button', { type: 'button', class: 'btn-quiet', title: label, 'aria-label': label, 'aria-pressed': 'false', 'data-action-id': el.action_id, 'data-value': choice.value }, icon(sign));
    node.addEventListener('click', () => busy(node, async () => {
      await fire(el, ctx, block, choice.value);
      for (const b of pair.children) b.setAttribute('aria-pressed', String(b === node));
    }));
    pair.append(node);
  }
  return pair;
}
