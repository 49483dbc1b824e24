// What each event of the live stream does to the store and the page.

import { announce } from './dom.js';
import { isReply } from './store.js';
import { words } from './api.js';

const LOUD = 200; // characters of a new message that a screen reader gets

export function createEvents(app) {
  const { store } = app;
  const place = (ev) => app.names.slug(ev.channel || ev.message?.channel);

  function message(ev) {
    const m = ev.message || ev;
    const channel = place(ev);
    app.names.see(m.ts);
    const isNew = store.put(channel, m);
    const root = isReply(m) && store.box(channel).get(m.thread_ts);
    if (root && !root.thread_ts) store.put(channel, { ts: root.ts, thread_ts: root.ts });
    if (m.user !== app.names.me) calm(channel, m);
    store.tell('messages', { channel });
    if (isNew) arrived(channel, m);
  }

  // calm takes a status away once the app has answered.
  function calm(channel, m) {
    store.setStatus(channel, m.thread_ts, null);
    if (isReply(m)) return;
    store.setStatus(channel, '', null);
  }

  function arrived(channel, m) {
    if (m.user === app.names.me) return;
    const text = (m.text || '').slice(0, LOUD);
    const looking = app.place === channel && !document.hidden && (!isReply(m) || app.thread.at() === m.thread_ts);
    if (looking) announce(`${app.names.user(m.user)}: ${text}`);
    const mine = channel === 'dm' || Boolean(m.ephemeral_to) || (m.text || '').includes(`<@${app.names.me}>`);
    if (app.place !== channel || document.hidden) store.markUnread(channel, mine, isReply(m) ? '' : m.ts);
    // In the direct message an answer to one's own question opens by itself.
    if (channel === 'dm' && isReply(m) && app.place === 'dm' && !app.thread.at() && app.isWide()) {
      app.thread.open('dm', m.thread_ts, { focus: false });
    }
  }

  function remove(ev) {
    store.drop(place(ev), ev.ts || ev.deleted_ts || ev.message?.ts);
  }

  function status(ev) {
    const text = ev.status ?? ev.text ?? '';
    const loading = ev.loading_messages || [];
    store.setStatus(place(ev), ev.thread_ts, text || loading.length ? { text: text || loading[0], loading, at: Date.now() } : null);
  }

  function reaction(ev) {
    const channel = place(ev);
    const ts = ev.ts || ev.message?.ts;
    if (ev.message) store.put(channel, ev.message);
    else if (ev.reactions) store.put(channel, { ts, reactions: ev.reactions });
    else return app.fetchPlace(channel);
    return store.tell('messages', { channel });
  }

  function prompts(ev) {
    const channel = place(ev) || 'dm';
    store.prompts.set(channel, { title: ev.title, prompts: ev.prompts || [] });
    store.tell('prompts', { channel });
  }

  function title(ev) {
    const channel = place(ev);
    store.put(channel, { ts: ev.thread_ts, title: ev.title });
    store.tell('messages', { channel });
  }

  function user(ev) {
    const known = app.ws.users.find((u) => u.id === ev.user.id);
    if (known) Object.assign(known, { name: ev.user.real_name, deleted: ev.user.deleted });
    app.sidebar.draw();
  }

  const DO = {
    message, update: message, ephemeral: message, delete: remove, status, reaction, prompts, title, user,
    view: () => app.syncViews(),
    view_closed: () => app.syncViews(),
    home: (ev) => app.home.show(ev.view),
    trouble: (ev) => app.toast(words(ev.error), 'error'),
  };

  return (ev) => DO[ev.type]?.(ev);
}
