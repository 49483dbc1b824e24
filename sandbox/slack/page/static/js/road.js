// The drawer "Sandbox controls": where the simulated trucks really are, and
// buttons that make things happen on the road or go wrong in between.

import { h, replace, svg } from './dom.js';
import { icon } from './icons.js';
import { number } from './blocks/table.js';

const REFRESH = 4000; // ms, only while the drawer is open
const LAND = { west: 2.5, east: 14.8, south: 4, north: 14 }; // Nigeria, in degrees
const WIDTH = 320;
const HEIGHT = (WIDTH * (LAND.north - LAND.south)) / (LAND.east - LAND.west);

const INCIDENTS = [
  ['breakdown', 'Break down'], ['overspeed', 'Overspeed'], ['fuel_theft', 'Fuel theft'], ['silence', 'Go silent'],
  ['idle', 'Idle long'], ['sos', 'SOS button'], ['crash', 'Crash'], ['device_removal', 'Unplug the device'],
];

export function createRoad(app, faults) {
  const state = { trucks: [], plate: '', filter: '', timer: 0 };
  const map = h('div', { class: 'road-map' });
  const table = h('div', { class: 'road-list', role: 'listbox', 'aria-label': 'Trucks', tabindex: 0 });
  const count = h('span', { class: 'muted' });
  const buttons = h('div', { class: 'road-buttons' });
  const box = h('aside', { class: 'drawer', hidden: true, 'aria-label': 'Sandbox controls', 'data-testid': 'road' },
    h('header', { class: 'pane-head' },
      h('div', {}, h('h2', {}, 'Sandbox controls'), h('span', { class: 'muted' }, 'Not part of the product')),
      h('button', { type: 'button', class: 'btn-quiet', 'aria-label': 'Close sandbox controls', onclick: () => toggle(false) }, icon('close'))),
    h('div', { class: 'drawer-body' },
      h('h3', {}, 'Road ', count), map,
      h('input', { class: 'text', type: 'search', placeholder: 'Plate, state or trip', 'aria-label': 'Filter trucks', oninput: (e) => { state.filter = e.target.value.toLowerCase(); draw(); } }),
      table, buttons, h('h3', {}, 'Faults'),
      h('div', { class: 'road-buttons' }, faults.map((f) => h('button', { type: 'button', class: 'btn btn-small', title: f.hint, onclick: () => send('fault', f.body, f.label) }, f.label)))));

  async function refresh() {
    try {
      const { trucks } = await app.api.fleet();
      state.trucks = trucks || [];
      draw();
    } catch (err) {
      replace(table, h('div', { class: 'menu-note' }, `No fleet to show. ${err.message}`));
    }
  }

  function draw() {
    const found = state.trucks.filter((t) => `${t.plate} ${t.state} ${t.trip || ''}`.toLowerCase().includes(state.filter));
    replace(count, `${found.length} of ${state.trucks.length} trucks`);
    replace(map, drawMap(found, state.plate, pick));
    replace(table, found.map((t) => h('button', {
      type: 'button', class: `road-truck${t.plate === state.plate ? ' at' : ''}`, role: 'option', 'aria-selected': String(t.plate === state.plate), onclick: () => pick(t.plate),
    }, h('i', { class: `spot state-${t.silent ? 'silent' : slug(t.state)}` }), h('b', {}, t.plate), h('span', {}, t.state), h('span', { class: 'muted' }, [tripName(t.trip), t.place].filter(Boolean).join(' · ') || `${number(t.lat)}, ${number(t.lon)}`))));
    drawButtons();
  }

  function drawButtons() {
    if (!state.plate) return replace(buttons, h('span', { class: 'muted' }, 'Choose a truck to make something happen to it.'));
    return replace(buttons, h('b', {}, state.plate), INCIDENTS.map(([kind, label]) =>
      h('button', { type: 'button', class: 'btn btn-small', onclick: () => send('incident', { plate: state.plate, kind }, `${label}: ${state.plate}`) }, label)));
  }

  function pick(plate) {
    state.plate = state.plate === plate ? '' : plate;
    draw();
  }

  async function send(what, body, label) {
    try {
      await app.api[what](body);
      app.toast(`Done. ${label}`);
      refresh();
    } catch (err) {
      app.toast(err.message, 'error');
    }
  }

  function toggle(on = box.hidden) {
    box.hidden = !on;
    clearInterval(state.timer);
    if (!on) return;
    refresh();
    state.timer = setInterval(refresh, REFRESH);
  }

  return { box, toggle, isOpen: () => !box.hidden };
}

const slug = (state) => String(state || '').toLowerCase().replace(/[^a-z]+/g, '-');
const tripName = (trip) => (trip && typeof trip === 'object' ? trip.ref || trip.id : trip) || '';

function drawMap(trucks, picked, pick) {
  const x = (lon) => ((lon - LAND.west) / (LAND.east - LAND.west)) * WIDTH;
  const y = (lat) => ((LAND.north - lat) / (LAND.north - LAND.south)) * HEIGHT;
  const towns = [['Lagos', 6.45, 3.39], ['Abuja', 9.06, 7.49], ['Kano', 12, 8.52], ['Port Harcourt', 4.82, 7.03], ['Onitsha', 6.15, 6.79], ['Maiduguri', 11.83, 13.15]];
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `Map with ${trucks.length} trucks` },
    towns.map(([name, lat, lon]) => [svg('circle', { class: 'town', cx: x(lon), cy: y(lat), r: 2 }), svg('text', { class: 'tick', x: x(lon) + 5, y: y(lat) + 3 }, name)]),
    trucks.map((t) => svg('circle', {
      class: `spot state-${slug(t.state)}${t.plate === picked ? ' at' : ''}`, cx: x(t.lon), cy: y(t.lat), r: t.plate === picked ? 6 : 3.5, onclick: () => pick(t.plate),
    }, svg('title', {}, `${t.plate} · ${t.state}`))));
}
