// Just enough of a document for the renderers: it keeps text and elements
// apart and writes them out as HTML, escaped, the way a browser would.

const escape = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

class FakeElement {
  constructor(tag) {
    this.tag = tag;
    this.attributes = new Map();
    this.kids = [];
  }

  setAttribute(name, value) { this.attributes.set(name, value); }

  addEventListener() {}

  append(...kids) { this.kids.push(...kids.map((k) => (k instanceof FakeElement ? k : String(k)))); }

  toString() {
    const attrs = [...this.attributes].map(([k, v]) => ` ${k}="${escape(v)}"`).join('');
    return `<${this.tag}${attrs}>${html(this.kids)}</${this.tag}>`;
  }
}

export const html = (kids) => [kids].flat(Infinity).map((k) => (k instanceof FakeElement ? k.toString() : escape(k))).join('');

globalThis.document = {
  createElement: (tag) => new FakeElement(tag),
  createElementNS: (_, tag) => new FakeElement(tag),
};

export const names = {
  me: 'U0DISPATCH',
  user: (id) => ({ U0DISPATCH: 'Dispatcher', U0WATCHTOWER: 'Watch Tower' })[id] || id,
  channel: (id) => ({ C0REPORTS: 'reports' })[id],
  now: () => 1795392000, // 23 November 2026, 00:00 UTC
};
