// Reads the standard Markdown of Slack's `markdown` block into the tree that
// render.js draws. Raw HTML is never understood: it stays text.

import { entity, safeURL } from './mrkdwn.js';
import { emoji } from './emoji.js';

const ITEM = /^(\s*)(?:[-*+]|(\d{1,4})[.)])\s+(.*)$/;
const SPLIT = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

export function parseMarkdown(source) {
  const lines = String(source ?? '').replace(/\r\n?/g, '\n').split('\n');
  const out = [];
  for (let i = 0; i < lines.length;) i = takeBlock(lines, i, out);
  return out;
}

// takeBlock reads one block at line i and returns the line after it.
function takeBlock(lines, i, out) {
  const line = lines[i];
  let m;
  if (!line.trim()) return i + 1;
  if ((m = /^\s*(```+|~~~+)/.exec(line))) return takeFence(lines, i, m[1], out);
  if ((m = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line))) return push(out, { t: 'heading', level: m[1].length, kids: spans(m[2]) }, i);
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return push(out, { t: 'rule' }, i);
  if (/^\s*>/.test(line)) return takeQuote(lines, i, out);
  if (line.includes('|') && SPLIT.test(lines[i + 1] || '')) return takeGrid(lines, i, out);
  if (ITEM.test(line)) return takeList(lines, i, out);
  return takePara(lines, i, out);
}

const push = (out, node, i) => out.push(node) && i + 1;

function takeFence(lines, i, fence, out) {
  let end = i + 1;
  while (end < lines.length && !lines[end].trim().startsWith(fence)) end++;
  out.push({ t: 'pre', text: lines.slice(i + 1, end).join('\n') });
  return end + 1;
}

function takeQuote(lines, i, out) {
  const kids = [];
  while (i < lines.length && /^\s*>/.test(lines[i])) {
    if (kids.length) kids.push({ t: 'br' });
    kids.push(...spans(lines[i++].replace(/^\s*>\s?/, '')));
  }
  out.push({ t: 'quote', kids });
  return i;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/)
  .map((c) => spans(c.trim().replaceAll('\\|', '|')));

function takeGrid(lines, i, out) {
  const grid = { t: 'grid', head: cells(lines[i]), rows: [] };
  for (i += 2; i < lines.length && lines[i].includes('|'); i++) grid.rows.push(cells(lines[i]));
  out.push(grid);
  return i;
}

function takeList(lines, i, out) {
  const first = ITEM.exec(lines[i]);
  const list = { t: 'list', ordered: first[2] !== undefined, start: Number(first[2] || 1), items: [] };
  for (let m; i < lines.length && (m = ITEM.exec(lines[i])); i++) {
    const indent = Math.min(4, Math.floor(m[1].replace(/\t/g, '  ').length / 2));
    if (!indent && (m[2] !== undefined) !== list.ordered) break;
    list.items.push({ indent, kids: itemKids(m[3]) });
  }
  out.push(list);
  return i;
}

function itemKids(text) {
  const box = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!box) return spans(text);
  return [{ t: 'check', done: box[1] !== ' ' }, { t: 'text', text: ' ' }, ...spans(box[2])];
}

function takePara(lines, i, out) {
  const kids = [];
  const stop = /^\s*(#{1,6}\s|```|~~~|>)/;
  do {
    if (kids.length) kids.push({ t: 'br' });
    kids.push(...spans(lines[i++].trim()));
  } while (i < lines.length && lines[i].trim() && !stop.test(lines[i]) && !ITEM.test(lines[i]));
  out.push({ t: 'para', kids });
  return i;
}

// Inline marks, longest first. Each gives a node from its match.
const MARKS = [
  [/^\\([\\`*_{}[\]()#+\-.!~|<>])/, (m) => ({ t: 'text', text: m[1] })],
  [/^(`+)(.+?)\1(?!`)/, (m) => ({ t: 'code', text: m[2].trim() })],
  [/^\*\*(?=\S)(.+?\S?)\*\*(?!\*)/, (m, d) => ({ t: 'bold', kids: spans(m[1], d) })],
  [/^__(?=\S)(.+?)__(?!\w)/, (m, d) => ({ t: 'bold', kids: spans(m[1], d) })],
  [/^~~(?=\S)(.+?)~~/, (m, d) => ({ t: 'strike', kids: spans(m[1], d) })],
  [/^\*(?=[^\s*])(.+?)\*(?!\*)/, (m, d) => ({ t: 'italic', kids: spans(m[1], d) })],
  [/^_(?=[^\s_])(.+?)_(?!\w)/, (m, d, before) => (/\w/.test(before) ? null : { t: 'italic', kids: spans(m[1], d) })],
  [/^!?\[([^\]]+)\]\(\s*(\S+?)\s*\)/, (m, d) => (safeURL(m[2]) ? { t: 'link', url: m[2], kids: spans(m[1], d) } : null)],
  [/^<([^<>\n]+)>/, (m) => entity(m[1])],
  [/^https?:\/\/[^\s<>()|*`]*[^\s<>()|*`.,;:!?'"]/, (m) => ({ t: 'link', url: m[0], kids: [{ t: 'text', text: m[0] }] })],
  [/^:([a-z0-9_+-]+):/, (m) => (emoji(m[1]) ? { t: 'emoji', name: m[1], char: emoji(m[1]) } : null)],
];

export function spans(text, depth = 0) {
  const out = [];
  let plain = '';
  for (let i = 0; i < text.length;) {
    const hit = depth < 6 && markAt(text, i, depth + 1);
    if (!hit) {
      plain += text[i++];
      continue;
    }
    if (plain) out.push({ t: 'text', text: plain });
    plain = '';
    out.push(hit.node);
    i += hit.length;
  }
  if (plain) out.push({ t: 'text', text: plain });
  return out;
}

function markAt(text, i, depth) {
  if (!/[\\`*_~![<h:]/.test(text[i])) return null;
  const rest = text.slice(i);
  for (const [pattern, make] of MARKS) {
    const m = pattern.exec(rest);
    const node = m && make(m, depth, text[i - 1] || ' ');
    if (node) return { node, length: m[0].length };
  }
  return null;
}
