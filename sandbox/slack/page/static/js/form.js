// The values of one view's or message's inputs. A redraw keeps what was typed
// as long as the same block_id and action_id are still there, as Slack does.

export class Form {
  #values = new Map();
  #seen = new Set();

  static #key = (block, action) => `${block}\n${action}`;

  // begin and end enclose a redraw: what was not drawn again is forgotten.
  begin() {
    this.#seen.clear();
  }

  end() {
    for (const key of this.#values.keys()) {
      if (!this.#seen.has(key)) this.#values.delete(key);
    }
  }

  // start gives the value to show: the one typed before, else the initial one.
  // Values are {value, ...}: `value` goes to the server, the rest is for us.
  start(block, action, initial) {
    const key = Form.#key(block, action);
    this.#seen.add(key);
    if (!this.#values.has(key)) this.#values.set(key, initial);
    return this.#values.get(key);
  }

  set(block, action, entry) {
    this.#values.set(Form.#key(block, action), entry);
  }

  // values is {block_id: {action_id: value}} of everything that has a value.
  values() {
    const out = {};
    for (const [key, entry] of this.#values) {
      const value = entry?.value;
      if (value === undefined || value === null || value === '') continue;
      const [block, action] = key.split('\n');
      (out[block] ||= {})[action] = value;
    }
    return out;
  }
}
