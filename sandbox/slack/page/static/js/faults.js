// The faults one can switch on from the drawer: what goes wrong between Slack
// and the app.

export const FAULTS = [
  { label: 'Cut the sockets', hint: 'Slack asks for a new connection', body: { kind: 'disconnect', reason: 'refresh_requested' } },
  { label: 'Limit the rate', hint: 'The next calls get HTTP 429', body: { kind: 'ratelimit', count: 3 } },
  { label: 'Expire triggers', hint: 'The next modal comes too late', body: { kind: 'trigger_expired', count: 1 } },
];
