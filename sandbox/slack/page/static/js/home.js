// The app's Home tab: a view that the app publishes per person.

import { h, replace } from './dom.js';
import { tower } from './icons.js';
import { renderBlocks } from './blocks/index.js';
import { Form } from './form.js';

export function createHome(app) {
  const body = h('div', { class: 'home-body' });
  const box = h('section', { class: 'home', 'aria-label': 'Home of Watch Tower', tabindex: -1 }, body);
  let form = new Form();
  let shownID = '';

  // open tells the app that the person looks at its Home, then shows it.
  async function open() {
    if (!body.childElementCount) replace(body, h('div', { class: 'empty' }, h('span', { class: 'spin' }), 'Opening…'));
    try {
      const { view } = await app.api.home();
      show(view);
    } catch (err) {
      replace(body, empty('The Home tab could not be opened', err.message));
    }
  }

  function show(view) {
    if (!view?.blocks) return replace(body, empty('Nothing here yet', 'Watch Tower has not published your Home. It does so when it is running and sees you open this tab.'));
    if (view.id !== shownID) form = new Form();
    shownID = view.id;
    form.begin();
    replace(body, renderBlocks(view.blocks, {
      names: app.names, surface: 'home', form, file: app.fileURL,
      act: (action) => app.actInView(view, form, action),
      options: (ask) => app.api.options({ view_id: view.id, ...ask }),
    }));
    return form.end();
  }

  function clear() {
    shownID = '';
    body.replaceChildren();
  }

  return { box, open, show, clear };
}

export function empty(title, text) {
  return h('div', { class: 'empty' }, tower(), h('h3', {}, title), h('p', {}, text));
}
