// Builds DOM nodes. Every text goes in as a text node, never as HTML, so a
// place name that contains a tag is shown and not run.

const SVG_NS = 'http://www.w3.org/2000/svg';

// These must be set as properties: their attributes hold only the first value.
const AS_PROPERTY = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'open']);

export function h(tag, props, ...kids) {
  return fill(document.createElement(tag), props, kids);
}

export function svg(tag, props, ...kids) {
  return fill(document.createElementNS(SVG_NS, tag), props, kids);
}

function fill(el, props, kids) {
  for (const [name, value] of Object.entries(props || {})) setProp(el, name, value);
  return append(el, ...kids);
}

function setProp(el, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on') && typeof value === 'function') {
    el.addEventListener(name.slice(2).toLowerCase(), value);
  } else if (AS_PROPERTY.has(name)) {
    el[name] = value;
  } else {
    el.setAttribute(name, value === true ? '' : String(value));
  }
}

export function append(el, ...kids) {
  for (const kid of kids.flat(Infinity)) {
    if (kid === undefined || kid === null || kid === false || kid === '') continue;
    el.append(kid);
  }
  return el;
}

export function replace(el, ...kids) {
  el.replaceChildren();
  return append(el, ...kids);
}

// announce speaks a short text to screen readers through the live region.
export function announce(text) {
  const region = document.getElementById('live');
  if (region) region.textContent = text;
}
