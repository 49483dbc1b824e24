// The sandbox's control API, on the same origin. Nothing else is ever called.

export class ApiError extends Error {}

// What Slack's own codes mean to the person who pressed.
const CODES = {
  operation_timeout: 'Watch Tower did not answer in time. Try again.',
  dispatch_failed: 'Watch Tower is not connected. Start it, then try again.',
};

export const words = (code) => CODES[code] || code;

async function ask(method, path, body) {
  const init = { method, headers: { Accept: 'application/json' } };
  if (body !== undefined) {
    init.headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  let reply;
  try {
    reply = await fetch(path, init);
  } catch {
    throw new ApiError('The sandbox does not answer. Is it still running?');
  }
  const text = await reply.text();
  let data = {};
  try {
    data = text ? JSON.parse(text) : {};
  } catch {
    if (reply.ok) throw new ApiError('The sandbox sent something that is not JSON.');
  }
  // A submit that has field errors is an answer, not a failure.
  if ((!reply.ok || data.ok === false) && !data.errors) throw new ApiError(words(data.error) || text.trim() || `The sandbox said ${reply.status}.`);
  return data;
}

const query = (params) => {
  const set = Object.entries(params).filter(([, v]) => v !== undefined && v !== null && v !== '');
  return new URLSearchParams(set).toString();
};

// createAPI binds the calls to the person who sits in front of the page.
export function createAPI(who) {
  const get = (path, params = {}) => ask('GET', `/control/${path}?${query({ as: who(), ...params })}`);
  const post = (path, body) => ask('POST', `/control/${path}`, { as: who(), ...body });
  return {
    workspace: () => get('workspace'),
    messages: (channel, more) => get('messages', { channel, ...more }),
    views: () => get('views'),
    fleet: () => get('fleet'),
    say: (body) => post('say', body),
    command: (body) => post('command', body),
    click: (body) => post('click', body),
    submit: (body) => post('submit', body),
    close: (body) => post('close', body),
    options: (body) => post('options', body),
    home: (body = {}) => post('home', body),
    react: (body) => post('react', body),
    stop: (body) => post('stop', body),
    incident: (body) => ask('POST', '/control/incident', body),
    fault: (body) => ask('POST', '/control/fault', body),
  };
}
