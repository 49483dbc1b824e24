// Keys that work anywhere on the page.

export function createKeys(app) {
  document.addEventListener('keydown', (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k' && !app.modals.isOpen()) {
      e.preventDefault();
      return app.switcher.toggle();
    }
    if (e.defaultPrevented || app.modals.isOpen() || document.querySelector('dialog[open]')) return;
    if (e.key === 'Escape') return escape(e);
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || '');
    if (e.altKey && (e.key === 'ArrowUp' || e.key === 'ArrowDown')) return step(e, e.key === 'ArrowUp' ? -1 : 1);
    if (e.key === '/' && !typing) {
      e.preventDefault();
      app.main.focus();
    }
    return undefined;
  });

  function escape(e) {
    if (document.body.classList.contains('with-rail')) document.body.classList.remove('with-rail');
    else if (app.thread.close()) app.main.focus();
    else if (app.road.isOpen()) app.road.toggle(false);
    else return;
    e.preventDefault();
  }

  // step goes to the place above or below, as Alt and the arrows do in Slack.
  function step(e, by) {
    const places = [...app.ws.channels.map((c) => c.name), 'dm', 'home'];
    const next = places.indexOf(app.place) + by;
    e.preventDefault();
    app.go(places.at(next % places.length));
  }
}
