// A text field with a list under it: type to narrow, arrows to move, Enter to
// take, Escape to close. Choices are {value, label, hint, group}.

import { h, replace } from './dom.js';
import { icon } from './icons.js';
import { openFloat } from './float.js';

let count = 0; // makes the ids of option lists differ

export function combobox(o) {
  const listID = `options-${++count}`;
  const state = { picked: [...o.picked], shown: [], at: -1, asked: 0, close: null };
  const field = h('input', {
    class: 'text combo-text', type: 'text', role: 'combobox', id: o.aria.id, autocomplete: 'off', spellcheck: 'false',
    placeholder: o.placeholder, 'aria-expanded': 'false', 'aria-controls': listID, 'aria-autocomplete': 'list',
    'aria-label': o.aria.id ? null : o.placeholder, 'aria-describedby': o.aria.describedby,
    'aria-invalid': o.aria.invalid ? 'true' : null, autofocus: o.focus, 'data-action-id': o.actionID,
  });
  const chips = h('span', { class: 'chips' });
  const root = h('div', { class: `combo${o.multi ? ' combo-multi' : ''}` }, chips, field, icon('down'));
  const list = h('div', { class: 'menu combo-list', role: 'listbox', id: listID });

  const showPicked = () => {
    if (!o.multi) field.value = state.picked[0]?.label || '';
    else replace(chips, state.picked.map((c) => chip(c, () => pick(c))));
  };

  const close = () => {
    state.asked++;
    state.close?.();
  };

  const open = () => {
    if (state.close) return;
    field.setAttribute('aria-expanded', 'true');
    state.close = openFloat(root, list, { match: true, onClose: () => {
      state.close = null;
      field.setAttribute('aria-expanded', 'false');
      field.removeAttribute('aria-activedescendant');
    } });
  };

  const note = (text) => {
    state.shown = [];
    replace(list, h('div', { class: 'menu-note' }, text));
  };

  async function look(query) {
    const asked = ++state.asked;
    open();
    if (query.length < o.minQuery) return note(`Type ${o.minQuery} or more letters`);
    if (o.wait) note('Looking…');
    if (o.wait && query) await new Promise((ready) => setTimeout(ready, o.wait));
    if (asked !== state.asked) return undefined;
    try {
      const found = await o.find(query);
      if (asked !== state.asked) return undefined;
      state.shown = found;
      return draw();
    } catch {
      return asked === state.asked ? note('The choices could not be loaded. Type again.') : undefined;
    }
  }

  function draw() {
    if (!state.shown.length) return note('Nothing found');
    let group = '';
    const rows = state.shown.flatMap((c, i) => {
      const head = c.group && c.group !== group ? h('div', { class: 'menu-group' }, c.group) : null;
      group = c.group || '';
      return [head, option(c, i)];
    });
    replace(list, rows);
    mark(Math.max(0, state.shown.findIndex(isPicked)));
    state.close && openPlace();
    return undefined;
  }

  const openPlace = () => { list.scrollTop = 0; mark(state.at); };
  const isPicked = (c) => state.picked.some((p) => p.value === c.value);

  function option(c, i) {
    const node = h('div', { class: 'menu-item', role: 'option', id: `${listID}-${i}`, 'aria-selected': String(isPicked(c)) },
      h('span', {}, c.label), c.hint && h('small', {}, c.hint));
    node.addEventListener('pointerdown', (e) => { e.preventDefault(); pick(c); });
    node.addEventListener('pointermove', () => mark(i));
    return node;
  }

  function mark(i) {
    state.at = i;
    const rows = [...list.querySelectorAll('[role=option]')];
    rows.forEach((row, n) => row.classList.toggle('at', n === i));
    if (!rows[i]) return;
    rows[i].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', rows[i].id);
  }

  function pick(c) {
    if (!o.multi) state.picked = [c];
    else if (isPicked(c)) state.picked = state.picked.filter((p) => p.value !== c.value);
    else if (state.picked.length < o.max) state.picked = [...state.picked, c];
    if (o.multi) field.value = '';
    close();
    showPicked();
    o.onChange(state.picked);
  }

  function key(e) {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (!state.close) return look('');
      const n = state.shown.length;
      return n && mark((state.at + (e.key === 'ArrowDown' ? 1 : -1) + n) % n);
    }
    if (e.key === 'Enter' && state.close) {
      e.preventDefault();
      if (state.shown[state.at]) pick(state.shown[state.at]);
    }
    if (e.key === 'Escape' && state.close) {
      e.preventDefault();
      e.stopPropagation();
      close();
      showPicked();
    }
    if (e.key === 'Backspace' && o.multi && !field.value && state.picked.length) pick(state.picked.at(-1));
    return undefined;
  }

  field.addEventListener('keydown', key);
  field.addEventListener('input', () => look(field.value.trim()));
  field.addEventListener('click', () => { if (!state.close) { field.select(); look(''); } });
  field.addEventListener('blur', () => {
    close();
    if (!o.multi && !field.value.trim() && state.picked.length) {
      state.picked = [];
      o.onChange(state.picked);
    }
    showPicked();
  });
  showPicked();
  return root;
}

function chip(c, remove) {
  return h('button', { type: 'button', class: 'chip', 'aria-label': `Remove ${c.label}`, onclick: remove }, c.label, icon('close'));
}
