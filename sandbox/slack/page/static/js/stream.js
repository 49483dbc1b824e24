// The live stream. It opens again by itself after a break, and then tells the
// page to fetch what it may have missed.

const FIRST_WAIT = 500; // ms
const LONGEST_WAIT = 10000; // ms

export function createStream({ onEvent, onUp, onDown }) {
  let source = null;
  let wait = FIRST_WAIT;
  let timer = 0;
  let ups = 0;

  function open(as) {
    close();
    ups = 0;
    dial(as);
  }

  function dial(as) {
    source = new EventSource(`/control/stream?as=${encodeURIComponent(as)}`);
    source.onopen = () => {
      wait = FIRST_WAIT;
      onUp({ again: ups++ > 0 });
    };
    source.onmessage = (e) => {
      try {
        onEvent(JSON.parse(e.data));
      } catch (err) {
        console.error('stream event could not be handled', err, e.data);
      }
    };
    source.onerror = () => {
      source.close();
      onDown();
      clearTimeout(timer);
      timer = setTimeout(() => dial(as), wait);
      wait = Math.min(LONGEST_WAIT, wait * 2);
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  return { open, close };
}
