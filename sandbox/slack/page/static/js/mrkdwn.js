// Reads Slack's mrkdwn into a small tree. Pure: knows no DOM (render.js draws
// the tree). What is not understood stays text, exactly as it was written.

import { emoji } from './emoji.js';

const STYLES = { '*': 'bold', '_': 'italic', '~': 'strike' };
const WORD = /[\p{L}\p{N}]/u;
const SAFE_URL = /^(https?:\/\/|mailto:|tel:)[^\s]+$/i;
const BARE_URL = /^https?:\/\/[^\s<>|*~`]+[^\s<>|*~`.,;:!?)\]'"]/i;
const MAX_DEPTH = 6;

export const safeURL = (url) => SAFE_URL.test(String(url));

// unescape turns Slack's three entities back into characters, once.
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>' })[name]);
}

// escape is what Slack's own composer does to typed text before it is sent.
export function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

// parse returns blocks: para, quote, pre and list.
export function parse(text) {
  const out = [];
  const parts = String(text ?? '').split(/```\n?([\s\S]+?)\n?```/);
  parts.forEach((part, i) => {
    if (i % 2) out.push({ t: 'pre', text: unescape(part) });
    else parseLines(part, out, { first: i === 0, last: i === parts.length - 1 });
  });
  return out;
}

function parseLines(part, out, edge) {
  let text = part;
  if (!edge.first) text = text.replace(/^\n/, '');
  if (!edge.last) text = text.replace(/\n$/, '');
  if (text === '') return;
  let quoteRest = false;
  for (const line of text.split('\n')) {
    if (/^(>>>|&gt;&gt;&gt;)/.test(line)) quoteRest = true;
    const quote = line.match(/^(?:>>>|&gt;&gt;&gt;|>|&gt;) ?(.*)$/);
    const item = line.match(/^(\s*)(?:([•◦▪-])|(\d{1,3})[.)])\s+(\S.*)$/);
    if (quote || quoteRest) addTo(out, 'quote', inline(quote ? quote[1] : line));
    else if (item) addItem(out, item);
    else addTo(out, 'para', inline(line));
  }
}

function addTo(out, kind, kids) {
  const last = out.at(-1);
  if (last && last.t === kind) last.kids.push({ t: 'br' }, ...kids);
  else out.push({ t: kind, kids });
}

function addItem(out, [, space, , number, rest]) {
  const ordered = number !== undefined;
  let list = out.at(-1);
  if (!list || list.t !== 'list' || list.ordered !== ordered) {
    list = { t: 'list', ordered, start: Number(number || 1), items: [] };
    out.push(list);
  }
  list.items.push({ indent: Math.min(4, Math.floor(space.length / 2)), kids: inline(rest) });
}

// inline reads one line's marks, links, mentions, dates and emoji.
export function inline(text, depth = 0) {
  const out = [];
  let plain = '';
  const flush = () => {
    if (plain) out.push({ t: 'text', text: unescape(plain) });
    plain = '';
  };
  for (let i = 0; i < text.length;) {
    const hit = tokenAt(text, i, depth);
    if (!hit) {
      plain += text[i++];
      continue;
    }
    flush();
    out.push(hit.node);
    i = hit.end;
  }
  flush();
  return out;
}

function tokenAt(text, i, depth) {
  const c = text[i];
  if (c === '<') return entityAt(text, i);
  if (c === '`') return codeAt(text, i);
  if (c === ':') return emojiAt(text, i);
  if (c === 'h' && !WORD.test(text[i - 1] || ' ')) return bareAt(text, i);
  if (STYLES[c] && depth < MAX_DEPTH) return styleAt(text, i, depth);
  return null;
}

function codeAt(text, i) {
  const end = text.indexOf('`', i + 1);
  if (end <= i + 1) return null;
  return { node: { t: 'code', text: unescape(text.slice(i + 1, end)) }, end: end + 1 };
}

function emojiAt(text, i) {
  const m = /^:([a-z0-9_+-]+)(?:::skin-tone-\d)?:/.exec(text.slice(i, i + 60));
  const char = m && emoji(m[1]);
  return char ? { node: { t: 'emoji', name: m[1], char }, end: i + m[0].length } : null;
}

function bareAt(text, i) {
  const m = BARE_URL.exec(text.slice(i));
  if (!m) return null;
  const url = unescape(m[0]);
  return { node: { t: 'link', url, kids: [{ t: 'text', text: url }] }, end: i + m[0].length };
}

// A mark opens after a non-word character and before a non-space, and closes
// the other way round, so 2*3*4 and snake_case_names stay as they are.
function styleAt(text, i, depth) {
  const mark = text[i];
  if (WORD.test(text[i - 1] || ' ') || /[\s]/.test(text[i + 1] || ' ') || text[i + 1] === mark) return null;
  for (let j = text.indexOf(mark, i + 2); j > 0; j = text.indexOf(mark, j + 1)) {
    if (/\s/.test(text[j - 1]) || WORD.test(text[j + 1] || ' ') || text[j + 1] === mark) continue;
    return { node: { t: STYLES[mark], kids: inline(text.slice(i + 1, j), depth + 1) }, end: j + 1 };
  }
  return null;
}

function entityAt(text, i) {
  const close = text.indexOf('>', i);
  if (close < 0) return null;
  const node = entity(text.slice(i + 1, close));
  return node ? { node, end: close + 1 } : null;
}

// entity reads what stands between < and >; null means: it is only text.
export function entity(body) {
  const bar = body.indexOf('|');
  const head = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : unescape(body.slice(bar + 1));
  let m;
  if ((m = /^@([UW][A-Z0-9]+)$/.exec(head))) return { t: 'user', id: m[1], label };
  if ((m = /^#([CGD][A-Z0-9]+)$/.exec(head))) return { t: 'channel', id: m[1], label };
  if ((m = /^!(here|channel|everyone)$/.exec(head))) return { t: 'special', name: m[1] };
  if ((m = /^!subteam\^([A-Z0-9]+)$/.exec(head))) return { t: 'special', name: label.replace(/^@/, '') || m[1] };
  if ((m = /^!date\^(-?\d+)\^([^^]*)(?:\^(.+))?$/.exec(head))) return dateNode(m, label);
  const url = unescape(head);
  if (!safeURL(url)) return null;
  const shown = label || url.replace(/^(mailto|tel):/i, '');
  return { t: 'link', url, kids: label ? inline(body.slice(bar + 1), MAX_DEPTH - 1) : [{ t: 'text', text: shown }] };
}

function dateNode([, seconds, format, link], label) {
  const url = link && safeURL(unescape(link)) ? unescape(link) : '';
  return { t: 'date', seconds: Number(seconds), format: unescape(format), url, label };
}
