// The faults one can switch on from the drawer: what goes wrong between Slack
// and the app.

export const FAULTS = [
  { label: 'Refresh the sockets', hint: 'Slack asks for a new connection', body: { kind: 'disconnect', reason: 'refresh_requested' } },
  { label: 'Cut the sockets', hint: 'The connections end without a word', body: { kind: 'drop' } },
  { label: 'Too many sockets', hint: 'For 20 seconds every socket is sent away at once', body: { kind: 'disconnect', reason: 'too_many_websockets', seconds: 20 } },
  { label: 'Go deaf', hint: 'Open sockets carry nothing for 30 seconds', body: { kind: 'deaf', seconds: 30 } },
  { label: 'Deaf, but pinging', hint: 'Open sockets carry nothing but pings for 30 seconds', body: { kind: 'deaf', seconds: 30, pings: true } },
  { label: 'Lose an ack', hint: 'The next acknowledgement never arrives', body: { kind: 'lose_acks' } },
  { label: 'Send again', hint: 'The newest event is delivered a second time', body: { kind: 'retry' } },
  { label: 'Limit the rate', hint: 'The next three calls get HTTP 429', body: { kind: 'ratelimit', count: 3, retry_after: 2 } },
  { label: "Slack's pace", hint: 'One post a second per channel, as in the real Slack', body: { kind: 'pace' } },
  { label: 'Server error', hint: 'The next three calls get HTTP 503', body: { kind: 'fail', count: 3 } },
  { label: 'Lose an answer', hint: 'The next post is made, and its answer lost', body: { kind: 'lost', method: 'chat.postMessage' } },
  { label: 'Slow calls', hint: 'Every call waits two seconds', body: { kind: 'slow', ms: 2000 } },
  { label: 'Refuse new blocks', hint: 'Tables, charts and cards are invalid_blocks', body: { kind: 'refuse_blocks' } },
  { label: 'Expire triggers', hint: 'The next modal comes too late', body: { kind: 'expire_triggers', count: 1 } },
  { label: 'All faults off', hint: 'Back to a calm day', body: { kind: 'clear' } },
];
