import test from 'node:test';
import assert from 'node:assert/strict';
import './fake_dom.mjs';
import { suggestions, encodeMentions, splitCommand } from '../static/js/suggest.js';
import { Form } from '../static/js/form.js';
import { Store, compareTS } from '../static/js/store.js';
import { scale } from '../static/js/blocks/chart.js';
import { rank } from '../static/js/switcher.js';
import { readWorkspace, createNames } from '../static/js/names.js';

const known = {
  commands: [{ command: '/trucks-near', hint: 'place', description: 'Near' }, { command: '/trip', hint: '', description: 'Trips' }],
  people: [{ id: 'U0WATCHTOWER', name: 'Watch Tower', bot: true }, { id: 'U0DRIVER', name: 'Moses Okafor', bot: false }],
};
const labels = (text) => suggestions(text, text.length, known).map((s) => s.label);

test('commands are offered at the start only, best first', () => {
  assert.deepEqual(labels('/tr'), ['/trucks-near', '/trip']);
  assert.deepEqual(labels('/near'), ['/trucks-near']);
  assert.deepEqual(labels('go /tr'), []);
  assert.deepEqual(labels('/trip cr'), []);
});

test('people are offered after @, by any of their names', () => {
  assert.deepEqual(labels('hi @wat'), ['Watch Tower']);
  assert.deepEqual(labels('@Watch T'), ['Watch Tower']);
  assert.deepEqual(labels('@oka'), ['Moses Okafor']);
  assert.deepEqual(labels('a@wat'), []);
});

test('names become mentions, longer words do not', () => {
  assert.equal(encodeMentions('@watch tower, ask @Moses Okafor', known.people), '<@U0WATCHTOWER>, ask <@U0DRIVER>');
  assert.equal(encodeMentions('@Watch Towers', known.people), '@Watch Towers');
});

test('a command is split from its text', () => {
  assert.deepEqual(splitCommand('/trucks-near Apapa 10km'), { command: '/trucks-near', text: 'Apapa 10km' });
  assert.deepEqual(splitCommand('/fleet'), { command: '/fleet', text: '' });
  assert.equal(splitCommand('// no'), null);
  assert.equal(splitCommand('a /fleet'), null);
});

test('a form keeps what was typed, sends emptied fields as null, forgets what is gone', () => {
  const form = new Form();
  form.begin();
  form.start('b', 'a', { value: 'first' });
  form.start('c', 'a', { value: 'x' });
  form.end();
  form.set('b', 'a', { value: null });
  assert.deepEqual(form.values(), { b: { a: null }, c: { a: 'x' } });
  assert.deepEqual(form.changes(), [{ block_id: 'b', action_id: 'a', value: null }]);
  assert.deepEqual(form.changes(), []);
  form.begin();
  assert.equal(form.start('b', 'a', { value: 'first' }).value, null);
  form.end();
  assert.deepEqual(form.values(), { b: { a: null } });
});

test('replies live in their thread and are counted under its root', () => {
  const store = new Store();
  store.fill('dispatch', [{ ts: '10.000200', user: 'A' }, { ts: '9.000100', user: 'B', thread_ts: '9.000100' }]);
  store.put('dispatch', { ts: '11.000100', user: 'C', thread_ts: '9.000100' });
  store.put('dispatch', { ts: '12.000100', user: 'C', thread_ts: '9.000100', broadcast: true });
  assert.deepEqual(store.roots('dispatch').map((m) => m.ts), ['9.000100', '10.000200', '12.000100']);
  assert.equal(store.replies('dispatch', { ts: '9.000100' }).count, 2);
  store.fill('dispatch', [{ ts: '10.000200', user: 'A' }]);
  assert.equal(store.box('dispatch').has('9.000100'), false, 'what the server dropped is dropped');
  assert.ok(compareTS('9.000100', '10.000100') < 0);
});

test('a fetch that took long undoes nothing that was told meanwhile', () => {
  const store = new Store();
  store.put('dispatch', { ts: '1.000100', text: 'old', title: '' });
  const since = store.clock;
  store.put('dispatch', { ts: '1.000100', title: 'Today so far' });
  store.put('dispatch', { ts: '2.000100', text: 'new' });
  store.fill('dispatch', [{ ts: '1.000100', text: 'old', title: '' }], { since });
  assert.deepEqual(store.roots('dispatch').map((m) => [m.text, m.title]), [['old', 'Today so far'], ['new', undefined]]);
});

test('a chart scale is round and holds every value and zero', () => {
  assert.deepEqual(scale([3, 29]).ticks, [0, 10, 20, 30]);
  assert.deepEqual(scale([]).ticks.at(0), 0);
  assert.ok(scale([-5, 5]).ticks.includes(0));
});

test('the workspace is read, ids get names, direct messages a common one', () => {
  const ws = readWorkspace({
    users: [{ id: 'U0DISPATCH', as: 'dispatcher', name: 'dispatcher', real_name: 'Dispatcher' }, { id: 'U0WATCHTOWER', real_name: 'Watch Tower', bot: true }],
    channels: [{ id: 'C0DISPATCH', name: 'dispatch', topic: 'x' }], bot: { id: 'B0', user: 'U0WATCHTOWER' }, now: '2026-11-23T00:00:00Z',
  });
  const names = createNames(ws, 'dispatcher');
  assert.equal(names.me, 'U0DISPATCH');
  assert.equal(names.slug('C0DISPATCH'), 'dispatch');
  assert.equal(names.slug('D0DISPATCH'), 'dm');
  assert.equal(ws.bot.name, 'Watch Tower');
  assert.ok(names.now() >= 1795392000);
});

test('a guest sees the channels a guest is in', () => {
  const raw = {
    users: [{ id: 'U0GUEST', as: 'guest' }],
    channels: [{ id: 'C1', name: 'dispatch', members: ['U0GUEST'] }, { id: 'C2', name: 'reports', members: ['U0ADMIN'] }],
  };
  assert.deepEqual(readWorkspace(raw, 'guest').channels.map((c) => c.name), ['dispatch']);
  assert.equal(readWorkspace(raw).channels.length, 2);
});

test('the switcher puts the nearest name first', () => {
  const places = ['dispatch', 'ops-alerts', 'reports', 'Home'].map((name) => ({ name }));
  const found = (typed) => rank(places, typed).map((p) => p.name);
  assert.deepEqual(found(''), ['dispatch', 'ops-alerts', 'reports', 'Home']);
  assert.deepEqual(found('re'), ['reports']);
  assert.deepEqual(found('o'), ['ops-alerts', 'reports', 'Home']);
  assert.deepEqual(found('#dsp'), ['dispatch']);
  assert.deepEqual(found('zz'), []);
});

test('new messages begin at the first one not seen', () => {
  const store = new Store();
  store.markUnread('dispatch', false, '1.1');
  store.markUnread('dispatch', true, '2.1');
  assert.deepEqual(store.unread.get('dispatch'), { count: 2, mentions: 1, first: '1.1' });
});
