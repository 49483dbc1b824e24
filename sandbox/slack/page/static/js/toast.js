// Short notes in the corner, for what went wrong outside any message.

import { h } from './dom.js';

const LIFE = 6000; // ms

export function createToasts() {
  const box = h('div', { class: 'toasts', role: 'alert', 'aria-live': 'assertive' });
  box.popover = 'manual';
  document.body.append(box);
  return (text, kind = 'info') => {
    const note = h('div', { class: `toast toast-${kind}` }, text);
    box.append(note);
    // Shown anew each time, so that it lies above a modal opened since.
    if (box.matches(':popover-open')) box.hidePopover();
    box.showPopover();
    setTimeout(() => {
      note.remove();
      if (!box.childElementCount) box.hidePopover();
    }, LIFE);
  };
}
