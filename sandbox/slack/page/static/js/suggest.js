// What the composer can complete: slash commands of the manifest at the start
// of a message, people after @, emoji after : and two letters.

import { complete as emojiNames } from './emoji.js';

// suggestions looks at the text before the cursor. Each is {insert, label,
// hint, note, from}: insert replaces the text from `from` to the cursor.
export function suggestions(text, cursor, { commands, people, slash = true }) {
  const before = text.slice(0, cursor);
  return slashes(before, slash ? commands : []) || peopleAt(before, people) || emojis(before) || [];
}

function slashes(before, commands) {
  const m = /^\/([\w-]*)$/.exec(before);
  if (!m || !commands.length) return null;
  const q = m[1].toLowerCase();
  const starts = commands.filter((c) => c.command.slice(1).startsWith(q));
  const holds = commands.filter((c) => !c.command.slice(1).startsWith(q) && c.command.includes(q));
  return [...starts, ...holds].map((c) => ({
    insert: `${c.command} `, label: c.command, hint: c.hint, note: c.description, from: 0, command: true,
  }));
}

function peopleAt(before, people) {
  const m = /(^|[\s(])@([\p{L}]*(?: [\p{L}]*)?)$/u.exec(before);
  if (!m) return null;
  const q = m[2].toLowerCase();
  const found = people.filter((p) => p.name.toLowerCase().startsWith(q) || p.name.toLowerCase().split(' ').some((w) => q && w.startsWith(q)));
  if (!found.length) return null;
  return found.map((p) => ({ insert: `@${p.name} `, label: p.name, note: p.bot ? 'App' : p.title, person: p, from: before.length - m[2].length - 1 }));
}

function emojis(before) {
  const m = /(^|\s):([a-z0-9_+-]{2,})$/.exec(before);
  if (!m) return null;
  return emojiNames(m[2]).map((e) => ({ insert: `:${e.name}: `, label: `${e.char}  :${e.name}:`, from: before.length - m[2].length - 1 }));
}

// encodeMentions turns @Name into <@ID>, longest name first.
export function encodeMentions(text, people) {
  const names = [...people].sort((a, b) => b.name.length - a.name.length);
  return names.reduce((out, p) => {
    const name = p.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return out.replace(new RegExp(`(^|[\\s(])@${name}(?![\\p{L}\\p{N}])`, 'giu'), `$1<@${p.id}>`);
  }, text);
}

// splitCommand reads "/trip create x" into the command and its text; null for
// a text that is no command.
export function splitCommand(text) {
  const m = /^(\/[a-z][\w-]*)(?:\s+([\s\S]*))?$/i.exec(text.trim());
  return m ? { command: m[1].toLowerCase(), text: (m[2] || '').trim() } : null;
}
