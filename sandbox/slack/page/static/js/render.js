// Draws the trees of mrkdwn.js and markdown.js, and Slack's text objects.
// `names` tells who U… and C… are and what time it is.

import { h } from './dom.js';
import { parse, inline, unescape, safeURL } from './mrkdwn.js';
import { replaceEmoji } from './emoji.js';
import { emojiNode, withEmoji } from './emoji_art.js';
import { formatDate, fullTime } from './time.js';

const SHORT = 24; // characters; a code this short, such as a plate, is not broken over lines

export function link(url, ...kids) {
  if (!safeURL(url)) return h('span', {}, ...kids);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', class: 'link' }, ...kids);
}

export function mention(id, names) {
  const mine = id === names.me ? ' mention-me' : '';
  return h('span', { class: `mention${mine}`, 'data-id': id }, `@${names.user(id)}`);
}

const channelLink = (id, label, names) =>
  h('a', { class: 'mention', href: `#channel=${encodeURIComponent(names.channel(id) || label || id)}` }, `#${names.channel(id) || label || id}`);

export function dateText(node, names) {
  let shown = node.label || '';
  let title = null;
  try {
    shown = formatDate(node.seconds, node.format, names.now());
    title = fullTime(node.seconds);
  } catch {
    // A timestamp outside what Date can hold: the fallback stays.
  }
  const time = h('time', { title, class: 'date' }, shown);
  return node.url ? link(node.url, time) : time;
}

const DRAW = {
  text: (n) => withEmoji(n.text),
  br: () => h('br'),
  bold: (n, names) => h('strong', {}, draw(n.kids, names)),
  italic: (n, names) => h('em', {}, draw(n.kids, names)),
  strike: (n, names) => h('s', {}, draw(n.kids, names)),
  code: (n) => h('code', { class: n.text.length <= SHORT ? 'short' : null }, n.text),
  link: (n, names) => link(n.url, draw(n.kids, names)),
  user: (n, names) => mention(n.id, names),
  channel: (n, names) => channelLink(n.id, n.label, names),
  special: (n) => h('span', { class: 'mention mention-me' }, `@${n.name}`),
  date: (n, names) => dateText(n, names),
  emoji: (n) => emojiNode(n.char, n.name),
  para: (n, names) => h('div', { class: 'para' }, draw(n.kids, names)),
  quote: (n, names) => h('blockquote', {}, draw(n.kids, names)),
  pre: (n) => h('pre', { tabindex: 0 }, h('code', {}, n.text)),
  rule: () => h('hr'),
  heading: (n, names) => h(`h${Math.min(6, n.level + 2)}`, { class: `md-h md-h${n.level}` }, draw(n.kids, names)),
  list: (n, names) => drawList(n, names),
  grid: (n, names) => drawGrid(n, names),
  check: (n) => h('input', { type: 'checkbox', disabled: true, checked: n.done, 'aria-label': n.done ? 'done' : 'not done' }),
};

export function draw(nodes, names) {
  return nodes.map((n) => DRAW[n.t](n, names));
}

function drawList(n, names) {
  const attrs = { class: 'list', start: n.ordered && n.start !== 1 ? n.start : null };
  return h(n.ordered ? 'ol' : 'ul', attrs, n.items.map((item) =>
    h('li', { class: `indent-${item.indent || 0}` }, draw(item.kids, names))));
}

function drawGrid(n, names) {
  const cell = (tag) => (kids) => h(tag, {}, draw(kids, names));
  return h('div', { class: 'table-scroll', tabindex: 0 }, h('table', { class: 'grid' },
    h('thead', {}, h('tr', {}, n.head.map(cell('th')))),
    h('tbody', {}, n.rows.map((row) => h('tr', {}, row.map(cell('td')))))));
}

export const mrkdwn = (text, names) => draw(parse(text), names);
export const mrkdwnLine = (text, names) => draw(inline(String(text ?? '')), names);

// plain draws plain_text: entities decoded, emoji names replaced unless off.
export function plain(object) {
  if (!object) return '';
  const text = unescape(typeof object === 'string' ? object : String(object.text ?? ''));
  return object.emoji === false ? text : replaceEmoji(text);
}

// text draws a Slack text object, plain or mrkdwn.
export const plainNodes = (object) => withEmoji(plain(object));

export function text(object, names) {
  if (!object) return [];
  if (typeof object === 'string') return mrkdwn(object, names);
  if (object.type !== 'mrkdwn') return [h('span', { class: 'plain' }, plainNodes(object))];
  return mrkdwn(object.text, names);
}
