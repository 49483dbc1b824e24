// What the page knows: messages by channel, unread counts, statuses, prompts.
// It says what changed; it draws nothing and calls nobody.

export class Store extends EventTarget {
  messages = new Map(); // channel name -> Map of ts -> message
  clock = 0; // counts what was told, so that a fetch that took long does not undo it
  unread = new Map(); // channel name -> {count, mentions, first}: first is the ts where new messages begin
  statuses = new Map(); // channel name + thread -> {text, loading, at}
  prompts = new Map(); // channel name -> {title, prompts}

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  on(type, fn) {
    this.addEventListener(type, (e) => fn(e.detail));
  }

  reset() {
    this.messages.clear();
    this.unread.clear();
    this.statuses.clear();
    this.prompts.clear();
  }

  box(channel) {
    if (!this.messages.has(channel)) this.messages.set(channel, new Map());
    return this.messages.get(channel);
  }

  // put adds or replaces a message; it returns true when it was not known.
  put(channel, message) {
    const box = this.box(channel);
    const known = box.get(message.ts);
    box.set(message.ts, { ...known, ...message, told: ++this.clock });
    return !known;
  }

  // fill takes a whole list, asked for when the clock showed since. What the
  // server no longer has is dropped, but for what the fetch could not hold:
  // thread replies, local notes, and what was told since then.
  fill(channel, list, { thread, since = this.clock } = {}) {
    const box = this.box(channel);
    const has = new Set(list.map((m) => m.ts));
    for (const [ts, m] of box) {
      const inScope = thread ? isReply(m) && m.thread_ts === thread : !isReply(m);
      if (inScope && !has.has(ts) && !m.local && m.told <= since) box.delete(ts);
    }
    list.forEach((m) => {
      const known = box.get(m.ts);
      this.put(channel, known?.told > since ? { ...m, ...known } : m);
    });
    this.tell('messages', { channel });
  }

  drop(channel, ts) {
    this.box(channel).delete(ts);
    this.tell('messages', { channel });
  }

  all(channel) {
    return [...this.box(channel).values()].sort((a, b) => compareTS(a.ts, b.ts));
  }

  // roots are what the channel itself shows; replies live in their thread.
  roots(channel) {
    return this.all(channel).filter((m) => !isReply(m) || m.broadcast || m.subtype === 'thread_broadcast');
  }

  thread(channel, root) {
    return this.all(channel).filter((m) => m.ts === root || m.thread_ts === root);
  }

  // replies sums a thread up for the line under its root.
  replies(channel, root) {
    const list = this.all(channel).filter((m) => m.thread_ts === root.ts && m.ts !== root.ts && !m.ephemeral_to);
    const users = [...new Set([...(root.reply_users || []), ...list.map((m) => m.user)])];
    return { count: Math.max(list.length, root.reply_count || 0), users, latest: list.at(-1)?.ts || root.latest_reply };
  }

  markUnread(channel, mention, ts = '') {
    const was = this.unread.get(channel) || { count: 0, mentions: 0, first: '' };
    this.unread.set(channel, { count: was.count + 1, mentions: was.mentions + (mention ? 1 : 0), first: was.first || ts });
    this.tell('unread', { channel });
  }

  markRead(channel) {
    if (this.unread.delete(channel)) this.tell('unread', { channel });
  }

  setStatus(channel, thread, status) {
    const key = `${channel}\n${thread || ''}`;
    if (status?.text) this.statuses.set(key, status);
    else this.statuses.delete(key);
    this.tell('status', { channel });
  }

  status(channel, thread) {
    return this.statuses.get(`${channel}\n${thread || ''}`);
  }
}

export const isReply = (m) => Boolean(m.thread_ts && m.thread_ts !== m.ts);

// compareTS orders by seconds, then by the part after the dot, as numbers.
export function compareTS(a, b) {
  const [s1, u1 = '0'] = String(a).split('.');
  const [s2, u2 = '0'] = String(b).split('.');
  return Number(s1) - Number(s2) || Number(u1) - Number(u2);
}
