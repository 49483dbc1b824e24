// The faults one can switch on from the drawer: what goes wrong between Slack
// and the app.

export const FAULTS = [
  { label: 'Cut the sockets', hint: 'Slack asks for a new connection', body: { kind: 'disconnect', reason: 'refresh_requested' } },
  { label: 'Limit the rate', hint: 'The next three calls get HTTP 429', body: { kind: 'ratelimit', count: 3, retry_after: 2 } },
  { label: 'Go deaf', hint: 'Open sockets carry nothing for 30 seconds', body: { kind: 'deaf', seconds: 30 } },
  { label: 'Slow calls', hint: 'Every call waits two seconds', body: { kind: 'slow', ms: 2000 } },
  { label: 'Expire triggers', hint: 'The next modal comes too late', body: { kind: 'expire_triggers', count: 1 } },
  { label: 'Send again', hint: 'The newest event is delivered a second time', body: { kind: 'retry' } },
  { label: 'All faults off', hint: 'Back to a calm day', body: { kind: 'clear' } },
];
