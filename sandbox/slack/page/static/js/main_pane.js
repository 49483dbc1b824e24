// The middle: the head of the place, its messages or the Home tab, and the
// composer.

import { h, replace } from './dom.js';
import { icon } from './icons.js';
import { avatar } from './avatar.js';
import { createList } from './messages.js';
import { createComposer } from './composer.js';
import { createStatus } from './status.js';
import { createPrompts } from './prompts.js';
import { toggleTheme } from './theme.js';

export function createMain(app) {
  const place = () => app.place;
  const list = createList(app, { place, openThread: (ts) => app.thread.open(app.place, ts), intro, newFrom: () => app.newFrom });
  const status = createStatus(app, { place });
  const prompts = createPrompts(app, { place });
  const composer = createComposer(app, {
    testid: 'composer', sendTestid: 'send', label: () => `Message ${app.placeLabel(app.place)}`,
    send: async (text) => { await app.send(app.place, text); list.toEnd(); },
  });
  const title = h('div', { class: 'pane-title' });
  const chat = h('div', { class: 'chat' }, list.box, h('div', { class: 'chat-foot' }, status.box, prompts.box, composer.root));
  const head = h('header', { class: 'pane-head' },
    h('button', { type: 'button', class: 'btn-quiet only-phone', 'aria-label': 'Channels', onclick: () => document.body.classList.toggle('with-rail') }, icon('menu')),
    title,
    h('button', { type: 'button', class: 'btn-quiet', title: 'Sandbox controls', 'aria-label': 'Sandbox controls', 'data-testid': 'controls', onclick: () => app.road.toggle() }, icon('sliders')),
    h('button', { type: 'button', class: 'btn-quiet', title: 'Light or dark', 'aria-label': 'Light or dark', 'data-testid': 'theme', onclick: toggleTheme }, icon('moon'), icon('sun')));
  const box = h('main', { class: 'main' }, head, chat, app.home.box);

  function intro() {
    if (app.place === 'dm') {
      return h('div', { class: 'intro' }, avatar(app.ws.bot, 'large'), h('h2', {}, app.ws.bot.name),
        h('p', {}, 'Ask where a truck is, who is near a place, or how a trip goes. Plain words are fine.'));
    }
    const channel = app.ws.channels.find((c) => c.name === app.place);
    return h('div', { class: 'intro' }, h('span', { class: 'intro-sign' }, icon('hash')), h('h2', {}, `#${app.place}`),
      h('p', {}, channel?.topic ? `${channel.topic}. ` : '', 'This is the start of the channel. Type / for commands.'));
  }

  function show(slug) {
    const isHome = slug === 'home';
    chat.hidden = isHome;
    app.home.box.hidden = !isHome;
    drawTitle(slug);
    document.title = `${app.placeLabel(slug)} · ${app.ws.title}`;
    if (isHome) return app.home.open();
    list.clear();
    list.show(app.store.roots(slug), { jump: true });
    composer.moveTo(slug);
    status.show();
    prompts.show();
    if (app.isWide()) composer.focus();
    return undefined;
  }

  function drawTitle(slug) {
    const isApp = slug === 'dm' || slug === 'home';
    const channel = app.ws.channels.find((c) => c.name === slug);
    const tab = (to, label) => h('a', {
      class: `tab${slug === to ? ' here' : ''}`, href: `#channel=${to}`, 'aria-current': slug === to ? 'page' : null,
      onclick: (e) => { e.preventDefault(); app.go(to); },
    }, label);
    replace(title, isApp ? avatar(app.ws.bot, 'small') : icon('hash'),
      h('h2', {}, isApp ? app.ws.bot.name : slug), isApp && h('span', { class: 'app-tag' }, 'APP'),
      isApp ? h('nav', { class: 'tabs', 'aria-label': 'Watch Tower' }, tab('home', 'Home'), tab('dm', 'Messages'))
        : h('span', { class: 'topic' }, channel?.topic || ''));
  }

  // note puts a line into a channel that only this page knows.
  function note(text, channel, thread) {
    const ts = `${app.names.now().toFixed(3)}999`;
    app.store.put(channel, { ts, user: 'USLACKBOT', text, thread_ts: thread, ephemeral_to: app.names.me, local: true });
    app.store.tell('messages', { channel });
  }

  app.store.on('messages', ({ channel }) => {
    if (channel === app.place) list.show(app.store.roots(channel));
  });
  return { box, show, note, clear: list.clear, focus: composer.focus };
}
