// Where one writes: grows with the text, completes commands and names, sends
// on Enter. A text that could not be sent stays in the box.

import { h, replace } from './dom.js';
import { icon } from './icons.js';
import { avatar } from './avatar.js';
import { suggestions } from './suggest.js';

const MAX_HEIGHT = 240; // px

let count = 0; // makes the ids of suggestion lists differ

export function createComposer(app, { testid, sendTestid, label, slash = true, send }) {
  const listID = `suggest-${++count}`;
  const state = { shown: [], at: 0, sending: false, last: '', drafts: new Map(), place: '' };
  const list = h('div', { class: 'suggest', role: 'listbox', id: listID, 'aria-label': 'Suggestions', hidden: true });
  const area = h('textarea', {
    class: 'composer-text', rows: 1, 'data-testid': testid, 'aria-label': label(), placeholder: label(), enterkeyhint: 'send',
    role: 'combobox', 'aria-expanded': 'false', 'aria-controls': listID, 'aria-autocomplete': 'list', spellcheck: 'true',
  });
  const sendButton = h('button', { type: 'button', class: 'send', 'data-testid': sendTestid, 'aria-label': 'Send', title: 'Send (Enter)', disabled: true, onclick: submit }, icon('send'));
  const root = h('div', { class: 'composer' }, list, h('div', { class: 'composer-box' }, area, toolRow()));

  function toolRow() {
    const tool = (name, title, fn) => h('button', { type: 'button', class: 'tool', title, 'aria-label': title, onclick: () => { fn(); area.focus(); } }, icon(name));
    return h('div', { class: 'composer-tools' },
      tool('bold', 'Bold', () => wrap('*')), tool('italic', 'Italic', () => wrap('_')), tool('strike', 'Strikethrough', () => wrap('~')),
      tool('code', 'Code', () => wrap('`')), h('span', { class: 'tool-gap' }),
      tool('at', 'Mention someone', () => put('@')), tool('smile', 'Emoji', () => put(':wa')),
      slash && tool('slash', 'Commands', () => { if (!area.value) put('/'); }),
      h('span', { class: 'composer-hint' }, h('b', {}, 'Shift + Enter'), ' for a new line'), sendButton);
  }

  function wrap(mark) {
    const { selectionStart: a, selectionEnd: b, value } = area;
    area.setRangeText(`${mark}${value.slice(a, b)}${mark}`, a, b, 'end');
    if (a === b) area.setSelectionRange(a + 1, a + 1);
    changed();
  }

  function put(text) {
    const at = area.selectionStart;
    const space = at && !/\s/.test(area.value[at - 1]) && text !== '/' ? ' ' : '';
    area.setRangeText(space + text, at, area.selectionEnd, 'end');
    changed();
  }

  function changed() {
    area.style.height = 'auto';
    area.style.height = `${Math.min(MAX_HEIGHT, area.scrollHeight)}px`;
    sendButton.disabled = !area.value.trim() || state.sending;
    if (state.place) state.drafts.set(state.place, area.value);
    suggest();
  }

  function suggest() {
    const found = area.selectionStart === area.selectionEnd
      ? suggestions(area.value, area.selectionStart, { commands: app.ws.commands, people: app.ws.users, slash }) : [];
    state.shown = found;
    state.at = 0;
    list.hidden = !found.length;
    area.setAttribute('aria-expanded', String(found.length > 0));
    replace(list, found[0]?.command && h('div', { class: 'suggest-head' }, 'Commands of Watch Tower', h('span', {}, h('kbd', {}, '↑'), h('kbd', {}, '↓'), ' choose ', h('kbd', {}, 'Tab'), ' take')), found.map(option));
    mark(0);
  }

  function option(s, i) {
    const node = h('div', { class: 'suggestion', role: 'option', id: `${listID}-${i}`, 'data-testid': 'suggestion', 'data-value': s.insert.trim() },
      s.person && avatar(s.person, 'tiny'), s.command && h('span', { class: 'suggestion-app' }, avatar({ bot: true }, 'tiny')),
      h('span', { class: 'suggestion-name' }, s.label, s.hint && h('span', { class: 'suggestion-hint' }, s.hint)),
      s.note && h('span', { class: 'suggestion-note' }, s.note));
    node.addEventListener('pointerdown', (e) => { e.preventDefault(); take(i); });
    return node;
  }

  function mark(i) {
    state.at = i;
    const rows = [...list.querySelectorAll('.suggestion')];
    rows.forEach((row, n) => {
      row.classList.toggle('at', n === i);
      row.setAttribute('aria-selected', String(n === i));
    });
    if (!rows[i]) return area.removeAttribute('aria-activedescendant');
    area.setAttribute('aria-activedescendant', rows[i].id);
    return rows[i].scrollIntoView({ block: 'nearest' });
  }

  function take(i) {
    const s = state.shown[i];
    area.setRangeText(s.insert, s.from, area.selectionStart, 'end');
    changed();
    hide();
  }

  function hide() {
    state.shown = [];
    list.hidden = true;
    area.setAttribute('aria-expanded', 'false');
    area.removeAttribute('aria-activedescendant');
  }

  async function submit() {
    const text = area.value.trim();
    if (!text || state.sending) return;
    state.sending = true;
    state.last = area.value;
    set('');
    try {
      await send(text);
    } catch (err) {
      if (!area.value) set(state.last);
      app.toast(err.message, 'error');
    } finally {
      state.sending = false;
      changed();
    }
  }

  function set(text) {
    area.value = text;
    changed();
    hide();
  }

  function suggestKey(e) {
    const n = state.shown.length;
    if (e.key === 'ArrowDown') mark((state.at + 1) % n);
    else if (e.key === 'ArrowUp') mark((state.at - 1 + n) % n);
    else if (e.key === 'Tab' || (e.key === 'Enter' && !exact())) take(state.at);
    else if (e.key === 'Escape') { hide(); e.stopPropagation(); } else return false;
    e.preventDefault();
    return true;
  }

  // A command typed out in full is sent by Enter; it needs no completing.
  const exact = () => state.shown.some((s) => s.command && s.label === area.value.trim());

  function key(e) {
    if (e.isComposing) return;
    if (state.shown.length && suggestKey(e)) return;
    if (e.key === 'Enter' && !e.shiftKey) {
      e.preventDefault();
      submit();
    } else if (e.key === 'ArrowUp' && !area.value && state.last) {
      e.preventDefault();
      set(state.last.trim());
    } else if ((e.ctrlKey || e.metaKey) && { b: '*', i: '_' }[e.key]) {
      e.preventDefault();
      wrap({ b: '*', i: '_' }[e.key]);
    }
  }

  area.addEventListener('keydown', key);
  area.addEventListener('input', changed);
  area.addEventListener('blur', hide);
  return {
    root, set,
    focus: () => area.focus(),
    // moveTo keeps one draft per place.
    moveTo(place) {
      state.place = '';
      set(state.drafts.get(place) || '');
      state.place = place;
      area.placeholder = label();
      area.setAttribute('aria-label', label());
    },
  };
}
