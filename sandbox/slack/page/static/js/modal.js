// Modals: a stack of views per person. The server owns the stack; the page
// shows its top, keeps what was typed in every view of it, and puts the
// server's field errors beside the fields.

import { h, replace } from './dom.js';
import { icon, tower } from './icons.js';
import { plain } from './render.js';
import { renderBlocks } from './blocks/index.js';
import { Form } from './form.js';

// print tells one drawing of a view from another; its `state` is not drawn.
const print = (v) => JSON.stringify([v.hash, v.title, v.submit, v.close, v.blocks]);

export function createModals(app) {
  const dialog = h('dialog', { class: 'modal', 'data-testid': 'modal', 'aria-labelledby': 'modal-title' });
  const state = { stack: [], busy: false, cameFrom: null };
  document.body.append(dialog);

  // update takes the server's stack, bottom first.
  function update(views) {
    const before = top();
    state.stack = views.map((view) => {
      const old = state.stack.find((e) => e.view.id === view.id);
      const same = old && print(old.view) === print(view);
      return same ? old : { view, form: old?.form || new Form(), errors: {}, body: null };
    });
    const now = top();
    if (!now) return shut();
    if (now === before && dialog.open) return undefined;
    return show(now, before?.view.id !== now.view.id);
  }

  const top = () => state.stack.at(-1);

  function shut() {
    if (!dialog.open) return;
    dialog.close();
    dialog.replaceChildren();
    state.cameFrom?.isConnected && state.cameFrom.focus();
    state.cameFrom = null;
  }

  function show(entry, fresh) {
    const place = fresh ? 0 : dialog.querySelector('.modal-body')?.scrollTop || 0;
    const focus = fresh ? '' : document.activeElement?.id;
    const { view } = entry;
    dialog.dataset.viewId = view.id;
    dialog.dataset.callbackId = view.callback_id || '';
    const body = h('div', { class: 'modal-body' });
    drawBody(entry, body);
    replace(dialog, head(view), h('form', { class: 'modal-form', novalidate: true, onsubmit: (e) => { e.preventDefault(); submit(); } }, body, foot(view)));
    state.busy = false;
    if (!dialog.open) {
      state.cameFrom = document.activeElement;
      dialog.showModal();
    }
    body.scrollTop = place;
    const field = (focus && document.getElementById(focus)) || body.querySelector('[autofocus], input, textarea');
    if (fresh || focus) field?.focus();
  }

  function head(view) {
    const deep = state.stack.length > 1;
    return h('header', { class: 'modal-head' },
      deep ? h('button', { type: 'button', class: 'btn-quiet', 'aria-label': 'Back', onclick: close }, icon('back')) : h('span', { class: 'modal-mark' }, tower()),
      h('h2', { id: 'modal-title' }, plain(view.title)),
      h('button', { type: 'button', class: 'btn-quiet', 'aria-label': 'Close', 'data-testid': 'modal-x', onclick: close }, icon('close')));
  }

  function foot(view) {
    const hasInput = (view.blocks || []).some((b) => b.type === 'input');
    const submitText = plain(view.submit) || (hasInput ? 'Submit' : '');
    return h('footer', { class: 'dialog-foot' },
      h('div', { class: 'modal-note', role: 'alert' }),
      h('button', { type: 'button', class: 'btn', 'data-testid': 'modal-close', onclick: close }, plain(view.close) || (submitText ? 'Cancel' : 'Close')),
      submitText && h('button', { type: 'submit', class: 'btn btn-primary', 'data-testid': 'modal-submit' }, submitText));
  }

  function drawBody(entry, body) {
    const { view, form, errors } = entry;
    form.begin();
    replace(body, renderBlocks(view.blocks, {
      names: app.names, surface: 'modal', form, errors, file: app.fileURL,
      act: (action) => app.actInView(view, form, action),
      options: (ask) => app.api.options({ view_id: view.id, ...ask }),
    }));
    form.end();
  }

  // missing finds required inputs without a value, as Slack does before it sends.
  function missing(entry) {
    const values = entry.form.values();
    const out = {};
    for (const b of entry.view.blocks || []) {
      if (b.type !== 'input' || b.optional) continue;
      const value = values[b.block_id]?.[b.element.action_id];
      if (value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)) out[b.block_id] = 'Please fill this in.';
    }
    return out;
  }

  async function submit() {
    const entry = top();
    if (!entry || state.busy) return;
    const errors = missing(entry);
    if (Object.keys(errors).length) return fail(entry, errors);
    setBusy(true);
    try {
      const reply = await app.api.submit({ view_id: entry.view.id, values: entry.form.values() });
      if (reply.ok === false && reply.errors) fail(entry, reply.errors);
      else if (reply.ok === false) note(reply.message || reply.error || 'That could not be sent. Try again.');
      else await app.syncViews();
    } catch (err) {
      note(err.message);
    } finally {
      setBusy(false);
    }
    return undefined;
  }

  function fail(entry, errors) {
    entry.errors = errors;
    const body = dialog.querySelector('.modal-body');
    const place = body.scrollTop;
    drawBody(entry, body);
    body.scrollTop = place;
    const known = new Set((entry.view.blocks || []).map((b) => b.block_id));
    note(Object.entries(errors).filter(([id]) => !known.has(id)).map(([, text]) => text).join(' '));
    body.querySelector('.input-bad input, .input-bad textarea')?.focus();
    body.querySelector('.input-bad')?.scrollIntoView({ block: 'nearest' });
  }

  function note(text) {
    const place = dialog.querySelector('.modal-note');
    if (place) place.textContent = text;
  }

  function setBusy(busy) {
    state.busy = busy;
    const button = dialog.querySelector('[data-testid=modal-submit]');
    if (button) busy ? button.setAttribute('aria-busy', 'true') : button.removeAttribute('aria-busy');
    dialog.classList.toggle('busy', busy);
  }

  async function close() {
    const entry = top();
    if (!entry || state.busy) return;
    update(state.stack.slice(0, -1).map((e) => e.view));
    try {
      await app.api.close({ view_id: entry.view.id });
    } catch (err) {
      app.toast(err.message, 'error');
    }
    await app.syncViews();
  }

  dialog.addEventListener('cancel', (e) => { e.preventDefault(); close(); });
  return { update, isOpen: () => dialog.open };
}
