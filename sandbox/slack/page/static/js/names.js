// Who and what the ids stand for, for the person who is looking.

export function createNames(ws, as) {
  const users = new Map(ws.users.map((u) => [u.id, u]));
  const channels = new Map(ws.channels.map((c) => [c.id, c]));
  const me = ws.users.find((u) => u.as === as);
  const started = Date.now();
  let newest = 0;
  return {
    me: me?.id,
    bot: ws.bot,
    user: (id) => users.get(id)?.name || id,
    person: (id) => users.get(id) || { id, name: id },
    channel: (id) => channels.get(id)?.name,
    people: () => ws.users.filter((u) => u.as).map((u) => ({ value: u.id, label: u.name, hint: u.title })),
    channels: () => ws.channels.map((c) => ({ value: c.id, label: `#${c.name}`, hint: '' })),
    // now is in seconds on the workspace's clock. That one may run fast, so it
    // is never earlier than the newest message seen.
    now: () => Math.max(ws.now ? ws.now + (Date.now() - started) / 1000 : Date.now() / 1000, newest),
    see: (ts) => { newest = Math.max(newest, Number(ts) || 0); },
    // slug turns an id or a name into the control API's channel name.
    slug(ref) {
      if (!ref) return '';
      if (String(ref).startsWith('D0') || ref === 'dm') return 'dm';
      return channels.get(ref)?.name || String(ref).replace(/^#/, '');
    },
  };
}

// readWorkspace accepts what the server tells and fills what it leaves out. A
// person sees the channels that person is in.
export function readWorkspace(raw, as = '') {
  const users = (raw.users || []).map((u) => ({
    id: u.id, as: u.as || '', name: u.real_name || u.name || u.id, title: u.title || u.role || '',
    bot: Boolean(u.bot || u.is_bot), deleted: Boolean(u.deleted), dm: u.dm || '',
  }));
  const bot = users.find((u) => u.id === (raw.bot?.user || raw.bot?.user_id)) || users.find((u) => u.bot && /^U0/.test(u.id))
    || { id: 'U0WATCHTOWER', name: 'Watch Tower', bot: true };
  const me = users.find((u) => as && u.as === as)?.id;
  const inside = (c) => !me || !c.members || c.members.includes(me);
  const channels = (raw.channels || []).filter(inside).filter((c) => c.name && c.name !== 'dm' && !c.is_im && !String(c.id).startsWith('D'))
    .map((c) => ({ id: c.id, name: c.name, topic: c.topic?.value || c.topic || '' }));
  return {
    title: raw.title || 'Watch Tower sandbox',
    users, bot, channels,
    commands: (raw.commands || raw.slash_commands || []).map((c) => ({
      command: c.command, hint: c.usage_hint || c.hint || '', description: c.description || '',
    })),
    prompts: raw.suggested_prompts || raw.prompts || [],
    now: readNow(raw.now),
  };
}

function readNow(now) {
  if (!now) return 0;
  return typeof now === 'number' ? (now > 1e11 ? now / 1000 : now) : Date.parse(now) / 1000 || 0;
}
