// Our own line icons, drawn on a 20 by 20 grid.

import { svg } from './dom.js';

const PATHS = {
  hash: 'M4 7.5h13M3 12.5h13M8.5 3 6.5 17M13.5 3l-2 14',
  find: 'M13 8.500a4.500 4.500 0 1 1-9 0 4.500 4.500 0 0 1 9 0zM12 12l5 5',
  stop: 'M6 6h8v8H6z',
  home: 'M3 9.5 10 3l7 6.5V17h-5v-5H8v5H3z',
  thread: 'M3 4h14v9H9l-4 4v-4H3z',
  send: 'M3 4l14 6-14 6 2.5-6zM5.5 10H11',
  bold: 'M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z',
  italic: 'M9 4h6M5 16h6M12 4 8 16',
  strike: 'M4 10h12M14 6.5C13.5 5 12 4 10 4 7.8 4 6 5 6 7c0 1.2.7 2 2 2.6M6 13.5C6.500 15 8 16 10 16c2.300 0 4-1 4-3 0-.8-.3-1.500-.8-2',
  code: 'M7 6l-4 4 4 4M13 6l4 4-4 4',
  list: 'M8 5h9M8 10h9M8 15h9M4 5h.01M4 10h.01M4 15h.01',
  at: 'M13.500 10a3.500 3.500 0 1 1-7 0 3.500 3.500 0 0 1 7 0zm0 0v1.300c0 2.800 3.500 2.800 3.500-1.300a7 7 0 1 0-3 5.800',
  smile: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM7.500 8.500v.01M12.500 8.500v.01M7 12c1.500 2 4.500 2 6 0',
  slash: 'M4 3h12a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM12 6.500 8 13.500',
  more: 'M10 4.500v.01M10 10v.01M10 15.500v.01',
  close: 'M5 5l10 10M15 5 5 15',
  back: 'M12 4l-6 6 6 6',
  down: 'M5 7.500l5 5 5-5',
  right: 'M7.500 5l5 5-5 5',
  sun: 'M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM10 2v2M10 16v2M2 10h2M16 10h2M4.500 4.500 6 6M14 14l1.500 1.500M15.500 4.500 14 6M6 14l-1.500 1.500',
  moon: 'M16.500 12A7 7 0 0 1 8 3.500 7 7 0 1 0 16.500 12z',
  truck: 'M2 5h9v9H2zM11 8h4l3 3v3h-7M6.500 15.500a1.500 1.500 0 1 1-3 0 1.500 1.500 0 0 1 3 0zM16 15.500a1.500 1.500 0 1 1-3 0 1.500 1.500 0 0 1 3 0z',
  sliders: 'M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4',
  menu: 'M3 5h14M3 10h14M3 15h14',
  check: 'M4 10.500l4 4 8-9',
  info: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 9.500V14M10 6.500v.01',
  warning: 'M10 3l8 14H2zM10 8v4M10 14.500v.01',
  error: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM7.500 7.500l5 5M12.500 7.500l-5 5',
  eye: 'M2 10c3.500-6.500 12.500-6.500 16 0-3.500 6.500-12.500 6.500-16 0zM12 10a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  up: 'M7 17V9l3-6c1.800 0 2.300 1.200 2 2.500L11.500 8H16c1 0 1.500.8 1.300 1.700l-1.300 6c-.2.8-.8 1.300-1.500 1.300zM7 9H3v8h4',
  thumbdown: 'M7 3v8l3 6c1.800 0 2.300-1.200 2-2.500L11.500 12H16c1 0 1.500-.8 1.300-1.700l-1.300-6C15.800 3.500 15.200 3 14.500 3zM7 11H3V3h4',
  trash: 'M3 6h14M8 6V3.500h4V6M5 6l1 11h8l1-11M8.500 9v5M11.500 9v5',
  edit: 'M4 16l1-4L14 3l3 3-9 9zM12 5l3 3',
  copy: 'M7 7h10v10H7zM13 7V3H3v10h4',
  file: 'M5 2h7l4 4v12H5zM12 2v4h4M8 11h5M8 14h5',
  sort: 'M7 4v12M4 7l3-3 3 3M13 16V4M10 13l3 3 3-3',
  spark: 'M10 3l1.800 5.200L17 10l-5.200 1.800L10 17l-1.800-5.200L3 10l5.200-1.800z',
  bell: 'M5 13V9a5 5 0 0 1 10 0v4l1.500 2h-13zM8.500 17.500h3',
  star: 'M10 3l2.200 4.500 5 .7-3.600 3.500.8 5-4.400-2.400-4.400 2.400.8-5L2.800 8.200l5-.7z',
  user: 'M13 7a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM4 17c.5-6 11.500-6 12 0',
  pin: 'M10 18s6-6 6-10.500A6 6 0 0 0 4 7.500C4 12 10 18 10 18zM12 7.500a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  ticked: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM7 10.500l2 2 4-4.500',
  circle: 'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0z',
};

// Slack's names for icons, where ours differ.
const ALIAS = { 'thumbs-up': 'up', 'thumbs-down': 'thumbdown', pencil: 'edit', delete: 'trash', location: 'pin' };

export function icon(name, title) {
  const d = PATHS[ALIAS[name] || name] || PATHS.circle;
  return svg('svg', {
    class: `icon icon-${name}`, viewBox: '0 0 20 20', width: 20, height: 20, fill: 'none', stroke: 'currentColor',
    'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round',
    role: title ? 'img' : null, 'aria-label': title, 'aria-hidden': title ? null : 'true',
  }, svg('path', { d }));
}

// tower is the app's mark: a watch tower with its light on.
export function tower() {
  return svg('svg', { class: 'tower', viewBox: '0 0 36 36', 'aria-hidden': 'true' },
    svg('rect', { width: 36, height: 36, rx: 8, class: 'tower-ground' }),
    svg('path', { d: 'M18 6.500 25 12H11z', class: 'tower-roof' }),
    svg('rect', { x: 13, y: 13, width: 10, height: 5.500, rx: 1, class: 'tower-light' }),
    svg('path', { d: 'M11.500 19.500h13v2h-1.700L24.500 30h-2.600l-1-5.500h-5.800L14 30h-2.500l1.700-8.500h-1.700z', class: 'tower-legs' }));
}
