// Select menus, single and multi: fixed options, people, channels, or choices
// that the server finds while one types (external). One combobox for all.

import { plain } from '../render.js';
import { combobox } from '../combobox.js';

const flat = (el) => (el.option_groups
  ? el.option_groups.flatMap((g) => g.options.map((o) => ({ ...o, group: plain(g.label) })))
  : el.options || []);

const choice = (o) => ({ value: o.value, label: plain(o.text), hint: plain(o.description), group: o.group || '' });

// find returns a function: query -> choices, at once or as a promise.
function find(el, ctx, block) {
  const kind = el.type.replace(/^multi_/, '');
  if (kind === 'users_select') return filter(ctx.names.people());
  if (kind === 'channels_select' || kind === 'conversations_select') return filter(ctx.names.channels());
  if (kind === 'static_select') return filter(flat(el).map(choice));
  return async (query) => {
    const reply = await ctx.options({ action_id: el.action_id, block_id: block.block_id, query });
    return flat(reply || {}).map(choice);
  };
}

const filter = (all) => (query) => {
  const q = query.trim().toLowerCase();
  return q ? all.filter((c) => `${c.label} ${c.hint}`.toLowerCase().includes(q)) : all;
};

function initial(el, ctx) {
  const one = (id, list) => list.find((c) => c.value === id) || { value: id, label: id };
  if (el.initial_option) return [choice(el.initial_option)];
  if (el.initial_options) return el.initial_options.map(choice);
  const users = [].concat(el.initial_user || el.initial_users || []);
  if (users.length) return users.map((id) => one(id, ctx.names.people()));
  const channels = [].concat(el.initial_channel || el.initial_conversation || el.initial_channels || el.initial_conversations || []);
  return channels.map((id) => one(id, ctx.names.channels()));
}

export function select(el, ctx, block, onChange, aria = {}) {
  const multi = el.type.startsWith('multi_');
  const valueOf = (picked) => (multi ? picked.map((c) => c.value) : picked[0]?.value ?? null);
  const first = initial(el, ctx);
  const start = ctx.form.start(block.block_id, el.action_id, { value: valueOf(first), picked: first });
  const external = el.type.endsWith('external_select');
  return combobox({
    multi, aria, find: find(el, ctx, block), picked: start?.picked || [],
    max: el.max_selected_items || Infinity,
    minQuery: external ? el.min_query_length ?? 3 : 0,
    wait: external ? 200 : 0,
    placeholder: plain(el.placeholder) || (multi ? 'Choose options' : 'Choose an option'),
    focus: el.focus_on_load, actionID: el.action_id,
    onChange(picked) {
      const value = valueOf(picked);
      ctx.form.set(block.block_id, el.action_id, { value, picked });
      if (multi || value !== null) onChange(value);
    },
  });
}
