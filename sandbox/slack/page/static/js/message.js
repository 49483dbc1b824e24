// One message: who, when, what, and what can be done with it.

import { h } from './dom.js';
import { icon } from './icons.js';
import { avatar } from './avatar.js';
import { mrkdwn, plain, text, link } from './render.js';
import { renderBlocks } from './blocks/index.js';
import { Form } from './form.js';
import { emoji } from './emoji.js';
import { emojiNode } from './emoji_art.js';
import { menu } from './float.js';
import { clock, fullTime, ago } from './time.js';

// drawMessage needs app (api, names, toast, fileURL), and from its list:
// place (channel name), compact, openThread, dismiss, forms.
export function drawMessage(m, app, list) {
  const author = authorOf(m, app.names);
  const cls = ['message', list.compact && 'compact', m.ephemeral_to && 'ephemeral', m.streaming && 'streaming'].filter(Boolean).join(' ');
  return h('article', {
    class: cls, 'data-testid': 'message', 'data-ts': m.ts, 'data-user': m.user, 'data-thread': m.thread_ts,
    'data-ephemeral': m.ephemeral_to ? 'true' : null, tabindex: -1, 'aria-label': `${author.name}, ${clock(m.ts)}`,
  },
  h('div', { class: 'gutter' }, list.compact ? stamp(m) : avatar(author)),
  h('div', { class: 'message-main' },
    m.ephemeral_to && privateNote(m, list),
    !list.compact && h('div', { class: 'byline' },
      h('span', { class: 'author' }, author.name), author.bot && h('span', { class: 'app-tag' }, 'APP'), stamp(m)),
    h('div', { class: 'body' }, body(m, app, list)),
    reactions(m, app, list.place), replyLine(m, app, list)),
  toolbar(m, app, list));
}

function authorOf(m, names) {
  const person = names.person(m.user || (m.bot_id ? names.bot.id : ''));
  return { ...person, name: m.username || person.name, bot: person.bot || Boolean(m.bot_id) };
}

const stamp = (m) => h('time', { class: 'stamp', title: fullTime(m.ts) }, clock(m.ts));

function privateNote(m, list) {
  return h('div', { class: 'private' }, icon('eye'), 'Only visible to you',
    h('span', { 'aria-hidden': 'true' }, '·'), h('button', { type: 'button', class: 'as-link', onclick: () => list.dismiss(m) }, 'Dismiss'));
}

function body(m, app, list) {
  // Slack says so only where text changed; a card drawn anew is not "edited".
  const edited = m.edited && m.edited.shown !== false && h('span', { class: 'edited', title: m.edited.ts ? fullTime(m.edited.ts) : null }, '(edited)');
  const parts = m.blocks?.length
    ? renderFor(m, m.blocks, app, list, '')
    : [m.text && h('div', { class: 'text' }, mrkdwn(m.text, app.names))];
  return [parts, edited, attachments(m, app, list), files(m, app)];
}

// renderFor draws blocks that can be clicked; what was typed in them is kept.
function renderFor(m, blocks, app, list, part) {
  const key = `${m.ts}${part}`;
  if (!list.forms.has(key)) list.forms.set(key, new Form());
  const form = list.forms.get(key);
  form.begin();
  const out = renderBlocks(blocks, {
    names: app.names, surface: 'message', form, file: app.fileURL,
    act: (action) => app.act({ channel: list.place, ts: m.ts, ...action }),
    options: (ask) => app.api.options({ channel: list.place, ts: m.ts, ...ask }),
  });
  form.end();
  return out;
}

const BAR = { good: '#2e9e5b', warning: '#e0a020', danger: '#c9354d' };

function attachments(m, app, list) {
  return (m.attachments || []).map((a, i) => {
    const box = h('div', { class: 'attachment' },
      a.pretext && mrkdwn(a.pretext, app.names),
      a.title && h('div', { class: 'attachment-title' }, a.title_link ? link(a.title_link, plain(a.title)) : plain(a.title)),
      a.text && h('div', {}, mrkdwn(a.text, app.names)),
      (a.fields || []).map((f) => h('div', { class: 'field' }, h('strong', {}, plain(f.title)), h('div', {}, mrkdwn(f.value, app.names)))),
      renderFor(m, a.blocks, app, list, `/${i}`),
      !a.blocks && !a.text && a.fallback && plain(a.fallback),
      a.image_url && h('img', { class: 'picture', src: app.fileURL(a.image_url), alt: a.fallback || '' }),
      a.footer && h('div', { class: 'muted small' }, text({ type: 'mrkdwn', text: a.footer }, app.names)));
    const colour = BAR[a.color] || (/^#?[0-9a-f]{6}$/i.test(a.color || '') ? `#${a.color.replace('#', '')}` : '');
    if (colour) box.style.borderLeftColor = colour;
    return box;
  });
}

function files(m, app) {
  return (m.files || []).map((f) => {
    const src = app.fileURL(f.url_private || f.url_private_download || f.permalink || f.url || f.id);
    const name = f.title || f.name || 'File';
    const isImage = /^image\//.test(f.mimetype || '') || /\.(png|jpe?g|gif|webp|svg)$/i.test(f.name || src);
    if (isImage) {
      return h('figure', { class: 'image' }, h('figcaption', {}, name),
        h('a', { href: src, target: '_blank', rel: 'noopener', 'aria-label': `Open picture: ${name}` }, h('img', { class: 'picture', src, alt: f.alt_txt || name })));
    }
    return h('a', { class: 'file-card', href: src, target: '_blank', rel: 'noopener' }, icon('file'),
      h('span', {}, h('strong', {}, name), h('small', {}, [(f.pretty_type || f.filetype || '').toUpperCase(), size(f.size)].filter(Boolean).join(' · '))));
  });
}

function size(bytes) {
  if (!bytes) return '';
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function reactions(m, app, place) {
  if (!m.reactions?.length) return null;
  return h('div', { class: 'reactions' }, m.reactions.map((r) => h('button', {
    type: 'button', class: `reaction${r.users?.includes(app.names.me) ? ' mine' : ''}`,
    'aria-pressed': String(Boolean(r.users?.includes(app.names.me))), onclick: () => app.react(place, m.ts, r.name),
    title: `${(r.users || []).map(app.names.user).join(', ')} reacted with :${r.name}:`,
  }, emojiNode(emoji(r.name) || `:${r.name}:`, r.name), h('span', {}, r.count ?? r.users?.length ?? 1))));
}

function replyLine(m, app, list) {
  if (!list.openThread || m.ephemeral_to) return null;
  const { count, users, latest } = app.store.replies(list.place, m);
  if (!count) return null;
  return h('button', { type: 'button', class: 'reply-line', 'data-testid': 'replies', onclick: () => list.openThread(m.thread_ts || m.ts) },
    users.slice(0, 3).map((id) => avatar(app.names.person(id), 'tiny')),
    h('span', { class: 'reply-count' }, `${count} ${count === 1 ? 'reply' : 'replies'}`),
    latest && h('span', { class: 'muted reply-when' }, `Last reply ${ago(Number(latest), app.names.now())}`),
    h('span', { class: 'muted reply-view' }, 'View thread'));
}

const QUICK = ['eyes', 'white_check_mark', 'thumbsup', 'pushpin'];

function toolbar(m, app, list) {
  if (m.ephemeral_to) return null;
  const react = (e) => menu(e.currentTarget, QUICK.map((name) => ({
    label: [emojiNode(emoji(name), name), ` ${name.replaceAll('_', ' ')}`], pick: () => app.react(list.place, m.ts, name),
  })));
  const copy = () => navigator.clipboard?.writeText(m.text || '').catch(() => {});
  return h('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Message actions' },
    list.openThread && h('button', { type: 'button', title: 'Reply in thread', 'aria-label': 'Reply in thread', 'data-testid': 'open-thread', onclick: () => list.openThread(m.thread_ts || m.ts) }, icon('thread')),
    h('button', { type: 'button', title: 'Add reaction', 'aria-label': 'Add reaction', 'aria-haspopup': 'menu', onclick: react }, icon('smile')),
    h('button', { type: 'button', title: 'Copy text', 'aria-label': 'Copy text', onclick: copy }, icon('copy')));
}
