// A person's picture: initials on the person's own colour; the app has its tower.

import { h } from './dom.js';
import { tower } from './icons.js';

export function avatar(person, size = 'normal') {
  const cls = `avatar avatar-${size}`;
  if (person.bot) return h('span', { class: `${cls} avatar-app`, 'aria-hidden': 'true' }, tower());
  const letters = person.name.split(/\s+/).filter(Boolean).slice(0, 2).map((w) => w[0]).join('').toUpperCase();
  return h('span', { class: `${cls} hue-${hue(person.id)}`, 'aria-hidden': 'true' }, letters || '?');
}

const hue = (id) => [...String(id)].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 997, 7) % 6;
