// The page as a whole: which person, which place, and the few actions that
// several parts share.

import { h } from './dom.js';
import { createAPI } from './api.js';
import { createStream } from './stream.js';
import { Store } from './store.js';
import { createNames } from './names.js';
import { createSidebar } from './sidebar.js';
import { createThread } from './thread.js';
import { createHome } from './home.js';
import { createModals } from './modal.js';
import { createRoad } from './road.js';
import { createMain } from './main_pane.js';
import { createToasts } from './toast.js';
import { createEvents } from './events.js';
import { FAULTS } from './faults.js';
import { createKeys } from './keys.js';
import { createSwitcher } from './switcher.js';
import { encodeMentions, splitCommand } from './suggest.js';

const WIDE = matchMedia('(min-width: 1000px)');

export function createApp(ws, start) {
  const app = {
    ws, as: start.as, place: '', newFrom: '', store: new Store(), names: createNames(ws, start.as), toast: createToasts(),
    isWide: () => WIDE.matches, fileURL,
    go, become, send, act, actInView, react, stop, dismiss, remember, fetchPlace, fetchThread, syncViews, placeLabel, start: begin,
  };
  app.api = createAPI(() => app.as);
  app.thread = createThread(app);
  app.home = createHome(app);
  app.modals = createModals(app);
  app.road = createRoad(app, FAULTS);
  app.main = createMain(app);
  app.switcher = createSwitcher(app);
  app.sidebar = createSidebar(app);
  app.root = h('div', { class: 'shell' }, app.sidebar.box, app.main.box, app.thread.box, app.road.box);
  const stream = createStream({
    onEvent: createEvents(app),
    onUp: ({ again }) => { app.sidebar.setLink(true); if (again) catchUp(); },
    onDown: () => app.sidebar.setLink(false),
  });
  createKeys(app);

  async function begin() {
    app.sidebar.draw();
    stream.open(app.as);
    go(start.channel || 'dispatch', { keepThread: true });
    if (start.thread) app.thread.open(app.place, start.thread, { focus: false });
    if (start.road) app.road.toggle(true);
    await catchUp();
  }

  // catchUp fetches everything anew: after a start and after a break.
  async function catchUp() {
    const slugs = [...ws.channels.map((c) => c.name), 'dm'];
    await Promise.all([...slugs.map(fetchPlace), syncViews()]);
    if (app.thread.at()) await fetchThread(app.thread.place(), app.thread.at());
  }

  async function fetchPlace(channel) {
    const since = app.store.clock;
    await guard(async () => app.store.fill(channel, listOf(await app.api.messages(channel)), { since }));
  }

  async function fetchThread(channel, root) {
    const since = app.store.clock;
    await guard(async () => app.store.fill(channel, listOf(await app.api.messages(channel, { thread_ts: root })), { thread: root, since }));
  }

  async function syncViews() {
    await guard(async () => {
      const got = await app.api.views();
      app.modals.update((Array.isArray(got) ? got : got.views || []).filter((v) => v.type !== 'home'));
    });
  }

  async function guard(work) {
    try {
      await work();
    } catch (err) {
      app.toast(err.message, 'error');
    }
  }

  function go(place, { keepThread = false } = {}) {
    if (!keepThread) app.thread.close();
    app.place = place;
    app.newFrom = app.store.unread.get(place)?.first || '';
    app.store.markRead(place);
    app.main.show(place);
    app.sidebar.drawPlaces();
    document.body.classList.remove('with-rail');
    // The app hears that its messages are looked at, and may suggest prompts.
    if (place === 'dm') app.api.home({ tab: 'messages' }).catch(() => {});
    remember();
  }

  function become(as) {
    app.as = as;
    app.names = createNames(ws, as);
    app.thread.close();
    app.home.clear();
    app.modals.update([]);
    app.store.reset();
    app.main.clear();
    app.sidebar.draw();
    stream.open(as);
    go(app.place);
    catchUp();
  }

  async function send(channel, text, thread) {
    const command = splitCommand(text);
    if (command && thread) return app.main.note(`${command.command} does not work in threads. Send it in the channel.`, channel, thread);
    if (command) return app.api.command({ channel, ...command });
    const body = { channel, text: encodeMentions(text, ws.users) };
    if (thread) body.thread_ts = thread;
    return app.api.say(body);
  }

  async function act(body) {
    await guard(() => app.api.click(body));
  }

  async function react(channel, ts, name) {
    await guard(() => app.api.react({ channel, ts, name }));
  }

  async function stop(channel, thread) {
    await guard(() => app.api.stop({ channel, thread_ts: thread }));
  }

  // actInView first tells what was typed in the view's inputs: the app gets
  // the whole state of a view with every click in it.
  async function actInView(view, form, action) {
    const inputs = new Set((view.blocks || []).filter((b) => b.type === 'input' && !b.dispatch_action).map((b) => b.block_id));
    const typed = form.changes().filter((c) => inputs.has(c.block_id) && c.block_id !== action.block_id);
    await guard(async () => {
      for (const change of typed) await app.api.click({ view_id: view.id, ...change });
    });
    await act({ view_id: view.id, ...action });
  }

  function dismiss(channel, m) {
    app.store.drop(channel, m.ts);
  }

  // remember keeps the place in the address, so that a reload comes back to it.
  function remember() {
    const parts = new URLSearchParams({ as: app.as, channel: app.place });
    if (app.thread.at()) parts.set('thread', app.thread.at());
    history.replaceState(null, '', `#${parts}`);
  }

  function placeLabel(place) {
    if (place === 'dm' || place === 'home') return ws.bot.name;
    return `#${place}`;
  }

  window.addEventListener('hashchange', () => {
    const place = new URLSearchParams(location.hash.slice(1)).get('channel');
    if (place && place !== app.place) go(place);
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) app.store.markRead(app.place); });
  return app;
}

const listOf = (got) => (Array.isArray(got) ? got : got.messages || []);

// fileURL gives what this page may load: a file of the sandbox by path, on
// this very origin, whatever host name the bot knew it by.
function fileURL(ref) {
  if (!ref) return '';
  if (/^F[A-Z0-9]+$/.test(ref)) return `/control/files/${ref}`;
  try {
    const url = new URL(ref, location.href);
    const ours = ['127.0.0.1', 'localhost', '[::1]', location.hostname].includes(url.hostname);
    // The app's own address of a file wants the app's token; people have theirs.
    const file = ours && /^\/files\/([^/]+)\//.exec(url.pathname);
    if (file) return `/control/files/${file[1]}`;
    return ours ? url.pathname + url.search : url.href;
  } catch {
    return '';
  }
}
