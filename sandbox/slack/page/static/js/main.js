// Puts the page together and starts it.

import { h } from './dom.js';
import { createApp } from './app.js';
import { applyTheme } from './theme.js';
import { createAPI } from './api.js';
import { readWorkspace } from './names.js';
import { empty } from './home.js';

const RETRY = 2000; // ms between tries while the sandbox starts

function readHash() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

async function loadWorkspace(as) {
  const api = createAPI(() => as);
  for (;;) {
    try {
      return readWorkspace(await api.workspace(), as);
    } catch (err) {
      document.getElementById('app').replaceChildren(h('div', { class: 'boot' }, empty('Waiting for the sandbox', err.message)));
      await new Promise((again) => setTimeout(again, RETRY));
    }
  }
}

const hash = readHash();
applyTheme(hash.theme);
const as = hash.as || 'dispatcher';
const app = createApp(await loadWorkspace(as), { ...hash, as });
document.getElementById('app').replaceChildren(app.root);
await app.start();
