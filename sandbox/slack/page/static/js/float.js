// Small panels that float over the page: menus and lists. They use the
// browser's top layer, so that a modal's scroll box does not cut them.

import { h } from './dom.js';

const GAP = 4;
const EDGE = 8;

// place puts panel under anchor, or above it where there is more room.
export function place(anchor, panel, { match = false, above = false } = {}) {
  const box = anchor.getBoundingClientRect();
  if (match) panel.style.width = `${Math.max(box.width, 200)}px`;
  const roomBelow = window.innerHeight - box.bottom - EDGE;
  const roomAbove = box.top - EDGE;
  const up = above || (roomBelow < Math.min(panel.scrollHeight, 220) && roomAbove > roomBelow);
  panel.style.maxHeight = `${Math.max(120, Math.min(340, (up ? roomAbove : roomBelow) - GAP))}px`;
  const height = panel.offsetHeight;
  panel.style.top = `${up ? box.top - height - GAP : box.bottom + GAP}px`;
  panel.style.left = `${Math.max(EDGE, Math.min(box.left, window.innerWidth - panel.offsetWidth - EDGE))}px`;
}

// openFloat shows panel beside anchor and returns close. It follows its
// anchor when what is behind scrolls; a press outside closes it.
export function openFloat(anchor, panel, { onClose, ...how } = {}) {
  if (!panel.isConnected) (anchor.closest('dialog') || document.body).append(panel);
  panel.popover = 'manual';
  panel.showPopover();
  place(anchor, panel, how);
  const ends = new AbortController();
  const close = () => {
    if (ends.signal.aborted) return;
    ends.abort();
    panel.remove();
    onClose?.();
  };
  const outside = (e) => {
    if (!panel.contains(e.target) && !anchor.contains(e.target)) close();
  };
  document.addEventListener('pointerdown', outside, { capture: true, signal: ends.signal });
  const follow = (e) => {
    if (e.target instanceof Node && panel.contains(e.target)) return;
    const box = anchor.getBoundingClientRect();
    if (box.bottom < 0 || box.top > window.innerHeight || !anchor.isConnected) close();
    else place(anchor, panel, how);
  };
  document.addEventListener('scroll', follow, { capture: true, signal: ends.signal });
  window.addEventListener('resize', follow, { signal: ends.signal }); // a phone's keyboard that opens, too
  return close;
}

// menu opens a list of choices: [{label, hint, url, pick}].
export function menu(anchor, items) {
  const panel = h('div', { class: 'menu', role: 'menu' });
  let close = () => {};
  const choose = (item) => {
    close();
    anchor.focus();
    item.pick();
  };
  for (const item of items) {
    panel.append(h('button', { type: 'button', class: 'menu-item', role: 'menuitem', tabindex: -1, onclick: () => choose(item) },
      h('span', {}, item.label), item.hint && h('small', {}, item.hint)));
  }
  panel.addEventListener('keydown', (e) => menuKeys(e, panel, () => { close(); anchor.focus(); }));
  anchor.setAttribute('aria-expanded', 'true');
  close = openFloat(anchor, panel, { onClose: () => anchor.setAttribute('aria-expanded', 'false') });
  panel.querySelector('button')?.focus();
  return close;
}

function menuKeys(e, panel, close) {
  const all = [...panel.querySelectorAll('button')];
  const at = all.indexOf(document.activeElement);
  const go = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
  if (go !== undefined) all.at(go % all.length).focus();
  else if (e.key === 'Escape' || e.key === 'Tab') close();
  else return;
  e.preventDefault();
  e.stopPropagation();
}

// confirmDialog asks before an action, as a button's `confirm` wants.
export function confirmDialog({ title, text, yes = 'Confirm', no = 'Cancel', danger = false }) {
  return new Promise((resolve) => {
    const box = h('dialog', { class: 'confirm', 'aria-labelledby': 'confirm-title', 'data-testid': 'confirm' });
    const done = (answer) => {
      box.close();
      box.remove();
      resolve(answer);
    };
    box.append(
      h('h2', { id: 'confirm-title' }, title), h('div', { class: 'confirm-text' }, text),
      h('div', { class: 'dialog-foot' },
        h('button', { type: 'button', class: 'btn', 'data-testid': 'confirm-no', onclick: () => done(false) }, no),
        h('button', { type: 'button', class: `btn ${danger ? 'btn-danger' : 'btn-primary'}`, 'data-testid': 'confirm-yes', autofocus: true, onclick: () => done(true) }, yes)));
    box.addEventListener('cancel', (e) => { e.preventDefault(); done(false); });
    document.body.append(box);
    box.showModal();
  });
}
