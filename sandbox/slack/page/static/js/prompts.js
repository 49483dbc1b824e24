// Suggested prompts: shown in the direct message while it is still short.

import { h, replace } from './dom.js';

export function createPrompts(app, { place }) {
  const box = h('div', { class: 'prompts', role: 'group', 'aria-label': 'Suggested questions' });

  function show() {
    const set = app.store.prompts.get(place());
    const list = place() !== 'dm' ? [] : set?.prompts?.length ? set.prompts : app.ws.prompts;
    if (!list?.length) return replace(box);
    return replace(box, h('span', { class: 'prompts-title' }, set?.title || 'Try one of these'), list.slice(0, 4).map((p) =>
      h('button', { type: 'button', class: 'prompt', 'data-testid': 'prompt', title: p.message, onclick: () => app.send(place(), p.message).catch((err) => app.toast(err.message, 'error')) }, p.title || p.message)));
  }

  app.store.on('prompts', show);
  return { box, show };
}
