// Ctrl or Cmd and K: type a few letters of a place and press Enter to go there.

import { h, replace } from './dom.js';
import { icon } from './icons.js';
import { avatar } from './avatar.js';

// rank lists the places that fit what was typed, the best first: names that
// start with it, then names that hold it, then names that hold its letters in order.
export function rank(places, typed) {
  const q = typed.trim().toLowerCase().replace(/^[#@]/, '');
  if (!q) return places;
  const score = ({ name }) => {
    const n = name.toLowerCase();
    if (n.startsWith(q)) return 0;
    if (n.includes(q)) return 1;
    let at = -1;
    return [...q].every((c) => (at = n.indexOf(c, at + 1)) >= 0) ? 2 : 3;
  };
  return places.filter((p) => score(p) < 3).sort((a, b) => score(a) - score(b));
}

export function createSwitcher(app) {
  const state = { shown: [], at: 0 };
  const list = h('div', { class: 'switch-list', role: 'listbox', id: 'switch-list', 'aria-label': 'Places' });
  const field = h('input', {
    class: 'switch-text', type: 'text', role: 'combobox', 'aria-label': 'Go to', 'aria-expanded': 'true', 'aria-controls': 'switch-list',
    'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false', placeholder: 'Go to a channel, or look as someone else', 'data-testid': 'switcher-text', autofocus: true, oninput: draw, onkeydown: key,
  });
  const box = h('dialog', { class: 'switcher', 'aria-label': 'Go to', 'data-testid': 'switcher' }, field, list,
    h('footer', { class: 'switch-foot' }, h('kbd', {}, '↑'), h('kbd', {}, '↓'), ' choose ', h('kbd', {}, 'Enter'), ' go ', h('kbd', {}, 'Esc'), ' close'));
  document.body.append(box);

  function places() {
    const here = app.ws.channels.map((c) => ({ name: c.name, note: c.topic, sign: icon('hash'), go: () => app.go(c.name) }));
    const people = app.ws.users.filter((u) => u.as && !u.deleted && u.as !== app.as)
      .map((u) => ({ name: u.name, note: 'Look as this person', sign: avatar(u, 'tiny'), go: () => app.become(u.as) }));
    return [...here,
      { name: app.ws.bot.name, note: 'Messages', sign: avatar(app.ws.bot, 'tiny'), go: () => app.go('dm') },
      { name: 'Home', note: `Home of ${app.ws.bot.name}`, sign: icon('home'), go: () => app.go('home') }, ...people];
  }

  function draw() {
    state.shown = rank(places(), field.value);
    replace(list, state.shown.map(row), !state.shown.length && h('div', { class: 'menu-note' }, 'Nothing is called that.'));
    mark(0);
  }

  function row(place, i) {
    return h('div', { class: 'suggestion', role: 'option', id: `switch-${i}`, onclick: () => pick(i) },
      h('span', { class: 'switch-sign' }, place.sign), h('span', { class: 'suggestion-name' }, place.name), h('span', { class: 'suggestion-note' }, place.note));
  }

  function mark(i) {
    state.at = i;
    [...list.querySelectorAll('.suggestion')].forEach((node, n) => {
      node.classList.toggle('at', n === i);
      node.setAttribute('aria-selected', String(n === i));
      if (n === i) node.scrollIntoView({ block: 'nearest' });
    });
    if (state.shown[i]) field.setAttribute('aria-activedescendant', `switch-${i}`);
    else field.removeAttribute('aria-activedescendant');
  }

  function pick(i) {
    const place = state.shown[i];
    if (!place) return;
    box.close();
    place.go();
  }

  function key(e) {
    const n = state.shown.length;
    if (e.key === 'ArrowDown' && n) mark((state.at + 1) % n);
    else if (e.key === 'ArrowUp' && n) mark((state.at - 1 + n) % n);
    else if (e.key === 'Enter') pick(state.at);
    else return;
    e.preventDefault();
  }

  function toggle() {
    if (box.open) return box.close();
    field.value = '';
    draw();
    box.showModal();
    return field.focus();
  }

  // A press beside the box closes it, as Escape does.
  box.addEventListener('click', (e) => { if (e.target === box) box.close(); });
  return { toggle, isOpen: () => box.open };
}
