// The line under a list that says what the app is doing. Slack takes a status
// away by itself after two minutes; so does this.

import { h, replace, announce } from './dom.js';
import { icon } from './icons.js';

const LIFE = 120000; // ms
const TURN = 3000; // ms each loading message stays

export function createStatus(app, { place, thread }) {
  const box = h('div', { class: 'status', role: 'status' });
  let timer = 0;

  function show() {
    clearInterval(timer);
    const status = app.store.status(place(), thread?.());
    if (!status) return box.replaceChildren();
    const lines = status.loading?.length ? status.loading : [status.text];
    let turn = 0;
    const draw = () => {
      if (Date.now() - status.at > LIFE) return app.store.setStatus(place(), thread?.(), null);
      const line = lines[turn++ % lines.length];
      return replace(box, h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), h('b', {}, app.ws.bot.name), ` ${line}`,
        thread?.() && h('button', { type: 'button', class: 'stop', 'aria-label': `Stop ${app.ws.bot.name}`, title: 'Stop', 'data-testid': 'stop', onclick: () => app.stop(place(), thread()) }, icon('stop'), 'Stop'));
    };
    draw();
    announce(`${app.ws.bot.name} ${lines[0]}`);
    timer = setInterval(draw, TURN);
    return undefined;
  }

  app.store.on('status', show);
  return { box, show };
}
