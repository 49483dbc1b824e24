// A list of messages with day dividers, used for a channel and for a thread.
// Only messages that changed are drawn again, so that an open menu, a typed
// value and the place one reads at survive what others post.

import { h, append } from './dom.js';
import { drawMessage } from './message.js';
import { dayKey, dayLabel } from './time.js';

const GROUP_GAP = 300; // seconds within which one author's messages share a head
const NEAR_END = 120; // px from the end that still count as "at the end"

export function createList(app, { place, openThread, intro, root, newFrom = () => '' }) {
  const box = h('div', { class: 'messages', role: 'log', 'aria-live': 'off', tabindex: 0, 'aria-label': 'Messages' });
  const drawn = new Map(); // ts -> {print, node}
  const forms = new Map();

  const dismiss = (m) => app.dismiss(place(), m);

  function entry(m, compact) {
    const print = JSON.stringify([m, compact, openThread && app.store.replies(place(), m), app.names.me]);
    const old = drawn.get(m.ts);
    if (old?.print === print) return old.node;
    const node = drawMessage(m, app, { place: place(), compact, openThread, dismiss, forms });
    drawn.set(m.ts, { print, node });
    return node;
  }

  function show(messages, { jump = false } = {}) {
    const atEnd = jump || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
    const want = intro ? [intro()] : [];
    let before = null;
    for (const m of messages) {
      const newDay = !before || dayKey(before.ts) !== dayKey(m.ts);
      if (newDay && !root) want.push(divider(m.ts));
      const isNew = newFrom() === m.ts;
      if (isNew) want.push(h('div', { class: 'new-line', role: 'separator' }, h('span', {}, 'New')));
      want.push(entry(m, !isNew && !newDay && !(root && before?.ts === root()) && together(before, m)));
      if (root && m.ts === root()) want.push(replyDivider(messages.length - 1));
      before = m;
    }
    settle(box, want.filter(Boolean));
    const live = new Set(messages.map((m) => m.ts));
    for (const ts of drawn.keys()) if (!live.has(ts)) drawn.delete(ts);
    if (atEnd) box.scrollTop = box.scrollHeight;
  }

  const divider = (ts) => h('div', { class: 'day', role: 'separator' }, h('span', {}, dayLabel(ts, app.names.now())));
  const replyDivider = (n) => n > 0 && h('div', { class: 'reply-divider', role: 'separator' }, `${n} ${n === 1 ? 'reply' : 'replies'}`);

  function clear() {
    drawn.clear();
    forms.clear();
    box.replaceChildren();
  }

  box.addEventListener('load', () => {
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 600) box.scrollTop = box.scrollHeight;
  }, true);
  box.addEventListener('keydown', (e) => walk(e, box));
  let atEnd = true; // what grows below the messages must not cover the last one
  box.addEventListener('scroll', () => { atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END; });
  new ResizeObserver(() => { if (atEnd) box.scrollTop = box.scrollHeight; }).observe(box);
  return { box, show, clear, toEnd: () => { box.scrollTop = box.scrollHeight; } };
}

function together(a, b) {
  return a && a.user === b.user && a.username === b.username && Number(b.ts) - Number(a.ts) < GROUP_GAP && !a.ephemeral_to && !b.ephemeral_to;
}

// settle makes parent hold exactly these children, moving as few as it can: a
// node that stays in the page keeps its focus and what was typed in it.
function settle(parent, want) {
  const keep = new Set(want);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  want.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] || null);
  });
  return append(parent);
}

// walk moves between messages with the arrow keys, as in a list.
function walk(e, box) {
  const onMessage = e.target === box || e.target.classList.contains('message');
  if (!onMessage || !['ArrowUp', 'ArrowDown'].includes(e.key)) return;
  const all = [...box.querySelectorAll('.message')];
  const at = all.indexOf(e.target);
  const next = e.key === 'ArrowUp' ? (at < 0 ? all.length - 1 : at - 1) : at + 1;
  all[next]?.focus();
  if (all[next]) e.preventDefault();
}
