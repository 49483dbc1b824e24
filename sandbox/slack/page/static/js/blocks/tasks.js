// Steps of work: one task_card, or a plan that holds several.

import { h } from '../dom.js';
import { icon } from '../icons.js';
import { link } from '../render.js';
import { richText } from '../richtext.js';

const STATUS = {
  pending: ['circle', 'waiting'],
  in_progress: ['spin', 'in progress'],
  complete: ['ticked', 'done'],
  error: ['error', 'failed'],
};

function sign(status) {
  const [shape, label] = STATUS[status] || STATUS.pending;
  const mark = shape === 'spin' ? h('span', { class: 'spin', role: 'img', 'aria-label': label }) : icon(shape, label);
  return h('span', { class: `task-sign task-${status || 'pending'}` }, mark);
}

export function taskCard(b, ctx) {
  const more = [
    b.details && richText(b.details, ctx.names),
    b.output && h('div', { class: 'task-output' }, richText(b.output, ctx.names)),
    b.sources?.length && h('div', { class: 'task-sources' }, b.sources.map((s) => link(s.url, s.text))),
  ].filter(Boolean);
  const title = [sign(b.status), !b.hide_title && h('span', { class: 'task-title' }, b.title)];
  if (!more.length) return h('div', { class: 'task' }, title);
  return h('details', { class: 'task', open: b.status === 'in_progress' || b.status === 'error' },
    h('summary', {}, title, icon('right')), h('div', { class: 'task-more' }, more));
}

export function plan(b, ctx) {
  const tasks = b.tasks || [];
  const done = tasks.filter((t) => t.status === 'complete').length;
  return h('details', { class: 'plan', open: true },
    h('summary', {}, icon('right'), h('strong', {}, b.title), h('span', { class: 'muted' }, `${done} of ${tasks.length}`)),
    h('div', { class: 'plan-tasks' }, tasks.map((t) => taskCard(t, ctx))));
}
