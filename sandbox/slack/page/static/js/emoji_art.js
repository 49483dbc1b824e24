// Small drawings of the emoji that this product uses most. A machine without
// an emoji font (a server, a container) would show empty boxes for them.

import { h, svg } from './dom.js';

// Each drawing is a list of [fill, path] on a 20 by 20 grid; a fill that starts
// with "-" is a stroke.
const disc = (fill) => [[fill, 'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16z']];
const HAND = 'M6.500 17V9.500l3-7c1.700 0 2.400 1.200 2.100 2.600L11 8h4.500c1.300 0 2 1 1.700 2.200l-1.300 5.500c-.2.800-.9 1.300-1.800 1.300zM2.500 9.500h3V17h-3z';
const HAND_DOWN = 'M6.500 3v7.500l3 7c1.700 0 2.400-1.200 2.100-2.600L11 12h4.500c1.300 0 2-1 1.700-2.200l-1.300-5.500C15.700 3.500 15 3 14.100 3zM2.500 3h3v7.500h-3z';
const CLOCK = [['#5f7d95', 'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16z'], ['#ffffff', 'M10 4a6 6 0 1 1 0 12 6 6 0 0 1 0-12z'], ['-#31424e', 'M10 6v4h3.500']];
const GLASS = [['#8a5a2b', 'M4.500 2h11v2h-11zM4.500 16h11v2h-11z'], ['#cfe3ef', 'M6 4h8c0 3.500-2.500 4.500-2.500 6s2.500 2.500 2.500 6H6c0-3.500 2.500-4.500 2.500-6S6 7.500 6 4z'], ['#e2a93b', 'M7 16c0-2 3-3 3-3s3 1 3 3zM7.500 6h5L10 9z']];
const BELL = [['#f0b429', 'M10 2c3.500 0 5 2.500 5 5.500 0 4 2 5.500 2 5.500H3s2-1.500 2-5.500C5 4.500 6.500 2 10 2z'], ['#b97f10', 'M8 14.500h4a2 2 0 0 1-4 0z']];

const ART = {
  '🔴': disc('#d9364f'), '🟢': disc('#2f9e58'), '🟡': disc('#f0b429'), '🟠': disc('#ec7f22'), '🔵': disc('#2f78cc'),
  '🟣': disc('#8b52bd'), '🟤': disc('#8a5a3b'), '⚫': disc('#33393d'), '⚪': [['#98a4aa', 'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16z'], ['#f6f8f8', 'M10 3.300a6.700 6.700 0 1 1 0 13.400 6.700 6.700 0 0 1 0-13.400z']],
  '✅': [['#2f9e58', 'M5 2h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z'], ['-#ffffff', 'M5.500 10.500l3 3 6-7']],
  '✔': [['-#2f9e58', 'M3.500 10.500l4 4.500 9-10.500']], '❌': [['-#d9364f', 'M4 4l12 12M16 4L4 16']],
  '⚠': [['#f0b429', 'M10 2l9 16H1z'], ['-#3a2c00', 'M10 7.500v5M10 15.300v.1']],
  '🚨': [['#d9364f', 'M5 13V9.500a5 5 0 0 1 10 0V13z'], ['#5d6a70', 'M3 13.500h14V17H3z'], ['-#d9364f', 'M10 1v1.500M2.500 4.500l1.200 1M17.500 4.500l-1.200 1']],
  '🚚': [['#2f78cc', 'M1 5h10v9H1z'], ['#7fb2e8', 'M11.500 8H16l3 3.500V14h-7.500z'], ['#263238', 'M5 12.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM15 12.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4z']],
  '📍': [['#d9364f', 'M10 1.500a5 5 0 0 1 1 9.900V18l-1 1-1-1v-6.600a5 5 0 0 1 1-9.900z'], ['#f7a3b0', 'M8.500 4a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z']],
  '⌛': GLASS, '⏳': GLASS, '🕒': CLOCK, '🕐': CLOCK, '⏰': CLOCK, '⏱': CLOCK,
  '⛽': [['#d9364f', 'M3 2h8a1 1 0 0 1 1 1v15H2V3a1 1 0 0 1 1-1z'], ['#dceaf3', 'M4 4.500h6V9H4z'], ['-#56636a', 'M12.500 10.500h2V15c0 2 2.500 2 2.500 0V7l-2.500-3']],
  '📦': [['#c58b4e', 'M2 6l8-4 8 4v9l-8 4-8-4z'], ['#e3b47d', 'M2 6l8-4 8 4-8 4z'], ['-#8c5c28', 'M10 10.500v8']],
  '🔍': [['#5d6a70', 'M12 13.500l1.500-1.500 5 5-1.500 1.500z'], ['#7b8a92', 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z'], ['#d6ebf7', 'M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z']],
  '📝': [['#f4f6f7', 'M3 2h12v16H3z'], ['-#8b979d', 'M5.500 6h7M5.500 9.500h7M5.500 13h3'], ['#f0b429', 'M10 16l1-3 6-6 2 2-6 6z']],
  '📋': [['#c58b4e', 'M3 3h14v15H3z'], ['#f4f6f7', 'M5 5.500h10V16H5z'], ['#6c7a81', 'M7 1.500h6V5H7z']],
  '💬': [['#e4eaec', 'M3 3h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H9l-4 4v-4H3a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z'], ['#6c7a81', 'M5 7.700h2v2H5zM9 7.700h2v2H9zM13 7.700h2v2h-2z']],
  '👍': [['#f0b429', HAND]], '👎': [['#f0b429', HAND_DOWN]], '🔔': BELL,
  '🔕': [...BELL, ['-#d9364f', 'M3 3l14 14']],
  '🛑': [['#d9364f', 'M6.500 2h7L18 6.500v7L13.500 18h-7L2 13.500v-7z'], ['#ffffff', 'M5 9h10v2.200H5z']],
  '📈': [['#f4f6f7', 'M2 2h16v16H2z'], ['-#2f9e58', 'M4 14l4-4 3 2 5-7']], '📉': [['#f4f6f7', 'M2 2h16v16H2z'], ['-#d9364f', 'M4 6l4 4 3-2 5 7']],
  '📊': [['#f4f6f7', 'M2 2h16v16H2z'], ['#2f9e58', 'M4.500 9h2.500v7H4.500z'], ['#2f78cc', 'M8.800 5h2.500v11H8.800z'], ['#ec7f22', 'M13 11h2.500v5H13z']],
  '📅': [['#f4f6f7', 'M2 3h16v15H2z'], ['#d9364f', 'M2 3h16v4.500H2z'], ['#6c7a81', 'M5 10h3v2.500H5zM9.500 10h3v2.500h-3z']],
  '👤': [['#5f7d95', 'M10 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM2.500 18c.5-9 14.500-9 15 0z']],
  '🏁': [['#33393d', 'M3 2h2v17H3z'], ['#f4f6f7', 'M5 3h12v9H5z'], ['#33393d', 'M5 3h3v3H5zM11 3h3v3h-3zM8 6h3v3H8zM14 6h3v3h-3zM5 9h3v3H5zM11 9h3v3h-3z']],
  '👀': [['#ffffff', 'M6 4c2 0 3.500 2.700 3.500 6S8 16 6 16s-3.500-2.700-3.500-6S4 4 6 4zM14 4c2 0 3.500 2.700 3.500 6s-1.500 6-3.500 6-3.500-2.700-3.500-6S12 4 14 4z'], ['-#6c7a81', 'M6 4c2 0 3.500 2.700 3.500 6S8 16 6 16s-3.500-2.700-3.500-6S4 4 6 4zM14 4c2 0 3.500 2.700 3.500 6s-1.500 6-3.500 6-3.500-2.700-3.500-6S12 4 14 4z'], ['#263238', 'M7 8a1.800 2.300 0 1 1 0 4.600A1.800 2.300 0 0 1 7 8zM15 8a1.800 2.300 0 1 1 0 4.600A1.800 2.300 0 0 1 15 8z']],
  '⛔': [['#d9364f', 'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16z'], ['#ffffff', 'M5 8.700h10v2.600H5z']],
  '🔧': [['-#6c7a81', 'M4 16l8-8'], ['#6c7a81', 'M11 9a4.500 4.500 0 0 1 5-6.500L13.500 5l.5 1.500 1.500.5L18 4.500A4.500 4.500 0 0 1 11 9z']],
  '🔁': [['-#2f78cc', 'M4 9V7h11M12.500 4.500L15 7l-2.500 2.500M16 11v2H5M7.500 10.500L5 13l2.500 2.500']],
  'ℹ': [['#2f78cc', 'M5 2h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z'], ['-#ffffff', 'M10 9.500V14M10 6v.1']],
};
ART['🚛'] = ART['🚚'];
ART['📌'] = ART['📍'];

const KNOWN = new RegExp(`(${Object.keys(ART).join('|')})\uFE0F?`, 'u');

// emojiNode draws one emoji; a char without a drawing is left to the font.
export function emojiNode(char, name) {
  const label = (name || char).replaceAll('_', ' ');
  const art = ART[char.replace(/\uFE0F/g, '')];
  if (!art) return h('span', { class: 'emoji', role: 'img', 'aria-label': label, title: name && `:${name}:` }, char);
  return svg('svg', { class: 'emoji-art', viewBox: '0 0 20 20', role: 'img', 'aria-label': label }, name && svg('title', {}, `:${name}:`), art.map(([fill, d]) => (
    fill.startsWith('-')
      ? svg('path', { d, fill: 'none', stroke: fill.slice(1), 'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })
      : svg('path', { d, fill }))));
}

// withEmoji splits a text at the emoji that have a drawing.
export function withEmoji(text) {
  const parts = text.split(KNOWN);
  return parts.length === 1 ? [text] : parts.map((part, i) => (i % 2 ? emojiNode(part) : part));
}
