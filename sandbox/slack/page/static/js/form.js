// The values of one view's or message's inputs. A redraw keeps what was typed
// as long as the same block_id and action_id are still there, as Slack does.

// OWN marks a block_id that the server did not give: it never leaves the page.
export const OWN = 'own-block-';

export class Form {
  #values = new Map();
  #seen = new Set();
  #changed = new Set();

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
    const key = Form.#key(block, action);
    this.#values.set(key, entry);
    this.#changed.add(key);
  }

  // changes gives, once, the fields that changed since it was last asked.
  changes() {
    const keys = [...this.#changed].filter((key) => this.#values.has(key));
    this.#changed.clear();
    return keys.map((key) => {
      const [block_id, action_id] = key.split('\n');
      return { block_id, action_id, value: this.#values.get(key)?.value ?? null };
    });
  }

  // values is {block_id: {action_id: value}}; an emptied field is null, so
  // that it does not fall back to its initial value.
  values() {
    const out = {};
    for (const [key, entry] of this.#values) {
      const [block, action] = key.split('\n');
      (out[block] ||= {})[action] = entry?.value ?? null;
    }
    return out;
  }
}
