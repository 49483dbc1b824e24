// The left rail: the workspace, who one is, the channels, the app.

import { h, replace } from './dom.js';
import { icon, tower } from './icons.js';
import { avatar } from './avatar.js';

export function createSidebar(app) {
  const places = h('nav', { class: 'places', 'aria-label': 'Channels' });
  const person = h('div', { class: 'person' });
  const box = h('aside', { class: 'rail', id: 'rail' },
    h('header', { class: 'rail-head' }, h('span', { class: 'rail-mark' }, tower()),
      h('div', {}, h('h1', {}, app.ws.bot.name), h('span', { class: 'link-state' })),
      h('button', { type: 'button', class: 'rail-find', title: 'Go to (Ctrl or Cmd and K)', 'aria-label': 'Go to', 'data-testid': 'switcher-open', onclick: () => app.switcher.toggle() }, icon('find'))),
    places, person);

  function drawPerson() {
    const people = app.ws.users.filter((u) => u.as && !u.deleted);
    const me = people.find((u) => u.as === app.as) || people[0];
    const pick = h('select', {
      class: 'person-switch', 'data-testid': 'person-switch', 'aria-label': 'Look at the workspace as',
      onchange: (e) => app.become(e.target.value),
    }, people.map((u) => h('option', { value: u.as, selected: u.as === app.as }, u.name.toLowerCase().includes(u.as) ? u.name : `${u.name} (${u.as})`)));
    replace(person, me && avatar(me, 'normal'), h('label', {}, h('small', {}, 'You are'), pick), icon('down'));
  }

  function row(slug, label, sign, testid) {
    const unread = app.store.unread.get(slug);
    const here = app.place === slug;
    return h('a', {
      class: `place${here ? ' here' : ''}${unread ? ' unread' : ''}`, href: `#channel=${slug}`, 'data-testid': testid,
      'aria-current': here ? 'page' : null, onclick: (e) => { e.preventDefault(); app.go(slug); },
    }, sign, h('span', { class: 'place-name' }, label),
    unread && h('span', { class: `badge${unread.mentions ? ' badge-hot' : ''}`, 'aria-label': `${unread.count} unread` }, unread.count > 99 ? '99+' : unread.count));
  }

  function drawPlaces() {
    replace(places,
      h('h2', {}, 'Channels'),
      app.ws.channels.map((c) => row(c.name, c.name, icon('hash'), `channel-${c.name}`)),
      h('h2', {}, 'Apps'),
      row('dm', app.ws.bot.name, avatar(app.ws.bot, 'tiny'), 'channel-dm'),
      row('home', 'Home', icon('home'), 'home-tab'));
  }

  function draw() {
    drawPerson();
    drawPlaces();
  }

  function setLink(up) {
    const state = box.querySelector('.link-state');
    state.className = `link-state ${up ? 'up' : 'down'}`;
    state.textContent = up ? 'Sandbox, connected' : 'Connecting again…';
  }

  app.store.on('unread', drawPlaces);
  return { box, draw, drawPlaces, setLink };
}
