// Times as the people of the control room read them: Africa/Lagos, 24 hours.

const ZONE = 'Africa/Lagos';

const maker = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, ...options });
const CLOCK = maker({ hour: '2-digit', minute: '2-digit', hour12: false });
const CLOCK_SECS = maker({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const DAY_KEY = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });
const LONG = maker({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const MEDIUM = maker({ day: 'numeric', month: 'long', year: 'numeric' });
const SHORT = maker({ day: 'numeric', month: 'short', year: 'numeric' });
const DIVIDER = maker({ weekday: 'long', day: 'numeric', month: 'long' });

const asDate = (seconds) => new Date(Number(seconds) * 1000);

export const clock = (seconds) => CLOCK.format(asDate(seconds));
export const dayKey = (seconds) => DAY_KEY.format(asDate(seconds));
export const fullTime = (seconds) => `${LONG.format(asDate(seconds))} at ${CLOCK_SECS.format(asDate(seconds))} (Lagos)`;

// nearDay is Today, Yesterday, Tomorrow or empty, seen from now (in seconds).
export function nearDay(seconds, now) {
  const key = dayKey(seconds);
  const names = { 0: 'Today', [-86400]: 'Yesterday', 86400: 'Tomorrow' };
  for (const shift of [0, -86400, 86400]) {
    if (key === dayKey(now + shift)) return names[shift];
  }
  return '';
}

export const dayLabel = (seconds, now) => nearDay(seconds, now) || DIVIDER.format(asDate(seconds));

export function ago(seconds, now) {
  const gap = Math.max(0, Math.round(now - seconds));
  if (gap < 60) return 'just now';
  const steps = [[86400, 'day'], [3600, 'hour'], [60, 'minute']];
  const [size, name] = steps.find(([s]) => gap >= s);
  const n = Math.floor(gap / size);
  return `${n} ${name}${n === 1 ? '' : 's'} ago`;
}

// formatDate fills Slack's date tokens, e.g. "{date_short_pretty} at {time}".
export function formatDate(seconds, format, now) {
  const date = asDate(seconds);
  const near = nearDay(seconds, now).toLowerCase();
  const tokens = {
    date_num: () => dayKey(seconds),
    date: () => MEDIUM.format(date),
    date_slash: () => dayKey(seconds).replaceAll('-', '/'),
    date_short: () => SHORT.format(date),
    date_long: () => LONG.format(date),
    day_divider_pretty: () => dayLabel(seconds, now),
    date_pretty: () => near || MEDIUM.format(date),
    date_short_pretty: () => near || SHORT.format(date),
    date_long_pretty: () => near || LONG.format(date),
    time: () => CLOCK.format(date),
    time_secs: () => CLOCK_SECS.format(date),
    ago: () => ago(seconds, now),
  };
  return format.replace(/\{([a-z_]+)\}/g, (all, name) => (tokens[name] ? tokens[name]() : all));
}

// Lagos is UTC+1 all year round, without summer time.
const LAGOS_OFFSET = 3600;

// toLocalInput and fromLocalInput are for <input type="datetime-local">.
export function toLocalInput(seconds) {
  return new Date((Number(seconds) + LAGOS_OFFSET) * 1000).toISOString().slice(0, 16);
}

export function fromLocalInput(text) {
  const ms = Date.parse(`${text}:00Z`);
  return Number.isNaN(ms) ? null : ms / 1000 - LAGOS_OFFSET;
}
