// Draws rich_text blocks: sections, lists, quotes, code, and their elements.

import { h } from './dom.js';
import { link, mention, dateText } from './render.js';
import { emoji } from './emoji.js';
import { emojiNode, withEmoji } from './emoji_art.js';

const TAG_COLOURS = new Set(['gray', 'brown', 'purple', 'indigo', 'blue', 'green', 'yellow', 'orange', 'red']);

export function richText(block, names) {
  return h('div', { class: 'rich' }, (block?.elements || []).map((el) => richElement(el, names)));
}

function richElement(el, names) {
  switch (el.type) {
    case 'rich_text_section': return h('div', { class: 'para' }, leaves(el, names));
    case 'rich_text_quote': return h('blockquote', {}, leaves(el, names));
    case 'rich_text_preformatted': return h('pre', { tabindex: 0 }, h('code', {}, leaves(el, names)));
    case 'rich_text_list': return richList(el, names);
    default: return h('div', { class: 'para muted' }, String(el.text ?? `[${el.type}]`));
  }
}

function richList(el, names) {
  const ordered = el.style === 'ordered';
  const attrs = { class: 'list', start: ordered && el.offset ? Number(el.offset) + 1 : null };
  const indent = Math.min(4, Number(el.indent) || 0);
  return h(ordered ? 'ol' : 'ul', attrs, (el.elements || []).map((item) =>
    h('li', { class: `indent-${indent}` }, leaves(item, names))));
}

const leaves = (el, names) => (el.elements || []).map((leaf) => styled(leaf, drawLeaf(leaf, names)));

function drawLeaf(leaf, names) {
  switch (leaf.type) {
    case 'text': return lines(leaf.text);
    case 'link': return link(leaf.url, leaf.text || leaf.url);
    case 'user': return mention(leaf.user_id, names);
    case 'channel': return h('span', { class: 'mention' }, `#${names.channel(leaf.channel_id) || leaf.channel_id}`);
    case 'broadcast': return h('span', { class: 'mention mention-me' }, `@${leaf.range}`);
    case 'emoji': return emojiNode(emoji(leaf.name) || `:${leaf.name}:`, leaf.name);
    case 'date': return dateText({ seconds: leaf.timestamp, format: leaf.format, url: leaf.url, label: leaf.fallback }, names);
    case 'color': return h('code', {}, leaf.value);
    case 'tag': return h('span', { class: `tag tag-${TAG_COLOURS.has(leaf.color) ? leaf.color : 'gray'}` }, leaf.text);
    default: return leaf.url ? link(leaf.url, leaf.text || leaf.url) : String(leaf.text ?? '');
  }
}

function lines(text) {
  return String(text ?? '').split('\n').flatMap((line, i) => (i ? [h('br'), withEmoji(line)] : [withEmoji(line)]));
}

const WRAP = [['code', 'code'], ['strike', 's'], ['underline', 'u'], ['italic', 'em'], ['bold', 'strong']];

function styled(leaf, node) {
  for (const [style, tag] of WRAP) {
    if (leaf.style?.[style]) node = h(tag, {}, node);
  }
  return node;
}

// richPlain gives the text alone, for sorting a table and for screen readers.
export function richPlain(block) {
  const parts = [];
  const walk = (el) => {
    if (el.elements) el.elements.forEach(walk);
    else parts.push(el.text ?? el.fallback ?? el.name ?? '');
  };
  walk(block || {});
  return parts.join('');
}
