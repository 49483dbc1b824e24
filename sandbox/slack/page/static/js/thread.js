// The pane on the right: one thread, and a composer for it.

import { h, replace } from './dom.js';
import { icon } from './icons.js';
import { createList } from './messages.js';
import { createComposer } from './composer.js';
import { createStatus } from './status.js';

export function createThread(app) {
  const state = { place: '', root: '' };
  const list = createList(app, { place: () => state.place, root: () => state.root });
  const status = createStatus(app, { place: () => state.place, thread: () => state.root });
  const composer = createComposer(app, {
    testid: 'thread-composer', sendTestid: 'thread-send', label: () => 'Reply…', slash: false,
    send: (text) => app.send(state.place, text, state.root),
  });
  const heading = h('h2', {}, 'Thread');
  const sub = h('span', { class: 'muted' });
  const box = h('aside', { class: 'thread', 'data-testid': 'thread-pane', 'aria-label': 'Thread', hidden: true },
    h('header', { class: 'pane-head' },
      h('div', {}, heading, sub),
      h('button', { type: 'button', class: 'btn-quiet', 'aria-label': 'Close thread', title: 'Close (Esc)', 'data-testid': 'thread-close', onclick: close }, icon('close'))),
    list.box, status.box, composer.root);

  async function open(place, root, { focus = true } = {}) {
    const fresh = state.root !== root || state.place !== place || box.hidden;
    Object.assign(state, { place, root });
    box.hidden = false;
    document.body.classList.add('with-thread');
    replace(sub, app.placeLabel(place));
    composer.moveTo(`${place}/${root}`);
    if (fresh) list.clear();
    show({ jump: fresh });
    status.show();
    if (focus) composer.focus();
    app.remember();
    await app.fetchThread(place, root);
  }

  function show(how) {
    if (box.hidden) return;
    const messages = app.store.thread(state.place, state.root);
    const root = messages.find((m) => m.ts === state.root);
    replace(heading, root?.title || 'Thread');
    list.show(root ? [root, ...messages.filter((m) => m !== root)] : messages, how);
  }

  function close() {
    if (box.hidden) return false;
    box.hidden = true;
    state.root = '';
    list.clear();
    document.body.classList.remove('with-thread');
    app.remember();
    return true;
  }

  app.store.on('messages', ({ channel }) => { if (channel === state.place) show(); });
  return { box, open, close, show, at: () => (box.hidden ? '' : state.root), place: () => state.place };
}
